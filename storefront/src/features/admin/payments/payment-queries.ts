import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";

import { api, type components, read } from "@/api/client";

type Schemas = components["schemas"];
export type Payment = Schemas["StaffPaymentView"];
export type PaymentFile = Schemas["PaymentFile"];
export type PaymentStatus = Schemas["PaymentStatus"];
export type Reconciliation = Schemas["ReconciliationView"];
export type Difference = Schemas["DifferenceView"];

export const paymentStatuses = [
  "held",
  "processing",
  "requires_payment",
  "failed",
  "succeeded",
  "closed",
] as const satisfies readonly PaymentStatus[];

const paymentsKey = ["admin", "payments"] as const;
const reconciliationKey = ["admin", "reconciliation"] as const;
const reconciledMilliseconds = 60_000;
const movingMilliseconds = 3_000;

export const paymentsQuery = (status: PaymentStatus | undefined) =>
  infiniteQueryOptions({
    queryKey: [...paymentsKey, { status }],
    queryFn: ({ pageParam: cursor, signal }) =>
      read(
        api.GET("/core/v1/admin/payments", {
          params: {
            query: { limit: 25, ...(status ? { status } : {}), ...(cursor ? { cursor } : {}) },
          },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });

const fileKey = (paymentId: string) => ["admin", "payment", paymentId] as const;

/** Everything about one payment; asked again soon while a refund is under way. */
export const paymentFileQuery = (paymentId: string) =>
  queryOptions({
    queryKey: fileKey(paymentId),
    queryFn: ({ signal }) =>
      read(
        api.GET("/core/v1/admin/payments/{payment_id}", {
          params: { path: { payment_id: paymentId } },
          signal,
        }),
      ),
    staleTime: 0,
    refetchInterval: ({ state: { data } }) => (data && isMoving(data) ? movingMilliseconds : false),
  });

function isMoving({ payment, refunds }: PaymentFile): boolean {
  return (
    payment.status === "processing" ||
    refunds.some(({ status }) => status === "requested" || status === "pending")
  );
}

export const reconciliationQuery = () =>
  queryOptions({
    queryKey: reconciliationKey,
    queryFn: ({ signal }) => read(api.GET("/core/v1/admin/payments/reconciliation", { signal })),
    staleTime: 0,
    refetchInterval: reconciledMilliseconds,
  });

/** Both are safe to repeat without a key: a payment is settled by reading, and held money goes back once. */
export type PaymentAct = "settle" | "return-funds";

export function usePaymentAction(paymentId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (act: PaymentAct) => {
      const params = { path: { payment_id: paymentId } };
      return read(api.POST(`/core/v1/admin/payments/{payment_id}/${act}`, { params }));
    },
    onSuccess: (file) => {
      client.setQueryData<PaymentFile>(fileKey(paymentId), file);
      void client.invalidateQueries({ queryKey: paymentsKey });
      void client.invalidateQueries({ queryKey: ["admin", "order", file.payment.order_id] });
    },
    onError: () => void client.invalidateQueries({ queryKey: fileKey(paymentId) }),
  });
}

export function useResolveDifference() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, note }: { id: string; note: string }) =>
      read(
        api.POST("/core/v1/admin/payments/reconciliation/differences/{difference_id}/resolve", {
          params: { path: { difference_id: id } },
          body: { note },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: reconciliationKey }),
  });
}
