import { Badge, type Tone } from "@/components/notice";

import { term } from "../components/term";
import type { Fulfilment, OrderStatus, Refund, Return } from "./order";

const orderTones: Record<OrderStatus, Tone | "neutral"> = {
  pending_payment: "note",
  held: "bad",
  paid: "caution",
  partly_fulfilled: "caution",
  fulfilled: "good",
  delivered: "good",
  cancelled: "neutral",
  expired: "neutral",
  refunded: "neutral",
};

export function OrderBadge({ status }: { status: OrderStatus }) {
  return <Badge tone={orderTones[status]}>{term("adminOrders.status", status)}</Badge>;
}

const parcelTones: Record<Fulfilment["status"], Tone | "neutral"> = {
  packing: "caution",
  shipped: "note",
  delivered: "good",
  cancelled: "neutral",
};

export function ParcelBadge({ status }: Pick<Fulfilment, "status">) {
  return <Badge tone={parcelTones[status]}>{term("adminOrders.parcelStatus", status)}</Badge>;
}

const refundTones: Record<Refund["status"], Tone> = {
  requested: "note",
  succeeded: "good",
  failed: "bad",
};

export function RefundBadge({ status }: Pick<Refund, "status">) {
  return <Badge tone={refundTones[status]}>{term("adminOrders.refundStatus", status)}</Badge>;
}

const returnTones: Record<Return["status"], Tone | "neutral"> = {
  requested: "caution",
  accepted: "good",
  rejected: "neutral",
};

export function ReturnBadge({ status }: Pick<Return, "status">) {
  return <Badge tone={returnTones[status]}>{term("adminOrders.returnStatus", status)}</Badge>;
}
