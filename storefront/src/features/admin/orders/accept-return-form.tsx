import { type SyntheticEvent, useRef, useState } from "react";

import { Button } from "@/components/button";
import { ChoiceField, TextareaField } from "@/components/field";
import { ProblemNotice } from "@/components/notice";
import { formatMoney } from "@/i18n/format";
import { t } from "@/i18n/t";

import { sum } from "./line-progress";
import type { Order, Return } from "./order";
import type { FormProps } from "./order-dialogs";
import styles from "./order-page.module.css";
import { valueOfUnits } from "./refund-plan";
import { UnitList } from "./unit-list";

/** Take goods back: on the shelf or not is asked, for nothing can be said in advance. */
export function AcceptReturnForm({
  order,
  back,
  onAct,
  onClose,
  busy,
  error,
}: FormProps & { back: Return }) {
  const form = useRef<HTMLFormElement>(null);
  const [restock, setRestock] = useState<boolean>();
  const [refund, setRefund] = useState(true);
  const [missing, setMissing] = useState(false);
  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    setMissing(restock === undefined);
    if (restock === undefined) {
      form.current?.querySelector<HTMLElement>("[type=radio]")?.focus();
      return;
    }
    const typed = new FormData(event.currentTarget).get("reason");
    const reason = typeof typed === "string" ? typed.trim() : "";
    onAct({ kind: "accept-return", returnId: back.id, body: { restock, refund, reason } });
  };
  return (
    <form ref={form} className="stack" onSubmit={submit} noValidate>
      <UnitList order={order} parts={back.lines} />
      <fieldset className={styles.choices} aria-describedby={missing ? "restock-error" : undefined}>
        <legend>{t("adminOrders.restockQuestion")}</legend>
        <ChoiceField
          type="radio"
          name="restock"
          label={t("adminOrders.restockYes")}
          checked={restock === true}
          onChange={() => setRestock(true)}
        />
        <ChoiceField
          type="radio"
          name="restock"
          label={t("adminOrders.restockNo")}
          checked={restock === false}
          onChange={() => setRestock(false)}
        />
        {missing && (
          <p id="restock-error" className={styles.fault}>
            {t("adminOrders.restockMissing")}
          </p>
        )}
      </fieldset>
      <ChoiceField
        type="checkbox"
        label={t("adminOrders.refundReturn", {
          amount: formatMoney({ amount: worthOfReturn(order, back), currency: order.currency }),
        })}
        checked={refund}
        onChange={(event) => setRefund(event.target.checked)}
      />
      <TextareaField name="reason" label={t("adminOrders.note")} maxLength={1000} rows={2} />
      {error !== null && <ProblemNotice error={error} />}
      <div className="cluster">
        <Button type="submit" look="primary" busy={busy}>
          {t("adminOrders.acceptReturn")}
        </Button>
        <Button look="quiet" onClick={onClose}>
          {t("common.cancel")}
        </Button>
      </div>
    </form>
  );
}

function worthOfReturn(order: Order, back: Return): number {
  return sum(back.lines, ({ line_id, quantity }) => {
    const line = order.lines.find(({ id }) => id === line_id);
    return line ? valueOfUnits(order, line, quantity) : 0;
  });
}
