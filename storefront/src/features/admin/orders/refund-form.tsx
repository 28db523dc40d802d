import { type SyntheticEvent, useRef, useState } from "react";

import { Button } from "@/components/button";
import { ChoiceField, TextareaField } from "@/components/field";
import { ProblemNotice } from "@/components/notice";
import { formatMoney } from "@/i18n/format";
import { t } from "@/i18n/t";

import { MoneyInput } from "../components/money-input";
import type { FormProps } from "./order-dialogs";
import styles from "./order-page.module.css";
import {
  bodyOf,
  emptyPlan,
  everythingLeft,
  faultsOf,
  type PlanFault,
  refundableLines,
  type RefundPlan,
  shippingLeft,
  valueOfUnits,
  worthOf,
} from "./refund-plan";
import { UnitField } from "./unit-fields";

/** Give money back in parts: units of lines, some of the shipping, a plain amount. */
export function RefundForm({ order, onAct, onClose, busy, error }: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  const [lines, setLines] = useState(emptyPlan.lines);
  const [shipping, setShipping] = useState<number>();
  const [amount, setAmount] = useState<number>();
  const [reason, setReason] = useState("");
  const [submitted, setSubmitted] = useState(false);
  const plan: RefundPlan = { lines, shipping: shipping ?? 0, amount: amount ?? 0 };
  const money = (value: number) => formatMoney({ amount: value, currency: order.currency });
  const faults = faultsOf(order, plan);
  const worth = worthOf(order, plan);
  const isAmount = !Number.isNaN(worth);
  const reasonError = submitted && !reason.trim() ? t("admin.reasonMissing") : undefined;

  const takeEverything = () => {
    const all = everythingLeft(order);
    setLines(all.lines);
    setShipping(all.shipping || undefined);
    setAmount(all.amount || undefined);
  };
  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    setSubmitted(true);
    if (faults.length === 0 && isAmount && reason.trim()) {
      onAct({ kind: "refund", body: bodyOf(plan, reason.trim()) });
    } else {
      // What is wrong is marked once this was drawn.
      setTimeout(() => firstWrong(form.current)?.focus());
    }
  };

  return (
    <form ref={form} className="stack" onSubmit={submit} noValidate>
      <div className="spread">
        <p>{t("adminOrders.canBeRefunded", { amount: money(order.refundable) })}</p>
        <Button size="small" onClick={takeEverything}>
          {t("adminOrders.everythingLeft")}
        </Button>
      </div>
      <Lines order={order} chosen={lines} faults={faults} onChange={setLines} />
      <div className={styles.amounts}>
        {shippingLeft(order) > 0 && (
          <MoneyInput
            label={t("adminOrders.shipping")}
            hint={t("adminOrders.atMost", { amount: money(shippingLeft(order)) })}
            currency={order.currency}
            value={shipping}
            onChange={setShipping}
            error={
              faults.includes("shipping-too-much") ? t("adminOrders.shippingTooMuch") : undefined
            }
          />
        )}
        <MoneyInput
          label={t("adminOrders.plainAmount")}
          hint={t("adminOrders.plainAmountHint")}
          currency={order.currency}
          value={amount}
          onChange={setAmount}
        />
      </div>
      <TextareaField
        label={t("admin.reason")}
        hint={t("adminOrders.refundReasonHint")}
        error={reasonError}
        maxLength={1000}
        rows={2}
        required
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <p className={styles.sum} role="status">
        {isAmount && t("adminOrders.refundSum", { amount: money(worth) })}
      </p>
      <PlanFaults faults={faults} submitted={submitted} most={money(order.refundable)} />
      {error !== null && <ProblemNotice error={error} />}
      <div className="cluster">
        <Button type="submit" look="primary" busy={busy}>
          {worth > 0
            ? t("adminOrders.refundAmount", { amount: money(worth) })
            : t("adminOrders.refund")}
        </Button>
        <Button look="quiet" onClick={onClose}>
          {t("common.cancel")}
        </Button>
      </div>
    </form>
  );
}

interface LinesProps {
  order: FormProps["order"];
  chosen: RefundPlan["lines"];
  faults: readonly PlanFault[];
  onChange: (lines: RefundPlan["lines"]) => void;
}

function Lines({ order, chosen, faults, onChange }: LinesProps) {
  const open = refundableLines(order).filter(({ units }) => units > 0);
  if (open.length === 0) return <p className="soft">{t("adminOrders.allUnitsRefunded")}</p>;
  return (
    <ul className={styles.unitFields}>
      {open.map(({ line, units, withdrawable }) => {
        const wanted = chosen[line.id] ?? { quantity: 0, withdraw: false };
        const choose = (change: Partial<typeof wanted>) =>
          onChange({ ...chosen, [line.id]: { ...wanted, ...change } });
        return (
          <UnitField
            key={line.id}
            line={line}
            most={units}
            value={wanted.quantity}
            // Units that are still here are rather kept than sent and given away.
            onChange={(quantity) =>
              choose({ quantity, ...(wanted.quantity ? {} : { withdraw: withdrawable > 0 }) })
            }
            error={lineError(line.id, faults, { units, withdrawable })}
            note={
              wanted.quantity > 0 && wanted.quantity <= units
                ? formatMoney({
                    amount: valueOfUnits(order, line, wanted.quantity),
                    currency: order.currency,
                  })
                : undefined
            }
          >
            {withdrawable > 0 && wanted.quantity > 0 && (
              <ChoiceField
                type="checkbox"
                label={t("adminOrders.withdraw")}
                checked={wanted.withdraw}
                onChange={(event) => choose({ withdraw: event.target.checked })}
              />
            )}
          </UnitField>
        );
      })}
    </ul>
  );
}

function lineError(
  lineId: string,
  faults: readonly PlanFault[],
  left: { units: number; withdrawable: number },
): string | undefined {
  const found = faults.find((each) => typeof each === "object" && each.lineId === lineId);
  if (typeof found !== "object") return undefined;
  return found.fault === "too-many"
    ? t("adminOrders.tooMany", { most: left.units })
    : t("adminOrders.tooManyToWithdraw", { most: left.withdrawable });
}

interface PlanFaultsProps {
  faults: readonly PlanFault[];
  submitted: boolean;
  most: string;
}

/** What is wrong with the sum, which is no field's fault. */
function PlanFaults({ faults, submitted, most }: PlanFaultsProps) {
  const text = faults.includes("too-much")
    ? t("adminOrders.refundTooMuch", { most })
    : submitted && faults.includes("nothing")
      ? t("adminOrders.refundNothing")
      : undefined;
  return (
    text && (
      <p className={styles.fault} role="alert">
        {text}
      </p>
    )
  );
}

function firstWrong(form: HTMLFormElement | null): HTMLElement | null | undefined {
  return (
    form?.querySelector<HTMLElement>("[aria-invalid]") ??
    form?.querySelector<HTMLElement>("input[type=number], input[inputmode=decimal]")
  );
}
