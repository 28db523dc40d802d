import { queryOptions } from "@tanstack/react-query";

import { api, type components, read } from "@/api/client";

export type Preferences = components["schemas"]["Preferences"];

/** How the customer hears of what. */
export const preferencesQuery = () =>
  queryOptions({
    queryKey: ["preferences"],
    queryFn: ({ signal }) => read(api.GET("/api/notifications/preferences", { signal })),
  });
