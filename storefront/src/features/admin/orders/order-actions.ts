import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, type components, read } from "@/api/client";

import { forgetKey, keyFor } from "@/api/attempt-keys";
import type { Order } from "./order";
import { orderKey, ordersKey } from "./order-queries";

type Schemas = components["schemas"];

/** What staff do with an order. */
export type Act =
  | { kind: "pack"; body: Schemas["FulfilmentBody"] }
  | { kind: "ship"; fulfilmentId: string; body: Schemas["TrackingBody"] }
  | { kind: "deliver" | "call-off"; fulfilmentId: string }
  | { kind: "cancel" | "release"; body: Schemas["DecisionBody"] }
  | { kind: "refund"; body: Schemas["RefundBody"] }
  | { kind: "retry-refund"; refundId: string; body: Schemas["DecisionBody"] }
  | { kind: "accept-return"; returnId: string; body: Schemas["AcceptReturnBody"] }
  | { kind: "reject-return"; returnId: string; body: Schemas["DecisionBody"] };

/**
 * Do something with an order as it stood at `version`. The page shows the answer at once; after a
 * refusal it shows what the order has become meanwhile.
 */
export function useOrderAction(orderId: string, version: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (act: Act) => {
      const attempt = JSON.stringify([orderId, version, act]);
      const order = await perform(orderId, act, keyFor(attempt));
      forgetKey(attempt);
      return order;
    },
    onSuccess: (order) => {
      client.setQueryData<Order>(orderKey(orderId), order);
      void client.invalidateQueries({ queryKey: ordersKey });
    },
    onError: () => void client.invalidateQueries({ queryKey: orderKey(orderId), exact: true }),
  });
}

function perform(orderId: string, act: Act, key: string): Promise<Order> {
  const header = { "Idempotency-Key": key };
  const ofOrder = { header, path: { order_id: orderId } };
  switch (act.kind) {
    case "pack":
      return read(
        api.POST("/core/v1/admin/orders/{order_id}/fulfilments", {
          params: ofOrder,
          body: act.body,
        }),
      );
    case "ship":
    case "deliver":
    case "call-off":
      return performOnParcel(act, {
        header,
        path: { order_id: orderId, fulfilment_id: act.fulfilmentId },
      });
    case "cancel":
      return read(
        api.POST("/core/v1/admin/orders/{order_id}/cancel", { params: ofOrder, body: act.body }),
      );
    case "release":
      return read(
        api.POST("/core/v1/admin/orders/{order_id}/release", { params: ofOrder, body: act.body }),
      );
    case "refund":
      return read(
        api.POST("/core/v1/admin/orders/{order_id}/refunds", { params: ofOrder, body: act.body }),
      );
    case "retry-refund":
      return read(
        api.POST("/core/v1/admin/orders/{order_id}/refunds/{refund_id}/retry", {
          params: { header, path: { order_id: orderId, refund_id: act.refundId } },
          body: act.body,
        }),
      );
    case "accept-return":
      return read(
        api.POST("/core/v1/admin/orders/{order_id}/returns/{return_id}/accept", {
          params: { header, path: { order_id: orderId, return_id: act.returnId } },
          body: act.body,
        }),
      );
    case "reject-return":
      return read(
        api.POST("/core/v1/admin/orders/{order_id}/returns/{return_id}/reject", {
          params: { header, path: { order_id: orderId, return_id: act.returnId } },
          body: act.body,
        }),
      );
  }
}

type ParcelAct = Extract<Act, { fulfilmentId: string }>;

interface ParcelAddress {
  header: { "Idempotency-Key": string };
  path: { order_id: string; fulfilment_id: string };
}

function performOnParcel(act: ParcelAct, params: ParcelAddress): Promise<Order> {
  const parcel = "/core/v1/admin/orders/{order_id}/fulfilments/{fulfilment_id}";
  switch (act.kind) {
    case "ship":
      return read(api.POST(`${parcel}/ship`, { params, body: act.body }));
    case "deliver":
      return read(api.POST(`${parcel}/deliver`, { params }));
    case "call-off":
      return read(api.POST(`${parcel}/call-off`, { params }));
  }
}
