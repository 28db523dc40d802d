import { queryOptions } from "@tanstack/react-query";

import { api, read } from "@/api/client";
import { currencyQuery } from "@/session/currency";

/** A product with everything that its page shows beside it. */
export const productPageQuery = (slug: string) =>
  queryOptions({
    queryKey: ["product-page", slug, currencyQuery()],
    queryFn: ({ signal }) =>
      read(
        api.GET("/api/pages/product/{slug}", {
          params: { path: { slug }, query: currencyQuery() },
          signal,
        }),
      ),
  });
