import { Notice } from "@/components/notice";
import { formatCount } from "@/i18n/format";
import { t } from "@/i18n/t";

import { FormSection } from "../components/form-section";
import styles from "./import-page.module.css";
import type { Summary } from "./import-run";

const figures = [
  ["created", "adminCatalog.importCreated"],
  ["updated", "adminCatalog.importUpdated"],
  ["unchanged", "adminCatalog.importUnchanged"],
  ["refused", "adminCatalog.importRefused"],
  ["variants", "adminCatalog.variants"],
  ["errors", "adminCatalog.importErrors"],
  ["warnings", "adminCatalog.importWarnings"],
] as const;

/** What an import did or, after a check, would do. */
export function ImportSummary({ summary }: { summary: Summary }) {
  const isSound = !summary.failure && summary.errors === 0;
  return (
    <FormSection
      title={t(summary.dry_run ? "adminCatalog.importChecked" : "adminCatalog.importDone")}
    >
      {summary.failure ? (
        <Notice tone="bad" urgent title={t("adminCatalog.importFailed")}>
          {summary.failure}
        </Notice>
      ) : (
        <Notice tone={isSound ? "good" : "caution"} urgent>
          {t(
            isSound
              ? summary.dry_run
                ? "adminCatalog.importCheckedText"
                : "adminCatalog.importDoneText"
              : "adminCatalog.importPartText",
          )}
        </Notice>
      )}
      <dl className={styles.figures}>
        {figures.map(([name, label]) => (
          <div key={name}>
            <dt>{t(label)}</dt>
            <dd>{formatCount(summary[name])}</dd>
          </div>
        ))}
      </dl>
    </FormSection>
  );
}
