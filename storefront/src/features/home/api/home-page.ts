import { queryOptions } from "@tanstack/react-query";

import { api, type components, read } from "@/api/client";
import { currencyQuery } from "@/session/currency";

type Schemas = components["schemas"];

/** What the front page shows; null for what the catalog could not give just now. */
export interface HomePageParts {
  categories: Schemas["Category"][] | null;
  newest: Schemas["ProductCard"][] | null;
  popular: Schemas["ProductCard"][] | null;
}

/** Everything that the front page shows. The BFF hands on what the catalog says, as it is. */
export const homePageQuery = () =>
  queryOptions({
    queryKey: ["home-page", currencyQuery()],
    queryFn: async ({ signal }) =>
      (await read(
        api.GET("/api/pages/home", { params: { query: currencyQuery() }, signal }),
      )) as HomePageParts,
  });
