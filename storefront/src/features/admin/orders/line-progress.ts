import type { Order, OrderLine } from "./order";

/**
 * Units of one line. `packing`, `shipped`, `withdrawn` and `toShip` add up to what was ordered;
 * `returned` counts units of returns that were not rejected, `refunded` those of refunds that did
 * not fail. The order service counts the same way, and decides.
 */
export interface LineProgress {
  ordered: number;
  packing: number;
  shipped: number;
  withdrawn: number;
  toShip: number;
  returned: number;
  refunded: number;
  refundedAmount: number;
}

type LineParts = readonly { line_id: string; quantity: number }[];

export function progressOf(order: Order, line: OrderLine): LineProgress {
  const inFulfilments = (...statuses: string[]) =>
    sum(
      order.fulfilments.filter(({ status }) => statuses.includes(status)),
      (fulfilment) => unitsOf(fulfilment.lines, line),
    );
  const parts = order.refunds.flatMap((refund) =>
    refund.lines
      .filter((part) => part.line_id === line.id)
      .map((part) => ({ ...part, counts: refund.status !== "failed" })),
  );
  const counted = parts.filter((part) => part.counts);
  const packing = inFulfilments("packing");
  const shipped = inFulfilments("shipped", "delivered");
  // A withdrawn unit is back on the shelf, whatever became of its money.
  const withdrawn = sum(parts, (part) => (part.withdrawn ? part.quantity : 0));
  return {
    ordered: line.quantity,
    packing,
    shipped,
    withdrawn,
    toShip: line.quantity - packing - shipped - withdrawn,
    returned: sum(
      order.returns.filter(({ status }) => status !== "rejected"),
      (back) => unitsOf(back.lines, line),
    ),
    refunded: sum(counted, (part) => part.quantity),
    refundedAmount: sum(counted, (part) => part.amount),
  };
}

function unitsOf(parts: LineParts, line: OrderLine): number {
  return sum(parts, (part) => (part.line_id === line.id ? part.quantity : 0));
}

export function sum<Item>(items: readonly Item[], valueOf: (item: Item) => number): number {
  return items.reduce((total, item) => total + valueOf(item), 0);
}
