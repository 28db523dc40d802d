import type { Tone } from "@/components/notice";
import { isMessageId, type MessageId } from "@/i18n/t";

import type { Order, Payment } from "./order";

/** What came of a visit to the payment page, as far as it is known. */
export type Outcome =
  | "checking"
  | "paid"
  | "confirming"
  | "processing"
  | "declined"
  | "left"
  | "held"
  | "closed"
  | "unknown";

/**
 * Tell the outcome from what the order and the payment say. The order counts first: it moves when
 * the money has arrived, whoever told it.
 */
export function outcomeOf(order: Order, payment: Payment | undefined, hasFailed: boolean): Outcome {
  if (order.status === "held" || payment?.status === "held") return "held";
  if (order.status !== "pending_payment") return order.paid_at === null ? "closed" : "paid";
  if (!payment) return hasFailed ? "unknown" : "checking";
  return ofPayment[payment.status];
}

const ofPayment: Record<Payment["status"], Outcome> = {
  succeeded: "confirming",
  processing: "processing",
  failed: "declined",
  requires_payment: "left",
  closed: "closed",
  held: "held",
};

export const outcomeTones: Record<Outcome, Tone> = {
  checking: "note",
  paid: "good",
  confirming: "good",
  processing: "note",
  declined: "bad",
  left: "caution",
  held: "caution",
  closed: "caution",
  unknown: "caution",
};

/** Whether asking again may tell more. */
export function isOpen(outcome: Outcome): boolean {
  return outcome === "confirming" || outcome === "processing" || outcome === "unknown";
}

/** Why a payment was declined, in words, where the provider gave a reason that a customer can use. */
export function declineReason(reason: string | null | undefined): MessageId | undefined {
  const id = `orders.declined.${reason ?? ""}`;
  return isMessageId(id) ? id : undefined;
}
