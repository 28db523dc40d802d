import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { use } from "react";

import { api, read } from "@/api/client";
import { SelectField, TextField } from "@/components/field";
import { ProblemNotice } from "@/components/notice";
import { formatMoment } from "@/i18n/format";
import { isMessageId, t } from "@/i18n/t";

import { DataTable } from "../components/data-table";
import { FilterBar } from "../components/filter-bar";
import { textsOf } from "../components/form-data";
import { LoadMore } from "../components/load-more";
import { PageHead } from "../components/page-head";
import { StaffContext } from "../components/staff";
import { Changes } from "./changes";
import { EntityLink } from "./entity-link";
import type { AuditEntry } from "./entry";

const entities = [
  "product",
  "category",
  "price-list",
  "promotion",
  "shipping-method",
  "tax-rate",
  "picture",
] as const;
const pageSize = 50;

function useAudit(entity: string | undefined, id: string | undefined) {
  return useInfiniteQuery({
    queryKey: ["admin", "audit", { entity, id }],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam, signal }) => {
      const query = {
        limit: pageSize,
        ...(entity && { entity }),
        ...(id && { entity_id: id }),
        ...(pageParam && { before: pageParam }),
      };
      return read(api.GET("/core/v1/admin/catalog/audit", { params: { query }, signal }));
    },
    getNextPageParam: (page) => page.next ?? undefined,
  });
}

/** Who changed what in the catalogue, and when. */
export function AuditPage() {
  const { entity, id } = useSearch({ from: "/admin/audit" });
  const navigate = useNavigate({ from: "/admin/audit" });
  const audit = useAudit(entity, id);
  const rows = audit.data?.pages.flatMap((page) => page.entries);
  return (
    <>
      <PageHead title={t("adminCatalog.audit")} intro={t("adminCatalog.auditIntro")} />
      <FilterBar
        key={`${entity ?? ""} ${id ?? ""}`}
        label={t("adminCatalog.findAudit")}
        onApply={(form) => void navigate({ search: textsOf(form, "entity", "id") })}
        onReset={entity || id ? () => void navigate({ search: {} }) : undefined}
      >
        <SelectField name="entity" label={t("adminCatalog.entity")} defaultValue={entity}>
          <option value="">{t("adminCatalog.anyEntity")}</option>
          {entities.map((one) => (
            <option key={one} value={one}>
              {term("entity", one)}
            </option>
          ))}
        </SelectField>
        <TextField
          name="id"
          label={t("adminCatalog.entityId")}
          defaultValue={id}
          maxLength={64}
          spellCheck={false}
          unmarked
        />
      </FilterBar>
      {audit.error && !rows ? (
        <ProblemNotice error={audit.error} retry={() => void audit.refetch()} />
      ) : (
        <AuditTable entries={rows} />
      )}
      <LoadMore query={audit} shown={rows?.length ?? 0} />
    </>
  );
}

function AuditTable({ entries }: { entries: readonly AuditEntry[] | undefined }) {
  const me = use(StaffContext);
  return (
    <DataTable
      caption={t("adminCatalog.audit")}
      rows={entries}
      rowKey={(entry) => entry.id}
      empty={t("adminCatalog.noAudit")}
      columns={[
        {
          key: "at",
          label: t("adminCatalog.when"),
          cell: (entry) => <time dateTime={entry.at}>{formatMoment(entry.at)}</time>,
        },
        {
          key: "actor",
          label: t("adminCatalog.actor"),
          cell: ({ actor }) => (actor === me?.id ? t("adminCatalog.you") : actor),
        },
        {
          key: "what",
          label: t("adminCatalog.entity"),
          cell: (entry) => (
            <>
              {term("action", entry.action)}: <EntityLink entry={entry} />
              <br />
              <span className="small soft">{term("entity", entry.entity)}</span>
            </>
          ),
        },
        {
          key: "changes",
          label: t("adminCatalog.changes"),
          cell: (entry) => <Changes entry={entry} />,
        },
      ]}
    />
  );
}

/** A word of the trail in the reader's language; one that is new is said as it is. */
function term(kind: "entity" | "action", word: string): string {
  const id = `adminCatalog.${kind}.${word}`;
  return isMessageId(id) ? t(id) : word;
}
