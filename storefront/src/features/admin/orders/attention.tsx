import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { Notice } from "@/components/notice";
import { formatMoney, type Money } from "@/i18n/format";
import { t } from "@/i18n/t";

import { term } from "../components/term";
import { heldMoney } from "../payments/held-money";
import { failedRefunds } from "./failed-refunds";
import type { Order } from "./order";
import { paymentFilesQuery } from "./order-queries";

/** What somebody has to decide about this order, before anything else is read. */
export function Attention({ order }: { order: Order }) {
  const failed = failedRefunds(order);
  const moving = order.refunds.filter(({ status }) => status === "requested");
  const returns = order.returns.filter(({ status }) => status === "requested");
  return (
    <>
      <HeldMoney order={order} />
      {failed.length > 0 && order.refundable > 0 && (
        <Notice tone="bad">{t("adminOrders.refundsFailed", { count: failed.length })}</Notice>
      )}
      {returns.length > 0 && (
        <Notice tone="caution">{t("adminOrders.returnsWait", { count: returns.length })}</Notice>
      )}
      <div role="status">
        {moving.length > 0 && (
          <Notice tone="note">{t("adminOrders.refundsMove", { count: moving.length })}</Notice>
        )}
      </div>
    </>
  );
}

/**
 * Money that arrived and contradicts the order. What the order itself received goes back when it is
 * cancelled; what the payment service holds is returned from the payment's page.
 */
function HeldMoney({ order }: { order: Order }) {
  const files = useQuery(paymentFilesQuery(order));
  const held = (files.data ?? []).filter((file) => heldMoney(file).amount > 0);
  const total: Money = { amount: order.total, currency: order.currency };
  const paid: Money = { amount: order.paid_total, currency: order.currency };
  const isHeld = order.status === "held";
  const isOver = ["cancelled", "expired", "refunded"].includes(order.status);
  if (!isHeld && !(isOver && held.length > 0)) return null;
  return (
    <Notice tone="bad" title={t("adminOrders.heldTitle")}>
      {held.map((file) => (
        <p key={file.payment.id}>
          {term("adminPayments.reason", file.payment.hold_reason)}:{" "}
          {t(isHeld ? "adminOrders.heldByPayment" : "adminOrders.heldAfterwards", {
            total: formatMoney(total),
            held: formatMoney(heldMoney(file)),
          })}{" "}
          <Link to="/admin/payments/$paymentId" params={{ paymentId: file.payment.id }}>
            {t("adminOrders.toPayment")}
          </Link>
        </p>
      ))}
      {isHeld && held.length === 0 && (
        <p>{t("adminOrders.heldText", { total: formatMoney(total), paid: formatMoney(paid) })}</p>
      )}
    </Notice>
  );
}
