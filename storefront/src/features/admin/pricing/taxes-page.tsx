import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { ButtonLink } from "@/components/button";
import { ChoiceField, TextField } from "@/components/field";
import { Icon } from "@/components/icon";
import { ProblemNotice } from "@/components/notice";
import { t } from "@/i18n/t";

import { DataTable } from "../components/data-table";
import { DocumentForm } from "../components/document-form";
import { errorAt } from "../components/error-summary";
import { FieldRow, FormSection } from "../components/form-section";
import { ListOrEditor } from "../components/list-or-editor";
import { PageHead } from "../components/page-head";
import { type Stored, useStored } from "../components/versioned-documents";
import { type TaxRate, taxRateDoors, taxRatesQuery } from "./documents";
import { pricingFieldName } from "./field-names";
import { periodInWords } from "./in-words";
import { toPercent } from "./percent";
import { PercentField } from "./percent-field";
import { PeriodFields } from "./period-fields";
import { codeProblem, countryProblem, periodProblem, regionProblem, when } from "./problems";
import { countryName } from "./places";

export function TaxesPage() {
  return (
    <ListOrEditor
      list={<TaxRates />}
      editor={(id, onDone, onClose) => <Editor id={id} onDone={onDone} onClose={onClose} />}
    />
  );
}

function TaxRates() {
  const rates = useQuery(taxRatesQuery());
  return (
    <>
      <PageHead title={t("adminCatalog.taxes")} intro={t("adminCatalog.taxesIntro")}>
        <ButtonLink to="/admin/taxes" search={{ id: "new" }} look="primary">
          <Icon name="plus" /> {t("adminCatalog.newTaxRate")}
        </ButtonLink>
      </PageHead>
      {rates.error ? (
        <ProblemNotice error={rates.error} retry={() => void rates.refetch()} />
      ) : (
        <DataTable
          caption={t("adminCatalog.taxes")}
          rows={rates.data}
          rowKey={(rate) => rate.id}
          empty={t("adminCatalog.noTaxRates")}
          columns={[
            {
              key: "name",
              label: t("adminCatalog.field.name"),
              head: true,
              cell: ({ id, data }) => (
                <Link to="/admin/taxes" search={{ id }}>
                  {data.name}
                </Link>
              ),
            },
            {
              key: "place",
              label: t("adminCatalog.place"),
              cell: ({ data }) =>
                [countryName(data.country), data.region].filter(Boolean).join(", "),
            },
            {
              key: "class",
              label: t("adminCatalog.field.tax_class"),
              cell: ({ data }) => data.tax_class,
            },
            {
              key: "rate",
              label: t("adminCatalog.field.rate"),
              numeric: true,
              cell: ({ data }) => `${toPercent(data.rate)} %`,
            },
            {
              key: "period",
              label: t("adminCatalog.period"),
              cell: ({ data }) => periodInWords(data),
            },
          ]}
        />
      )}
    </>
  );
}

interface EditorProps {
  id: string;
  onDone: () => void;
  onClose: () => void;
}

function Editor({ id, onDone, onClose }: EditorProps) {
  const rates = useQuery(taxRatesQuery());
  const stored = rates.data?.find((rate) => rate.id === id);
  return (
    <>
      <PageHead
        title={stored?.data.name ?? t("adminCatalog.newTaxRate")}
        before={<Link to="/admin/taxes">{t("adminCatalog.taxes")}</Link>}
      />
      {(stored ?? id === "new") && (
        <TaxRateForm stored={stored} onDone={onDone} onClose={onClose} />
      )}
    </>
  );
}

const blank: TaxRate = {
  name: "",
  country: "",
  rate: "",
  region: null,
  tax_class: "standard",
  replaces_country: false,
  starts_at: null,
  ends_at: null,
};

function check(rate: TaxRate) {
  return [
    ...when(!rate.name.trim(), "/name", "adminCatalog.nameMissing"),
    ...countryProblem(rate.country, "/country"),
    ...regionProblem(rate.region, "/region"),
    ...codeProblem(rate.tax_class, "/tax_class"),
    ...when(!rate.rate, "/rate", "adminCatalog.percentInvalid"),
    ...periodProblem(rate),
  ];
}

function TaxRateForm({
  stored,
  onDone,
  onClose,
}: Omit<EditorProps, "id"> & { stored: Stored<TaxRate> | undefined }) {
  const storing = useStored(stored, taxRateDoors, onDone);
  return (
    <DocumentForm
      stored={stored}
      initial={stored?.data ?? blank}
      storing={storing}
      check={check}
      nameOf={pricingFieldName}
      deleteTitle={t("adminCatalog.deleteTitle", { name: stored?.data.name ?? "" })}
      deleteText={t("adminCatalog.deleteTaxText")}
      onClose={onClose}
    >
      {({ draft, change, problems, text }) => (
        <FormSection title={t("adminCatalog.taxRate")}>
          <TextField
            {...text("name")}
            label={t("adminCatalog.field.name")}
            hint={t("adminCatalog.taxNameHint")}
            maxLength={255}
            required
          />
          <FieldRow>
            <TextField
              name="/country"
              label={t("adminCatalog.field.country")}
              hint={t("adminCatalog.countryHint")}
              value={draft.country}
              maxLength={2}
              required
              error={errorAt(problems, "/country")}
              onChange={(event) => change({ country: event.target.value.toUpperCase() })}
            />
            <TextField
              name="/region"
              label={t("adminCatalog.field.region")}
              hint={t("adminCatalog.regionHint")}
              value={draft.region ?? ""}
              maxLength={10}
              error={errorAt(problems, "/region")}
              onChange={(event) => change({ region: event.target.value.toUpperCase() || null })}
            />
            <TextField
              {...text("tax_class")}
              label={t("adminCatalog.field.tax_class")}
              maxLength={64}
              required
            />
            <PercentField
              name="/rate"
              label={t("adminCatalog.field.rate")}
              share={draft.rate}
              error={errorAt(problems, "/rate")}
              onChange={(rate) => change({ rate })}
            />
          </FieldRow>
          {draft.region && (
            <ChoiceField
              type="checkbox"
              label={t("adminCatalog.field.replaces_country")}
              hint={t("adminCatalog.replacesHint")}
              checked={draft.replaces_country}
              onChange={(event) => change({ replaces_country: event.target.checked })}
            />
          )}
          <FieldRow>
            <PeriodFields {...draft} error={errorAt(problems, "/ends_at")} onChange={change} />
          </FieldRow>
        </FormSection>
      )}
    </DocumentForm>
  );
}
