import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { api, read } from "@/api/client";
import { ProblemError } from "@/api/problem";

import { dropPass, orderHeaders, orderPass } from "./order-pass";

/** One order, as a customer, as the guest who placed it, or by the pass that a lookup gave. */
export const orderQuery = (orderId: string) =>
  queryOptions({
    queryKey: ["order", orderId],
    queryFn: async ({ signal }) => {
      const ask = () =>
        read(
          api.GET("/core/v1/orders/{order_id}", {
            params: { path: { order_id: orderId } },
            headers: orderHeaders(orderId),
            signal,
          }),
        );
      try {
        return await ask();
      } catch (error) {
        if (!orderPass(orderId) || !isRefused(error)) throw error;
        // A pass ends, at the latest when an account takes the order over: then its owner may look.
        dropPass(orderId);
        return ask();
      }
    },
  });

/** Whether this is an order of somebody else, or none: the server does not tell which. */
export function isRefused(error: unknown): boolean {
  return error instanceof ProblemError && [401, 403, 404].includes(error.status);
}

/** The customer's own orders, newest first, page by page. */
export const ordersQuery = (limit = 10) =>
  infiniteQueryOptions({
    queryKey: ["orders", limit],
    queryFn: ({ signal, pageParam }) =>
      read(
        api.GET("/core/v1/orders", {
          params: { query: { limit, ...(pageParam ? { cursor: pageParam } : {}) } },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: ({ next_cursor }) => next_cursor,
  });
