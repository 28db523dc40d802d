import { useQuery } from "@tanstack/react-query";

import type { FieldProblem } from "@/api/problem";
import { SelectField, TextareaField, TextField } from "@/components/field";
import { t } from "@/i18n/t";

import { errorAt } from "../components/error-summary";
import { FieldRow, FormSection } from "../components/form-section";
import { ListField } from "../components/list-field";
import { adminCategoriesQuery, inTreeOrder } from "./categories";
import styles from "./product-editor.module.css";
import { type ProductRecord, toSlug } from "./products";
import { Prose, proseTags } from "./prose";

export interface SectionProps {
  record: ProductRecord;
  onChange: (patch: Partial<ProductRecord>) => void;
  problems: readonly FieldProblem[];
}

/** What the product is called, where it belongs, and what it is. */
export function BasicsSection({
  record,
  onChange,
  problems,
  isNew,
}: SectionProps & { isNew: boolean }) {
  const followTitle = isNew && record.handle === toSlug(record.title);
  return (
    <FormSection title={t("adminCatalog.basics")}>
      <TextField
        name="/title"
        label={t("adminCatalog.title")}
        value={record.title}
        maxLength={255}
        required
        error={errorAt(problems, "/title")}
        onChange={({ target: { value: title } }) =>
          onChange({ title, ...(followTitle && { handle: toSlug(title) }) })
        }
      />
      <FieldRow>
        <TextField
          name="/handle"
          label={t("adminCatalog.handle")}
          hint={t(isNew ? "adminCatalog.handleHint" : "adminCatalog.handleFixed")}
          value={record.handle}
          maxLength={200}
          required
          readOnly={!isNew}
          spellCheck={false}
          error={errorAt(problems, "/handle")}
          onChange={(event) => onChange({ handle: event.target.value })}
        />
        <TextField
          name="/slug"
          label={t("adminCatalog.slug")}
          hint={t("adminCatalog.slugHint", { slug: record.slug ?? record.handle })}
          value={record.slug ?? ""}
          maxLength={200}
          spellCheck={false}
          error={errorAt(problems, "/slug")}
          onChange={(event) => onChange({ slug: event.target.value || null })}
        />
      </FieldRow>
      <FieldRow>
        <CategoryField record={record} onChange={onChange} problems={problems} />
        <TextField
          name="/brand"
          label={t("adminCatalog.brand")}
          value={record.brand}
          maxLength={255}
          onChange={(event) => onChange({ brand: event.target.value })}
        />
        <TextField
          name="/vendor"
          label={t("adminCatalog.vendor")}
          value={record.vendor}
          maxLength={255}
          onChange={(event) => onChange({ vendor: event.target.value })}
        />
        <TextField
          name="/product_type"
          label={t("adminCatalog.productType")}
          value={record.product_type}
          maxLength={255}
          onChange={(event) => onChange({ product_type: event.target.value })}
        />
      </FieldRow>
      <ListField
        name="/tags"
        label={t("adminCatalog.tags")}
        hint={t("adminCatalog.commas")}
        values={record.tags}
        onChange={(tags) => onChange({ tags })}
      />
      <Description record={record} onChange={onChange} problems={problems} />
    </FormSection>
  );
}

function CategoryField({ record, onChange, problems }: SectionProps) {
  const { data: categories = [] } = useQuery(adminCategoriesQuery());
  const paths = inTreeOrder(categories).map(({ path }) => path);
  const own = JSON.stringify(record.category);
  const isListed = record.category.length === 0 || paths.some((p) => JSON.stringify(p) === own);
  return (
    <SelectField
      name="/category"
      label={t("adminCatalog.category")}
      value={own}
      error={errorAt(problems, "/category")}
      onChange={(event) => onChange({ category: JSON.parse(event.target.value) as string[] })}
    >
      <option value="[]">{t("adminCatalog.noCategory")}</option>
      {!isListed && <option value={own}>{record.category.join(" › ")}</option>}
      {paths.map((path) => (
        <option key={JSON.stringify(path)} value={JSON.stringify(path)}>
          {path.join(" › ")}
        </option>
      ))}
    </SelectField>
  );
}

function Description({ record, onChange, problems }: SectionProps) {
  return (
    <div className="stack">
      <TextareaField
        name="/description_html"
        label={t("adminCatalog.description")}
        hint={t("adminCatalog.descriptionHint")}
        value={record.description_html}
        rows={8}
        maxLength={100_000}
        error={errorAt(problems, "/description_html")}
        onChange={(event) => onChange({ description_html: event.target.value })}
      />
      <details>
        <summary>{t("adminCatalog.allowedTags")}</summary>
        <p className={styles.preview}>
          <code>{proseTags.join(" ")}</code>
        </p>
      </details>
      {record.description_html && (
        <details>
          <summary>{t("adminCatalog.preview")}</summary>
          <div className={styles.preview}>
            <Prose html={record.description_html} />
          </div>
        </details>
      )}
    </div>
  );
}
