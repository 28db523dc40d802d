import type { QueryClient } from "@tanstack/react-query";
import { queryOptions, useQuery } from "@tanstack/react-query";

import type { Display } from "./changes";

export type Displays = Readonly<Record<string, Display>>;

const displaysQuery = queryOptions({
  queryKey: ["cart-displays"],
  queryFn: (): Displays => ({}),
  staleTime: Infinity,
  gcTime: Infinity,
});

/** Keep what a product page showed of a SKU, for the line that has no quote yet. */
export function rememberDisplay(client: QueryClient, sku: string, display: Display): void {
  client.setQueryData(displaysQuery.queryKey, (known) => ({ ...known, [sku]: display }));
}

export function useDisplays(): Displays {
  return useQuery(displaysQuery).data ?? {};
}
