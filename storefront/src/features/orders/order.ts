import type { components } from "@/api/client";

export type Order = components["schemas"]["OrderView"];
export type OrderLine = components["schemas"]["OrderLine"];
export type OrderStatus = components["schemas"]["OrderStatus"];
export type Payment = components["schemas"]["PaymentView"];
export type Refund = components["schemas"]["Refund"];

/** Whether the order can be paid at this moment; the payment service has the last word. */
export function isPayable(order: Order, now: number): boolean {
  return order.status === "pending_payment" && Date.parse(order.expires_at) > now;
}

/** As the order service decides: nothing was shipped, and nobody is looking at the payment. */
export function isCancellable({ status }: Order): boolean {
  return status === "pending_payment" || status === "paid";
}

/** How many units of each line can be sent back: shipped, and not on their way back already. */
export function returnableUnits(order: Order): ReadonlyMap<string, number> {
  const left = new Map(order.lines.map(({ id }) => [id, 0]));
  const add = (lineId: string, units: number) => left.set(lineId, (left.get(lineId) ?? 0) + units);
  for (const { status, lines } of order.fulfilments) {
    if (status !== "shipped" && status !== "delivered") continue;
    for (const part of lines) add(part.line_id, part.quantity);
  }
  for (const { status, lines } of order.returns) {
    if (status === "rejected") continue;
    for (const part of lines) add(part.line_id, -part.quantity);
  }
  return new Map([...left].filter(([, units]) => units > 0));
}

/** Whether money is still on its way back. */
export function awaitsRefund({ refunds }: Order): boolean {
  return refunds.some(({ status }) => status === "requested");
}

/** Whether nothing will happen to the order any more, unless somebody begins something new. */
export function isFinal(order: Order): boolean {
  const ended: OrderStatus[] = ["delivered", "cancelled", "expired", "refunded"];
  const awaitsDecision = order.returns.some(({ status }) => status === "requested");
  return ended.includes(order.status) && !awaitsRefund(order) && !awaitsDecision;
}
