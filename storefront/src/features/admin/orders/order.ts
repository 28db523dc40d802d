import type { components } from "@/api/client";

type Schemas = components["schemas"];

/** An order as staff see it. */
export type Order = Schemas["StaffOrderView"];
export type OrderSummary = Schemas["StaffOrderSummary"];
export type OrderStatus = Schemas["OrderStatus"];
export type OrderLine = Schemas["OrderLine"];
export type Fulfilment = Schemas["Fulfilment"];
export type Return = Schemas["Return"];
export type Refund = Schemas["Refund"];

export const orderStatuses = [
  "pending_payment",
  "held",
  "paid",
  "partly_fulfilled",
  "fulfilled",
  "delivered",
  "cancelled",
  "expired",
  "refunded",
] as const satisfies readonly OrderStatus[];

export function isOrderStatus(value: unknown): value is OrderStatus {
  return orderStatuses.some((status) => status === value);
}

/** Whether something that nobody here does is about to change the order, so that it is worth asking again. */
export function isMoving(order: Order): boolean {
  return order.refunds.some((refund) => refund.status === "requested");
}
