import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type SyntheticEvent, useState } from "react";

import { api, read } from "@/api/client";
import { ProblemError } from "@/api/problem";
import { announce } from "@/components/announcer";
import { Button } from "@/components/button";
import { SelectField, TextareaField } from "@/components/field";
import { ProblemNotice } from "@/components/notice";
import { t } from "@/i18n/t";

import { NumberField } from "../components/number-field";
import { type AdjustStockBody, changeOf, type Way, ways } from "./stock-change";
import type { StockItem } from "./stock-levels";

const labels = {
  count: "adminCatalog.wayCount",
  restock: "adminCatalog.wayRestock",
  "write-off": "adminCatalog.wayWriteOff",
  correct: "adminCatalog.wayCorrect",
} as const satisfies Record<Way, string>;

/** Changes a SKU's stock by hand, for a reason that is kept. */
export function AdjustStock({ item, onDone }: { item: StockItem; onDone: () => void }) {
  const queryClient = useQueryClient();
  const [way, setWay] = useState<Way>("count");
  const [number, setNumber] = useState<number | null>(null);
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  // One key for one intention: pressing twice changes the stock once.
  const [key, setKey] = useState(() => crypto.randomUUID());
  const adjust = useMutation({
    mutationFn: (body: AdjustStockBody) =>
      read(
        api.POST("/core/v1/admin/stock/adjustments", {
          params: { header: { "Idempotency-Key": key } },
          body,
        }),
      ),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ["admin", "stock"] });
      announce(t("admin.saved"));
      onDone();
    },
    // Refused: what is sent next is another request. Not heard of: it may have been done already.
    onError: (error) => {
      if (error instanceof ProblemError && !error.isTemporary) setKey(crypto.randomUUID());
    },
  });
  const change = changeOf(item.sku, way, number, reason);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    if (change?.reason && !adjust.isPending) adjust.mutate(change);
  };
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <p>
        {t("adminCatalog.stockNow", {
          onHand: item.on_hand,
          reserved: item.reserved,
          available: item.available,
        })}
      </p>
      <SelectField
        label={t("adminCatalog.way")}
        value={way}
        onChange={(event) => setWay(event.target.value as Way)}
      >
        {ways.map((one) => (
          <option key={one} value={one}>
            {t(labels[one])}
          </option>
        ))}
      </SelectField>
      <NumberField
        label={t(way === "count" ? "adminCatalog.onHand" : "adminCatalog.pieces")}
        value={number}
        min={way === "correct" ? -1_000_000 : 0}
        required
        error={tried && !change ? t("adminCatalog.piecesInvalid") : undefined}
        onChange={setNumber}
      />
      <TextareaField
        label={t("admin.reason")}
        hint={t("admin.reasonHint")}
        value={reason}
        maxLength={1000}
        rows={2}
        required
        error={tried && !reason.trim() ? t("admin.reasonMissing") : undefined}
        onChange={(event) => setReason(event.target.value)}
      />
      {adjust.error && <ProblemNotice error={adjust.error} />}
      <div>
        <Button type="submit" look="primary" busy={adjust.isPending}>
          {t("adminCatalog.adjust")}
        </Button>
      </div>
    </form>
  );
}
