import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { api, type components, read } from "@/api/client";

import { ifMatch, type Stored } from "../components/versioned-documents";

export type PriceList = components["schemas"]["AdminPriceList"];
export type PriceListBody = components["schemas"]["PriceListBody"];
export type PriceEntry = components["schemas"]["PriceEntry"];

const root = "/core/v1/admin/catalog/price-lists";
const pageSize = 100;

export const priceListsQuery = () =>
  queryOptions({
    queryKey: ["admin", "price-lists"],
    queryFn: async ({ signal }) => (await read(api.GET(root, { signal }))).price_lists,
  });

export const pricesQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ["admin", "prices", id],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: pageSize, ...(pageParam && { after: pageParam }) };
      return read(api.GET(`${root}/{id}/prices`, { params: { path: { id }, query }, signal }));
    },
    getNextPageParam: (page) => page.next ?? undefined,
  });

/** A price list as the forms know things: its fields apart from its id and version. */
export function toStored({ id, version, ...data }: PriceList): Stored<PriceListBody> {
  return { id, version, data };
}

export const priceListDoors = {
  listKey: priceListsQuery().queryKey,
  create: (body: PriceListBody) => read(api.POST(root, { body })),
  replace: (id: string, version: number, body: PriceListBody) =>
    read(api.PUT(`${root}/{id}`, { params: { path: { id }, header: ifMatch(version) }, body })),
  remove: (id: string, version: number) =>
    read(api.DELETE(`${root}/{id}`, { params: { path: { id }, header: ifMatch(version) } })),
  readAgain: async (id: string) => {
    const { price_lists } = await read(api.GET(root));
    const found = price_lists.find((list) => list.id === id);
    return found && toStored(found);
  },
};

export function putPrices(id: string, version: number, prices: PriceEntry[]): Promise<PriceList> {
  return read(
    api.PUT(`${root}/{id}/prices`, {
      params: { path: { id }, header: ifMatch(version) },
      body: { prices },
    }),
  );
}
