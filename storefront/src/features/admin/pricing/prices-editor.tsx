import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { type SyntheticEvent, useState } from "react";

import { announce } from "@/components/announcer";
import { Button } from "@/components/button";
import { TextField } from "@/components/field";
import { Notice, ProblemNotice } from "@/components/notice";
import { t } from "@/i18n/t";

import { CellMoney } from "../components/cell-input";
import { DataTable } from "../components/data-table";
import { FieldRow } from "../components/form-section";
import { LoadMore } from "../components/load-more";
import { UnsavedWarning } from "../components/unsaved-warning";
import { isVersionConflict } from "../components/version-conflict";
import { edited, entriesOf, type PriceEdits, rowsOf, wrongIn } from "./price-edits";
import { type PriceList, priceListsQuery, pricesQuery, putPrices } from "./price-lists";

/** A list's prices by SKU, typed over in place; what is typed is saved together. */
export function PricesEditor({ list }: { list: PriceList }) {
  const queryClient = useQueryClient();
  const pages = useInfiniteQuery(pricesQuery(list.id));
  const prices = pages.data?.pages.flatMap((page) => page.prices) ?? [];
  const [edits, setEdits] = useState<PriceEdits>(new Map());
  const save = useMutation({
    mutationFn: () => putPrices(list.id, list.version, entriesOf(prices, edits)),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: pricesQuery(list.id).queryKey });
      setEdits(new Map());
      announce(t("admin.saved"));
    },
    // Saved or refused: the list's version has moved. What was typed stays over the new prices.
    onSettled: () => queryClient.invalidateQueries({ queryKey: priceListsQuery().queryKey }),
  });
  const change = (sku: string, patch: Parameters<typeof edited>[3]) =>
    setEdits((before) => edited(before, prices, sku, patch));
  const rows = pages.data && rowsOf(prices, edits);
  const isWrong = [...edits.values()].some((edit) => wrongIn(edit) !== undefined);
  const { currency } = list;
  return (
    <div className="stack">
      <AddSku onAdd={(sku) => change(sku, {})} />
      {pages.error && !rows && (
        <ProblemNotice error={pages.error} retry={() => void pages.refetch()} />
      )}
      {isVersionConflict(save.error) ? (
        <Notice tone="caution" title={t("admin.conflictTitle")} urgent>
          {t("adminCatalog.pricesConflict")}
        </Notice>
      ) : (
        save.error && <ProblemNotice error={save.error} />
      )}
      <DataTable
        caption={t("adminCatalog.pricesOf", { name: list.name })}
        rows={rows}
        rowKey={(row) => row.sku}
        empty={t("adminCatalog.noPrices")}
        columns={[
          { key: "sku", label: t("adminCatalog.sku"), head: true, cell: (row) => row.sku },
          {
            key: "amount",
            label: t("adminCatalog.priceIn", { currency }),
            numeric: true,
            cell: (row) => (
              <CellMoney
                label={t("adminCatalog.cellOf", {
                  column: t("adminCatalog.price"),
                  row: row.sku,
                })}
                currency={currency}
                value={row.amount}
                error={
                  wrongIn(row) === "amount" && row.amount === undefined
                    ? t("adminCatalog.wrong.compare-at-alone")
                    : undefined
                }
                onChange={(amount) => change(row.sku, { amount })}
              />
            ),
          },
          {
            key: "compareAt",
            label: t("adminCatalog.compareAt"),
            numeric: true,
            cell: (row) => (
              <CellMoney
                label={t("adminCatalog.cellOf", {
                  column: t("adminCatalog.compareAt"),
                  row: row.sku,
                })}
                currency={currency}
                value={row.compareAt}
                onChange={(compareAt) => change(row.sku, { compareAt })}
              />
            ),
          },
          {
            key: "state",
            label: t("adminCatalog.state"),
            cell: (row) =>
              row.isChanged &&
              t(row.amount === undefined ? "adminCatalog.takenOff" : "adminCatalog.unsaved"),
          },
        ]}
      />
      <LoadMore query={pages} shown={rows?.length ?? 0} />
      <div className="cluster">
        <Button
          look="primary"
          disabled={edits.size === 0 || isWrong}
          busy={save.isPending}
          onClick={() => save.mutate()}
        >
          {t("adminCatalog.savePrices", { count: edits.size })}
        </Button>
        {edits.size > 0 && (
          <Button look="quiet" onClick={() => setEdits(new Map())}>
            {t("adminCatalog.discard")}
          </Button>
        )}
      </div>
      <UnsavedWarning when={edits.size > 0 && !save.isPending} />
    </div>
  );
}

function AddSku({ onAdd }: { onAdd: (sku: string) => void }) {
  const [sku, setSku] = useState("");
  const add = (event: SyntheticEvent) => {
    event.preventDefault();
    if (sku.trim()) onAdd(sku.trim());
    setSku("");
  };
  return (
    <form onSubmit={add} style={{ maxWidth: "30rem" }}>
      <FieldRow>
        <TextField
          label={t("adminCatalog.addSku")}
          hint={t("adminCatalog.addSkuHint")}
          value={sku}
          maxLength={64}
          unmarked
          onChange={(event) => setSku(event.target.value)}
        />
        <div style={{ paddingTop: "1.4rem" }}>
          <Button type="submit">{t("common.add")}</Button>
        </div>
      </FieldRow>
    </form>
  );
}
