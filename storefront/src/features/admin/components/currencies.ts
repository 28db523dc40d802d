import { queryOptions, useQuery } from "@tanstack/react-query";

import { api, read } from "@/api/client";

const currenciesQuery = () =>
  queryOptions({
    queryKey: ["admin", "currencies"],
    queryFn: async ({ signal }) =>
      (await read(api.GET("/core/v1/currencies", { signal }))).currencies,
    staleTime: 10 * 60_000,
  });

/** The codes of the shop's currencies, its own first, then those that something already uses. */
export function useCurrencies(used: readonly string[] = []): string[] {
  const { data = [] } = useQuery(currenciesQuery());
  const own = data.toSorted((a, b) => Number(b.is_default) - Number(a.is_default));
  return [...new Set([...own.map(({ code }) => code), ...used])];
}
