import { useState } from "react";

import { Button } from "@/components/button";
import { Badge } from "@/components/notice";
import { formatCount } from "@/i18n/format";
import { t } from "@/i18n/t";

import { DataTable } from "../components/data-table";
import { FormSection } from "../components/form-section";
import { type ImportState, type Issue, toCsv } from "./import-run";

const step = 100;

/** The complaints about a file, as a table and as a file. */
export function ImportIssues({ state }: { state: ImportState }) {
  const [shown, setShown] = useState(step);
  const rows = state.issues.slice(0, shown).map((issue, index) => ({ ...issue, index }));
  return (
    <FormSection
      title={t("adminCatalog.importReport", { count: state.issueCount })}
      action={
        <Button size="small" onClick={() => download(state.issues)}>
          {t("adminCatalog.importDownload")}
        </Button>
      }
    >
      {state.issueCount > state.issues.length && (
        <p className="small soft">
          {t("adminCatalog.importKept", { count: formatCount(state.issues.length) })}
        </p>
      )}
      <DataTable
        caption={t("adminCatalog.importReport", { count: state.issueCount })}
        rows={rows}
        rowKey={(issue) => issue.index}
        empty=""
        columns={[
          {
            key: "line",
            label: t("adminCatalog.line"),
            numeric: true,
            cell: (issue) => formatCount(issue.line),
          },
          {
            key: "severity",
            label: t("adminCatalog.severity"),
            cell: (issue) => (
              <Badge tone={issue.severity === "error" ? "bad" : "caution"}>
                {t(
                  issue.severity === "error"
                    ? "adminCatalog.severityError"
                    : "adminCatalog.severityWarning",
                )}
              </Badge>
            ),
          },
          { key: "column", label: t("adminCatalog.column"), cell: (issue) => issue.column },
          { key: "handle", label: t("adminCatalog.handle"), cell: (issue) => issue.handle },
          {
            key: "code",
            label: t("adminCatalog.code"),
            cell: (issue) => <code>{issue.code}</code>,
          },
          { key: "reason", label: t("adminCatalog.detail"), cell: (issue) => issue.reason },
        ]}
      />
      {state.issues.length > shown && (
        <div>
          <Button size="small" onClick={() => setShown(shown + step)}>
            {t("common.loadMore")}
          </Button>
        </div>
      )}
    </FormSection>
  );
}

function download(issues: readonly Issue[]): void {
  // The mark at the beginning tells table programs that it is UTF-8.
  const url = URL.createObjectURL(new Blob(["\ufeff", toCsv(issues)], { type: "text/csv" }));
  const link = Object.assign(document.createElement("a"), { href: url, download: "import.csv" });
  link.click();
  URL.revokeObjectURL(url);
}
