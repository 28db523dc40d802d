import { TextareaField, TextField } from "@/components/field";
import { t } from "@/i18n/t";

import { errorAt } from "../components/error-summary";
import { FormSection } from "../components/form-section";
import type { SectionProps } from "./basics-section";
import styles from "./product-editor.module.css";
import type { ProductRecord } from "./products";

/** How search engines show the product. */
export function SeoSection({ record, onChange, problems }: SectionProps) {
  const { seo } = record;
  return (
    <FormSection title={t("adminCatalog.seo")} intro={t("adminCatalog.seoIntro")}>
      <TextField
        name="/seo/title"
        label={t("adminCatalog.seoTitle")}
        value={seo.title}
        maxLength={255}
        error={errorAt(problems, "/seo/title")}
        onChange={(event) => onChange({ seo: { ...seo, title: event.target.value } })}
      />
      <TextareaField
        name="/seo/description"
        label={t("adminCatalog.seoDescription")}
        value={seo.description}
        maxLength={1000}
        rows={3}
        error={errorAt(problems, "/seo/description")}
        onChange={(event) => onChange({ seo: { ...seo, description: event.target.value } })}
      />
      <Preview record={record} />
    </FormSection>
  );
}

function Preview({ record }: { record: ProductRecord }) {
  const address = `${location.host} › products › ${record.slug ?? record.handle}`;
  const text = record.seo.description || plainText(record.description_html);
  return (
    <figure className={styles.result}>
      <figcaption className="small soft">{t("adminCatalog.seoPreview")}</figcaption>
      <p className="small">{address}</p>
      <p className={styles.resultTitle}>
        {record.seo.title || record.title || t("adminCatalog.title")}
      </p>
      <p className="small soft">{text.length > 160 ? `${text.slice(0, 159)}…` : text}</p>
    </figure>
  );
}

function plainText(html: string): string {
  return new DOMParser().parseFromString(html, "text/html").body.textContent.trim();
}
