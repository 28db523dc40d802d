import { queryOptions } from "@tanstack/react-query";

import { api, type components, read } from "@/api/client";

export type Me = components["schemas"]["Me"];

/** Who is signed in; only to be asked as a customer. */
export const meQuery = () =>
  queryOptions({
    queryKey: ["me"],
    queryFn: ({ signal }) => read(api.GET("/api/auth/me", { signal })),
  });
