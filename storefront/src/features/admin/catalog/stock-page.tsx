import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";

import { api, read } from "@/api/client";
import { Button } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { TextField } from "@/components/field";
import { Badge, ProblemNotice } from "@/components/notice";
import { formatCount, formatMoment } from "@/i18n/format";
import { t } from "@/i18n/t";

import { type Column, DataTable } from "../components/data-table";
import { FilterBar } from "../components/filter-bar";
import { textsOf } from "../components/form-data";
import { LoadMore } from "../components/load-more";
import { PageHead } from "../components/page-head";
import { useIsIn } from "../components/staff";
import { AdjustStock } from "./adjust-stock";
import type { StockItem } from "./stock-levels";
import { StockMovements } from "./stock-movements";

const pageSize = 100;

function useStock(q: string | undefined, below: number | undefined) {
  return useInfiniteQuery({
    queryKey: ["admin", "stock", { q, below }],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      const query = {
        limit: pageSize,
        ...(q && { q }),
        ...(below !== undefined && { below }),
        ...(pageParam && { cursor: pageParam }),
      };
      return read(api.GET("/core/v1/admin/stock", { params: { query }, signal }));
    },
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

/** A number from an address; undefined for what is none. */
function toBelow(text: string | undefined): number | undefined {
  return text && /^\d{1,8}$/.test(text) ? Number(text) : undefined;
}

/** What there is of each SKU, and what happened to it. */
export function StockPage() {
  const { q, below } = useSearch({ from: "/admin/stock" });
  const navigate = useNavigate({ from: "/admin/stock" });
  const stock = useStock(q, toBelow(below));
  const rows = stock.data?.pages.flatMap((page) => page.items);
  const [opened, setOpened] = useState<{ item: StockItem; what: "adjust" | "movements" }>();
  const columns = useColumns((item, what) => setOpened({ item, what }));
  const close = () => setOpened(undefined);
  return (
    <>
      <PageHead title={t("adminCatalog.stock")} intro={t("adminCatalog.stockIntro")} />
      <FilterBar
        key={`${q ?? ""} ${below ?? ""}`}
        label={t("adminCatalog.findStock")}
        onApply={(form) => void navigate({ search: textsOf(form, "q", "below") })}
        onReset={q || below ? () => void navigate({ search: {} }) : undefined}
      >
        <TextField
          type="search"
          name="q"
          label={t("adminCatalog.skuBegins")}
          defaultValue={q}
          maxLength={200}
          unmarked
        />
        <TextField
          type="number"
          name="below"
          label={t("adminCatalog.fewerThan")}
          min={0}
          defaultValue={below}
          unmarked
        />
      </FilterBar>
      {stock.error && !rows ? (
        <ProblemNotice error={stock.error} retry={() => void stock.refetch()} />
      ) : (
        <DataTable
          caption={t("adminCatalog.stock")}
          rows={rows}
          rowKey={(item) => item.sku}
          empty={t("adminCatalog.noStock")}
          columns={columns}
        />
      )}
      <LoadMore query={stock} shown={rows?.length ?? 0} />
      <Dialog
        title={t("adminCatalog.adjustTitle", { sku: opened?.item.sku ?? "" })}
        open={opened?.what === "adjust"}
        onClose={close}
      >
        {opened && <AdjustStock item={opened.item} onDone={close} />}
      </Dialog>
      <Dialog
        title={t("adminCatalog.movementsOf", { sku: opened?.item.sku ?? "" })}
        open={opened?.what === "movements"}
        onClose={close}
        shape="wideModal"
      >
        {opened && <StockMovements sku={opened.item.sku} />}
      </Dialog>
    </>
  );
}

function useColumns(
  onOpen: (item: StockItem, what: "adjust" | "movements") => void,
): Column<StockItem>[] {
  const mayAdjust = useIsIn("orders");
  return [
    { key: "sku", label: t("adminCatalog.sku"), head: true, cell: (item) => item.sku },
    {
      key: "available",
      label: t("adminCatalog.availableStock"),
      numeric: true,
      cell: (item) =>
        item.available > 0 ? (
          formatCount(item.available)
        ) : (
          <Badge tone="caution">{t("adminCatalog.outOfStock")}</Badge>
        ),
    },
    {
      key: "reserved",
      label: t("adminCatalog.reserved"),
      numeric: true,
      cell: (item) => formatCount(item.reserved),
    },
    {
      key: "on-hand",
      label: t("adminCatalog.onHandNow"),
      numeric: true,
      cell: (item) => formatCount(item.on_hand),
    },
    {
      key: "updated",
      label: t("adminCatalog.changed"),
      cell: (item) => <time dateTime={item.updated_at}>{formatMoment(item.updated_at)}</time>,
    },
    {
      key: "actions",
      label: <span className="visually-hidden">{t("admin.actions")}</span>,
      cell: (item) => (
        <span className="cluster">
          <Button
            size="small"
            look="quiet"
            aria-label={t("adminCatalog.movementsOf", { sku: item.sku })}
            onClick={() => onOpen(item, "movements")}
          >
            {t("adminCatalog.movements")}
          </Button>
          {mayAdjust && (
            <Button
              size="small"
              aria-label={t("adminCatalog.adjustTitle", { sku: item.sku })}
              onClick={() => onOpen(item, "adjust")}
            >
              {t("adminCatalog.adjust")}
            </Button>
          )}
        </span>
      ),
    },
  ];
}
