import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";

import { api, read } from "@/api/client";

import { isMoving, type Order } from "./order";
import { type OrdersFilter, queryOf } from "./orders-filter";

const movingMilliseconds = 2_000;
const restingMilliseconds = 30_000;

export const ordersKey = ["admin", "orders"] as const;

export const ordersQuery = (filter: OrdersFilter) =>
  infiniteQueryOptions({
    queryKey: [...ordersKey, filter],
    queryFn: ({ pageParam: cursor, signal }) =>
      read(
        api.GET("/core/v1/admin/orders", {
          params: { query: { ...queryOf(filter), ...(cursor ? { cursor } : {}), limit: 25 } },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });

export const orderKey = (orderId: string) => ["admin", "order", orderId] as const;

/** One order; asked again soon while something is under way, and now and then otherwise. */
export const orderQuery = (orderId: string) =>
  queryOptions({
    queryKey: orderKey(orderId),
    queryFn: ({ signal }) =>
      read(
        api.GET("/core/v1/admin/orders/{order_id}", {
          params: { path: { order_id: orderId } },
          signal,
        }),
      ),
    staleTime: 0,
    refetchInterval: ({ state: { data } }) =>
      data && isMoving(data) ? movingMilliseconds : restingMilliseconds,
  });

/**
 * What the payment service has on file about an order. Whatever happens there changes the order
 * too, so that a file is read anew for each of the order's versions.
 */
export const paymentFilesQuery = ({ id, version }: Pick<Order, "id" | "version">) =>
  queryOptions({
    queryKey: [...orderKey(id), "payments", version],
    queryFn: async ({ signal }) => {
      const { payments } = await read(
        api.GET("/core/v1/admin/payments", { params: { query: { order_id: id } }, signal }),
      );
      return await Promise.all(
        payments.map((payment) =>
          read(
            api.GET("/core/v1/admin/payments/{payment_id}", {
              params: { path: { payment_id: payment.id } },
              signal,
            }),
          ),
        ),
      );
    },
    placeholderData: keepPreviousData,
  });
