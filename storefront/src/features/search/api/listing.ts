import { infiniteQueryOptions } from "@tanstack/react-query";

import { api, type components, read } from "@/api/client";
import { currencyQuery } from "@/session/currency";

import { boundsOf, type SearchParams } from "./search-params";

export type Results = components["schemas"]["SearchResults"];

export const pageSize = 24;
const largestPage = 96;

interface Page {
  cursor?: string;
  limit: number;
}

/**
 * Products by words and filters. An address that shows several pages is answered by one larger
 * first page; what goes beyond that comes page by page.
 */
export const listingQuery = (params: SearchParams) => {
  const { page = 1, price, sort, ...filters } = params;
  const { min, max } = boundsOf(price);
  const query = {
    ...filters,
    ...currencyQuery(),
    ...(sort && { sort }),
    ...(min !== undefined && { price_min: min }),
    ...(max !== undefined && { price_max: max }),
  };
  return infiniteQueryOptions({
    queryKey: ["search", query],
    queryFn: ({ pageParam, signal }) =>
      read(api.GET("/core/v1/search", { params: { query: { ...query, ...pageParam } }, signal })),
    initialPageParam: firstPage(page),
    getNextPageParam: ({ next_cursor: cursor }) => (cursor ? { cursor, limit: pageSize } : null),
  });
};

function firstPage(shown: number): Page {
  return { limit: Math.min(shown * pageSize, largestPage) };
}
