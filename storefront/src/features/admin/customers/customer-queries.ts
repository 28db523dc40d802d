import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";

import { api, type components, read } from "@/api/client";

export type Customer = components["schemas"]["Customer"];
export type CustomerDetails = components["schemas"]["CustomerDetails"];

const customersKey = ["admin", "customers"] as const;
const customerKey = (customerId: string) => ["admin", "customer", customerId] as const;

/** Accounts whose address begins with what was typed. */
export const customersQuery = (beginning: string) =>
  infiniteQueryOptions({
    queryKey: [...customersKey, beginning],
    queryFn: ({ pageParam: cursor, signal }) =>
      read(
        api.GET("/api/admin/customers", {
          params: { query: { q: beginning, cursor, limit: 25 } },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });

export const customerQuery = (customerId: string) =>
  queryOptions({
    queryKey: customerKey(customerId),
    queryFn: ({ signal }) =>
      read(
        api.GET("/api/admin/customers/{customer_id}", {
          params: { path: { customer_id: customerId } },
          signal,
        }),
      ),
    staleTime: 0,
  });

/** What support does with an account; doing it twice is as good as once. */
export type AccountAct = "disable" | "enable" | "sign-out" | "reset-password";

export function useAccountAction(customerId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (act: AccountAct) =>
      read(
        api.POST(`/api/admin/customers/{customer_id}/${act}`, {
          params: { path: { customer_id: customerId } },
        }),
      ),
    onSuccess: (customer) => {
      client.setQueryData<CustomerDetails>(customerKey(customerId), customer);
      void client.invalidateQueries({ queryKey: customersKey });
    },
    onError: () => void client.invalidateQueries({ queryKey: customerKey(customerId) }),
  });
}
