import { useInfiniteQuery } from "@tanstack/react-query";

import { api, read } from "@/api/client";
import { ProblemNotice } from "@/components/notice";
import { formatCount, formatMoment } from "@/i18n/format";
import { isMessageId, t } from "@/i18n/t";

import { DataTable } from "../components/data-table";
import { LoadMore } from "../components/load-more";

const pageSize = 50;

/** What happened to a SKU's stock, newest first. */
export function StockMovements({ sku }: { sku: string }) {
  const movements = useInfiniteQuery({
    queryKey: ["admin", "stock", "movements", sku],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam, signal }) => {
      const query = { sku, limit: pageSize, ...(pageParam && { cursor: pageParam }) };
      return read(api.GET("/core/v1/admin/stock/movements", { params: { query }, signal }));
    },
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  const rows = movements.data?.pages.flatMap((page) => page.movements);
  if (movements.error && !rows) {
    return <ProblemNotice error={movements.error} retry={() => void movements.refetch()} />;
  }
  return (
    <div>
      <DataTable
        caption={t("adminCatalog.movementsOf", { sku })}
        rows={rows}
        rowKey={(move) => move.id}
        empty={t("adminCatalog.noMovements")}
        columns={[
          {
            key: "at",
            label: t("adminCatalog.when"),
            head: true,
            cell: (move) => <time dateTime={move.at}>{formatMoment(move.at)}</time>,
          },
          { key: "kind", label: t("adminCatalog.kind"), cell: (move) => kindInWords(move.kind) },
          {
            key: "quantity",
            label: t("adminCatalog.change"),
            numeric: true,
            cell: (move) => `${move.quantity > 0 ? "+" : ""}${formatCount(move.quantity)}`,
          },
          {
            key: "on-hand",
            label: t("adminCatalog.onHandNow"),
            numeric: true,
            cell: (move) => formatCount(move.on_hand),
          },
          { key: "reason", label: t("admin.reason"), cell: (move) => move.reason },
          { key: "reference", label: t("adminCatalog.reference"), cell: (move) => move.reference },
          { key: "actor", label: t("adminCatalog.actor"), cell: (move) => move.actor },
        ]}
      />
      <LoadMore query={movements} shown={rows?.length ?? 0} />
    </div>
  );
}

function kindInWords(kind: string): string {
  const id = `adminCatalog.movement.${kind}`;
  return isMessageId(id) ? t(id) : kind;
}
