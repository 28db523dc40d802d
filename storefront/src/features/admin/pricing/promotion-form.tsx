import { ChoiceField, SelectField, TextField } from "@/components/field";
import { t } from "@/i18n/t";

import { useCurrencies } from "../components/currencies";
import { DocumentForm, type DraftForm } from "../components/document-form";
import { errorAt } from "../components/error-summary";
import { FieldRow, FormSection } from "../components/form-section";
import { ListField } from "../components/list-field";
import { NumberField } from "../components/number-field";
import { type Stored, useStored } from "../components/versioned-documents";
import { AmountsFields } from "./amounts-fields";
import { useCategoryNames } from "./category-names";
import { type Promotion, promotionDoors } from "./documents";
import { EffectFields } from "./effect-fields";
import { pricingFieldName } from "./field-names";
import { GoodsFields } from "./goods-fields";
import { promotionInWords } from "./in-words";
import { PeriodFields } from "./period-fields";
import styles from "./pricing.module.css";
import { blankPromotion, promotionProblems } from "./promotion-draft";

interface PromotionFormProps {
  stored: Stored<Promotion> | undefined;
  onDone: () => void;
  onClose: () => void;
}

export function PromotionForm({ stored, onDone, onClose }: PromotionFormProps) {
  const storing = useStored(stored, promotionDoors, onDone);
  const nameOf = useCategoryNames();
  return (
    <DocumentForm
      stored={stored}
      initial={stored?.data ?? blankPromotion}
      storing={storing}
      check={promotionProblems}
      nameOf={pricingFieldName}
      deleteTitle={t("adminCatalog.deleteTitle", { name: stored?.data.label ?? "" })}
      deleteText={t("adminCatalog.deletePromotionText")}
      onClose={onClose}
    >
      {(form) => (
        <>
          <FormSection title={t("adminCatalog.inWords")}>
            <p className={styles.sentence} aria-live="polite">
              {promotionInWords(form.draft, nameOf)}
            </p>
          </FormSection>
          <EffectSection {...form} />
          <ConditionsSection {...form} />
          <LimitsSection {...form} />
        </>
      )}
    </DocumentForm>
  );
}

function EffectSection({ draft, change, problems, text }: DraftForm<Promotion>) {
  return (
    <FormSection title={t("adminCatalog.field.effect")}>
      <FieldRow>
        <TextField
          {...text("label")}
          label={t("adminCatalog.field.label")}
          maxLength={255}
          required
        />
        <ListField
          name="/codes"
          label={t("adminCatalog.field.codes")}
          hint={t("adminCatalog.codesHint")}
          values={draft.codes}
          error={errorAt(problems, "/codes")}
          onChange={(codes) => change({ codes })}
        />
      </FieldRow>
      <EffectFields
        effect={draft.effect}
        problems={problems}
        onChange={(effect) => change({ effect })}
      />
    </FormSection>
  );
}

function ConditionsSection({ draft, change, problems }: DraftForm<Promotion>) {
  return (
    <FormSection title={t("adminCatalog.conditions")} intro={t("adminCatalog.goodsIntro")}>
      <GoodsFields
        legend={t("adminCatalog.field.goods")}
        at="/goods"
        goods={draft.goods}
        onChange={(goods) => change({ goods })}
      />
      <AmountsFields
        label={t("adminCatalog.field.min_subtotal")}
        at="/min_subtotal"
        amounts={draft.min_subtotal}
        problems={problems}
        onChange={(min_subtotal) => change({ min_subtotal })}
      />
      <CurrencyChoices draft={draft} change={change} />
      <FieldRow>
        <SelectField
          name="/audience"
          label={t("adminCatalog.field.audience")}
          value={draft.audience}
          onChange={(event) =>
            change({ audience: event.target.value === "customers" ? "customers" : "everyone" })
          }
        >
          <option value="everyone">{t("adminCatalog.audienceEveryone")}</option>
          <option value="customers">{t("adminCatalog.audienceCustomers")}</option>
        </SelectField>
        <PeriodFields {...draft} error={errorAt(problems, "/ends_at")} onChange={change} />
      </FieldRow>
    </FormSection>
  );
}

function CurrencyChoices({ draft, change }: Pick<DraftForm<Promotion>, "draft" | "change">) {
  const currencies = useCurrencies(draft.currencies);
  return (
    <fieldset className={styles.choices}>
      <legend>{t("adminCatalog.currenciesLegend")}</legend>
      {currencies.map((currency) => (
        <ChoiceField
          key={currency}
          type="checkbox"
          label={currency}
          checked={draft.currencies.includes(currency)}
          onChange={(event) =>
            change({
              currencies: event.target.checked
                ? [...draft.currencies, currency]
                : draft.currencies.filter((one) => one !== currency),
            })
          }
        />
      ))}
    </fieldset>
  );
}

function LimitsSection({ draft, change }: DraftForm<Promotion>) {
  return (
    <FormSection title={t("adminCatalog.limits")}>
      <FieldRow>
        <NumberField
          name="/usage_limit"
          label={t("adminCatalog.field.usage_limit")}
          value={draft.usage_limit}
          min={1}
          onChange={(usage_limit) => change({ usage_limit })}
        />
        <NumberField
          name="/usage_limit_per_customer"
          label={t("adminCatalog.field.usage_limit_per_customer")}
          value={draft.usage_limit_per_customer}
          min={1}
          onChange={(usage_limit_per_customer) => change({ usage_limit_per_customer })}
        />
        <NumberField
          name="/priority"
          label={t("adminCatalog.field.priority")}
          hint={t("adminCatalog.priorityHint")}
          value={draft.priority}
          max={1000}
          required
          onChange={(priority) => change({ priority: priority ?? 0 })}
        />
      </FieldRow>
      <ChoiceField
        type="checkbox"
        label={t("adminCatalog.field.exclusive")}
        hint={t("adminCatalog.exclusiveHint")}
        checked={draft.exclusive}
        onChange={(event) => change({ exclusive: event.target.checked })}
      />
      <ChoiceField
        type="checkbox"
        label={t("adminCatalog.field.active")}
        checked={draft.active}
        onChange={(event) => change({ active: event.target.checked })}
      />
    </FormSection>
  );
}
