import type { FieldProblem } from "@/api/problem";
import { ChoiceField, TextField } from "@/components/field";
import { t } from "@/i18n/t";

import { DocumentForm } from "../components/document-form";
import { errorAt } from "../components/error-summary";
import { FieldRow, FormSection } from "../components/form-section";
import { NumberField } from "../components/number-field";
import { type Stored, useStored } from "../components/versioned-documents";
import { pricingFieldName } from "./field-names";
import { PeriodFields } from "./period-fields";
import { type PriceListBody, priceListDoors } from "./price-lists";
import { codeProblem, periodProblem, when } from "./problems";

const blank: PriceListBody = {
  code: "",
  name: "",
  currency: "EUR",
  is_base: false,
  prices_include_tax: true,
  priority: 10,
  starts_at: null,
  ends_at: null,
  active: true,
};

function check(list: PriceListBody): FieldProblem[] {
  return [
    ...when(!list.name.trim(), "/name", "adminCatalog.nameMissing"),
    ...codeProblem(list.code, "/code"),
    ...when(!/^[A-Z]{3}$/.test(list.currency), "/currency", "adminCatalog.currencyInvalid"),
    ...periodProblem(list),
  ];
}

interface PriceListFormProps {
  stored: Stored<PriceListBody> | undefined;
  onDone: () => void;
  onClose: () => void;
}

/** A list's name and when it holds; its prices have a page of their own. */
export function PriceListForm({ stored, onDone, onClose }: PriceListFormProps) {
  const storing = useStored(stored, priceListDoors, onDone);
  const isBase = stored?.data.is_base ?? false;
  return (
    <DocumentForm
      stored={stored}
      initial={stored?.data ?? blank}
      storing={storing}
      check={check}
      nameOf={pricingFieldName}
      deleteTitle={t("adminCatalog.deleteTitle", { name: stored?.data.name ?? "" })}
      {...(!isBase && { deleteText: t("adminCatalog.deletePriceListText") })}
      onClose={onClose}
    >
      {({ draft, change, problems, text }) => (
        <FormSection title={t("adminCatalog.priceList")}>
          <FieldRow>
            <TextField
              {...text("name")}
              label={t("adminCatalog.field.name")}
              maxLength={255}
              required
            />
            <TextField
              {...text("code")}
              label={t("adminCatalog.field.code")}
              maxLength={64}
              required
            />
            <TextField
              name="/currency"
              label={t("adminCatalog.field.currency")}
              hint={t("adminCatalog.currencyFixed")}
              value={draft.currency}
              maxLength={3}
              required
              readOnly={stored !== undefined}
              error={errorAt(problems, "/currency")}
              onChange={(event) => change({ currency: event.target.value.toUpperCase() })}
            />
          </FieldRow>
          <ChoiceField
            type="checkbox"
            label={t("adminCatalog.field.is_base")}
            hint={t("adminCatalog.baseHint")}
            checked={draft.is_base}
            disabled={stored !== undefined}
            onChange={(event) =>
              change({
                is_base: event.target.checked,
                ...(event.target.checked && { starts_at: null, ends_at: null, active: true }),
              })
            }
          />
          {draft.is_base ? (
            <ChoiceField
              type="checkbox"
              label={t("adminCatalog.field.prices_include_tax")}
              checked={draft.prices_include_tax}
              onChange={(event) => change({ prices_include_tax: event.target.checked })}
            />
          ) : (
            <>
              <FieldRow>
                <NumberField
                  name="/priority"
                  label={t("adminCatalog.field.priority")}
                  hint={t("adminCatalog.listPriorityHint")}
                  value={draft.priority}
                  max={1000}
                  required
                  onChange={(priority) => change({ priority: priority ?? 0 })}
                />
                <PeriodFields {...draft} error={errorAt(problems, "/ends_at")} onChange={change} />
              </FieldRow>
              <ChoiceField
                type="checkbox"
                label={t("adminCatalog.field.active")}
                checked={draft.active}
                onChange={(event) => change({ active: event.target.checked })}
              />
            </>
          )}
        </FormSection>
      )}
    </DocumentForm>
  );
}
