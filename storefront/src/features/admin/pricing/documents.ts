import { queryOptions } from "@tanstack/react-query";

import { api, type components, read } from "@/api/client";

import { ifMatch } from "../components/versioned-documents";

export type TaxRate = components["schemas"]["TaxRate"];
export type ShippingMethod = components["schemas"]["ShippingMethod"];
export type ShippingZone = components["schemas"]["ShippingZone"];
export type ShippingRate = components["schemas"]["ShippingRate"];
export type Promotion = components["schemas"]["Promotion"];
export type Goods = components["schemas"]["Goods"];

const root = "/core/v1/admin/catalog";

export const taxRatesQuery = () =>
  queryOptions({
    queryKey: ["admin", "tax-rates"],
    queryFn: async ({ signal }) => (await read(api.GET(`${root}/tax-rates`, { signal }))).items,
  });

export const taxRateDoors = {
  listKey: taxRatesQuery().queryKey,
  create: (body: TaxRate) => read(api.POST(`${root}/tax-rates`, { body })),
  replace: (id: string, version: number, body: TaxRate) =>
    read(
      api.PUT(`${root}/tax-rates/{id}`, {
        params: { path: { id }, header: ifMatch(version) },
        body,
      }),
    ),
  remove: (id: string, version: number) =>
    read(
      api.DELETE(`${root}/tax-rates/{id}`, {
        params: { path: { id }, header: ifMatch(version) },
      }),
    ),
  readAgain: (id: string) => read(api.GET(`${root}/tax-rates/{id}`, { params: { path: { id } } })),
};

export const shippingMethodsQuery = () =>
  queryOptions({
    queryKey: ["admin", "shipping-methods"],
    queryFn: async ({ signal }) =>
      (await read(api.GET(`${root}/shipping-methods`, { signal }))).items,
  });

export const shippingMethodDoors = {
  listKey: shippingMethodsQuery().queryKey,
  create: (body: ShippingMethod) => read(api.POST(`${root}/shipping-methods`, { body })),
  replace: (id: string, version: number, body: ShippingMethod) =>
    read(
      api.PUT(`${root}/shipping-methods/{id}`, {
        params: { path: { id }, header: ifMatch(version) },
        body,
      }),
    ),
  remove: (id: string, version: number) =>
    read(
      api.DELETE(`${root}/shipping-methods/{id}`, {
        params: { path: { id }, header: ifMatch(version) },
      }),
    ),
  readAgain: (id: string) =>
    read(api.GET(`${root}/shipping-methods/{id}`, { params: { path: { id } } })),
};

export const promotionsQuery = () =>
  queryOptions({
    queryKey: ["admin", "promotions"],
    queryFn: async ({ signal }) => (await read(api.GET(`${root}/promotions`, { signal }))).items,
  });

export const promotionDoors = {
  listKey: promotionsQuery().queryKey,
  create: (body: Promotion) => read(api.POST(`${root}/promotions`, { body })),
  replace: (id: string, version: number, body: Promotion) =>
    read(
      api.PUT(`${root}/promotions/{id}`, {
        params: { path: { id }, header: ifMatch(version) },
        body,
      }),
    ),
  remove: (id: string, version: number) =>
    read(
      api.DELETE(`${root}/promotions/{id}`, {
        params: { path: { id }, header: ifMatch(version) },
      }),
    ),
  readAgain: (id: string) => read(api.GET(`${root}/promotions/{id}`, { params: { path: { id } } })),
};
