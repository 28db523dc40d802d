import { queryOptions } from "@tanstack/react-query";

import { api, type components, read } from "@/api/client";
import { currencyQuery } from "@/session/currency";

export type Product = components["schemas"]["Product"];
export type Variant = components["schemas"]["Variant"];

/** What the page's address answers: parts of the catalog, as the catalog describes them. */
interface ProductPage {
  product: Product;
  /** Others of the same category; null when they cannot be had right now. */
  related: components["schemas"]["ProductCard"][] | null;
}

/** A product with everything that its page shows beside it. An old slug leads to the present one. */
export const productPageQuery = (slug: string) =>
  queryOptions({
    queryKey: ["product-page", slug, currencyQuery()],
    queryFn: async ({ signal }) => {
      const params = { path: { slug }, query: currencyQuery() };
      return (await read(api.GET("/api/pages/product/{slug}", { params, signal }))) as ProductPage;
    },
  });
