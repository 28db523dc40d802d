import { type ReactNode, useEffect, useRef } from "react";

import { ProblemError } from "@/api/problem";
import { Button } from "@/components/button";
import { Notice } from "@/components/notice";
import { t } from "@/i18n/t";

import { DataTable } from "./data-table";

/** One field in which what is saved and what was typed are not the same. */
export interface Difference {
  field: string;
  theirs: ReactNode;
  yours: ReactNode;
}

interface VersionConflictProps {
  /** Where the saved state, read again, and the form differ. */
  differences: readonly Difference[];
  onTakeTheirs: () => void;
  /** Save what was typed as a change of the version that is saved now. */
  onKeepMine: () => void;
  busy?: boolean;
}

/** Whether a save was refused because somebody else had saved before. */
export function isVersionConflict(error: unknown): boolean {
  return error instanceof ProblemError && error.code === "stale-version";
}

/** Two people changed the same thing: shows where they differ, and loses nothing that was typed. */
export function VersionConflict(props: VersionConflictProps) {
  const place = useRef<HTMLDivElement>(null);
  // The form may be long, and what was pressed at its end.
  useEffect(() => {
    place.current?.focus();
    place.current?.scrollIntoView({ block: "center" });
  }, []);
  return (
    <div ref={place} tabIndex={-1}>
      <Notice tone="caution" title={t("admin.conflictTitle")} urgent>
        <div className="stack">
          <p>{t(props.differences.length > 0 ? "admin.conflictText" : "admin.conflictSame")}</p>
          {props.differences.length > 0 && (
            <DataTable
              caption={t("admin.conflictTitle")}
              rows={props.differences}
              rowKey={(row) => row.field}
              empty={t("admin.conflictSame")}
              columns={[
                { key: "field", label: t("admin.conflictField"), cell: (r) => r.field, head: true },
                { key: "theirs", label: t("admin.conflictTheirs"), cell: (r) => r.theirs },
                { key: "yours", label: t("admin.conflictYours"), cell: (r) => r.yours },
              ]}
            />
          )}
          <div className="cluster">
            <Button size="small" onClick={props.onTakeTheirs}>
              {t("admin.conflictTakeTheirs")}
            </Button>
            <Button size="small" busy={props.busy ?? false} onClick={props.onKeepMine}>
              {t("admin.conflictKeepMine")}
            </Button>
          </div>
        </div>
      </Notice>
    </div>
  );
}
