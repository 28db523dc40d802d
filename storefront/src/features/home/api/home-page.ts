import { queryOptions } from "@tanstack/react-query";

import { api, read } from "@/api/client";
import { currencyQuery } from "@/session/currency";

/** Everything that the front page shows. */
export const homePageQuery = () =>
  queryOptions({
    queryKey: ["home-page", currencyQuery()],
    queryFn: ({ signal }) =>
      read(api.GET("/api/pages/home", { params: { query: currencyQuery() }, signal })),
  });
