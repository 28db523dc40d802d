import type { Tone } from "@/components/notice";
import { type MessageId, t } from "@/i18n/t";

import { awaitsRefund, type Order, type OrderStatus } from "./order";

/** A status in a word, for lists. */
export function statusWord(status: OrderStatus): string {
  return t(`orders.status.${status}`);
}

const tones: Record<OrderStatus, Tone | "neutral"> = {
  pending_payment: "caution",
  held: "caution",
  paid: "good",
  partly_fulfilled: "good",
  fulfilled: "good",
  delivered: "good",
  cancelled: "neutral",
  expired: "neutral",
  refunded: "neutral",
};

export function statusTone(status: OrderStatus): Tone | "neutral" {
  return tones[status];
}

/** What the status means for the customer, and what happens next. */
export function explainStatus(order: Order, now: number): string {
  return t(explanation(order, now));
}

function explanation(order: Order, now: number): MessageId {
  if (order.status === "pending_payment" && Date.parse(order.expires_at) <= now)
    return "orders.about.overdue";
  if (order.status === "cancelled") {
    if (awaitsRefund(order)) return "orders.about.cancelledRefunding";
    return order.paid_total > 0 ? "orders.about.cancelledRefunded" : "orders.about.cancelled";
  }
  return `orders.about.${order.status}`;
}

export interface Step {
  status: OrderStatus;
  name: MessageId;
  state: "done" | "next" | "later";
  /** When it happened, ISO 8601. */
  at?: string;
}

const ahead: Partial<Record<OrderStatus, readonly OrderStatus[]>> = {
  pending_payment: ["paid", "fulfilled", "delivered"],
  held: ["paid", "fulfilled", "delivered"],
  paid: ["fulfilled", "delivered"],
  partly_fulfilled: ["fulfilled", "delivered"],
  fulfilled: ["delivered"],
};

/** What happened to the order, and what is still to come if all goes well. */
export function stepsOf(order: Order): Step[] {
  const past = order.history.map(({ status, at }): Step => ({
    status,
    name: `orders.step.${status}`,
    state: "done",
    at,
  }));
  const coming = (ahead[order.status] ?? []).map((status, index): Step => ({
    status,
    name: `orders.stepAhead.${status as "paid" | "fulfilled" | "delivered"}`,
    state: index === 0 ? "next" : "later",
  }));
  return [...past, ...coming];
}
