import { useQueryClient } from "@tanstack/react-query";

import { api, read } from "@/api/client";
import { forgetKey, keyFor } from "@/api/attempt-keys";

import { orderQuery } from "./api/order";
import { orderHeaders } from "./api/order-pass";
import type { Order } from "./order";
import type { ReturnBody } from "./returning";

/** What a customer does to an order; the order as it then is takes its place on the page. */
export function useOrderActions(order: Order) {
  const queryClient = useQueryClient();
  const act = async (name: string, call: (key: string) => Promise<Order>) => {
    const attempt = `${order.id} ${order.version} ${name}`;
    const changed = await call(keyFor(attempt));
    forgetKey(attempt);
    queryClient.setQueryData(orderQuery(order.id).queryKey, changed);
    void queryClient.invalidateQueries({ queryKey: ["orders"] });
  };
  const about = (key: string) => ({
    params: { path: { order_id: order.id }, header: { "Idempotency-Key": key } },
    headers: orderHeaders(order.id),
  });
  return {
    cancel: (reason: string) =>
      act(`cancel ${reason}`, (key) =>
        read(api.POST("/core/v1/orders/{order_id}/cancel", { ...about(key), body: { reason } })),
      ),
    askForReturn: (body: ReturnBody) =>
      act(`return ${JSON.stringify(body)}`, (key) =>
        read(api.POST("/core/v1/orders/{order_id}/returns", { ...about(key), body })),
      ),
  };
}
