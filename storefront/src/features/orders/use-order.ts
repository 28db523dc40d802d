import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { orderQuery } from "./api/order";
import { pollDelay, watch } from "./polling";

/** An order that keeps itself up to date while the page is seen. */
export function useOrder(orderId: string) {
  const [watched] = useState(() => watch());
  return useQuery({
    ...orderQuery(orderId),
    staleTime: 0,
    refetchInterval: ({ state }) =>
      pollDelay(state.data, watched.unchangedFor(state.data?.version)),
  });
}
