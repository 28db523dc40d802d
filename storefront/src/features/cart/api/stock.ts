import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";

import { api, read } from "@/api/client";

const stockQuery = (skus: readonly string[]) =>
  queryOptions({
    queryKey: ["stock", skus],
    queryFn: async ({ signal }) => {
      const query = { skus: [...skus] };
      const { levels } = await read(api.GET("/core/v1/stock", { params: { query }, signal }));
      return new Map(levels.map(({ sku, available }) => [sku, available]));
    },
    staleTime: 20_000,
    placeholderData: keepPreviousData,
  });

const most = 100;

/** How many of each SKU can be bought now; one that is not known is not in it. */
export function useStock(skus: readonly string[]): ReadonlyMap<string, number> | undefined {
  const asked = skus.toSorted().slice(0, most);
  return useQuery({ ...stockQuery(asked), enabled: asked.length > 0 }).data;
}
