import { SelectField } from "@/components/field";
import { t } from "@/i18n/t";

import { DateTimeField } from "../components/date-time-field";
import { errorAt } from "../components/error-summary";
import { FieldRow, FormSection } from "../components/form-section";
import type { SectionProps } from "./basics-section";
import { asStatus, statuses } from "./products";
import { statusLabels } from "./status-badge";

/** Whether and when the product is on sale. */
export function PublishingSection({ record, onChange, problems }: SectionProps) {
  return (
    <FormSection title={t("adminCatalog.publishing")} intro={t("adminCatalog.publishingIntro")}>
      <FieldRow>
        <SelectField
          name="/status"
          label={t("adminCatalog.status")}
          value={record.status}
          onChange={(event) => onChange({ status: asStatus(event.target.value) ?? "draft" })}
        >
          {statuses.map((status) => (
            <option key={status} value={status}>
              {t(statusLabels[status])}
            </option>
          ))}
        </SelectField>
        <DateTimeField
          name="/published_at"
          label={t("adminCatalog.publishedAt")}
          value={record.published_at}
          error={errorAt(problems, "/published_at")}
          onChange={(published_at) => onChange({ published_at })}
        />
        <DateTimeField
          name="/unpublish_at"
          label={t("adminCatalog.unpublishAt")}
          value={record.unpublish_at}
          error={errorAt(problems, "/unpublish_at")}
          onChange={(unpublish_at) => onChange({ unpublish_at })}
        />
      </FieldRow>
    </FormSection>
  );
}
