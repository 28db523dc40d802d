import type { Order, Refund } from "./order";

/**
 * Refunds whose money still has to go back: those that failed and were not asked for again. A retry
 * is a refund of its own, which repeats everything of the one that failed.
 */
export function failedRefunds(order: Order): Refund[] {
  return order.refunds.filter(
    (refund, index) =>
      refund.status === "failed" &&
      !order.refunds.slice(index + 1).some((later) => contentOf(later) === contentOf(refund)),
  );
}

function contentOf({ payment_id, currency, amount, shipping, lines, return_id, reason }: Refund) {
  const units = lines.map(({ line_id, quantity }) => [line_id, quantity]);
  return JSON.stringify([payment_id, currency, amount, shipping, units, return_id, reason]);
}
