import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, type components, read } from "@/api/client";

type Schemas = components["schemas"];
export type DeadLetter = Schemas["DeadLetter"];
export type Settled = Schemas["Settled"];

const refreshMilliseconds = 5_000;
export const mostShown = 50;

/**
 * How everything is. Read again every few seconds while somebody looks; a reading that fails is not
 * repeated by itself, for the next one is due anyway, and the page has to say so at once.
 */
export const overviewQuery = (paused: boolean) =>
  queryOptions({
    queryKey: ["admin", "operations"],
    queryFn: ({ signal }) => read(api.GET("/api/admin/operations", { signal })),
    staleTime: 0,
    retry: false,
    refetchInterval: paused ? false : refreshMilliseconds,
    networkMode: "always",
  });

const deadLettersKey = (queue: string) => ["admin", "dead-letters", queue] as const;

/** Given-up messages of a queue. Looking hides them from others for a moment: only when asked. */
export const deadLettersQuery = (queue: string) =>
  queryOptions({
    queryKey: deadLettersKey(queue),
    queryFn: ({ signal }) =>
      read(
        api.GET("/api/admin/operations/dead-letters/{queue}", {
          params: { path: { queue }, query: { limit: mostShown } },
          signal,
        }),
      ),
    staleTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });

export const rebuildQuery = () =>
  queryOptions({
    queryKey: ["admin", "search-rebuild"],
    queryFn: ({ signal }) => read(api.GET("/core/v1/admin/search/rebuild", { signal })),
    staleTime: 0,
    refetchInterval: refreshMilliseconds * 2,
  });

/** Which messages, and what becomes of them; `discard` keeps a reason. */
export interface Settlement {
  messageIds: readonly string[] | "all";
  discardReason?: string;
}

export function useSettleDeadLetters(queue: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (settlement: Settlement) => settleAll(queue, settlement),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: deadLettersKey(queue) }),
        client.invalidateQueries({ queryKey: ["admin", "operations"] }),
      ]),
  });
}

/** One call settles a hundred at most; “all” goes on while that leads anywhere. */
async function settleAll(queue: string, settlement: Settlement): Promise<Settled> {
  let sum = await settle(queue, settlement);
  let last = sum;
  while (settlement.messageIds === "all" && last.left > 0 && last.done > 0 && last.failed === 0) {
    last = await settle(queue, settlement);
    sum = { ...last, done: sum.done + last.done };
  }
  return sum;
}

function settle(queue: string, { messageIds, discardReason }: Settlement): Promise<Settled> {
  const chosen =
    messageIds === "all"
      ? { all: true, message_ids: [] }
      : { all: false, message_ids: [...messageIds] };
  const params = { path: { queue } };
  return read(
    discardReason === undefined
      ? api.POST("/api/admin/operations/dead-letters/{queue}/redrive", { params, body: chosen })
      : api.POST("/api/admin/operations/dead-letters/{queue}/discard", {
          params,
          body: { ...chosen, reason: discardReason },
        }),
  );
}
