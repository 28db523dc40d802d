import { useQuery } from "@tanstack/react-query";

import { type Standing, useStanding } from "@/session/store";
import { renew } from "@/session/tokens";

/**
 * Who the visitor is, asked for where a reload does not know it yet. It stays `unknown` while the
 * server does not answer; `hasFailed` says so, and `retry` asks again.
 */
export function useKnownStanding(): { standing: Standing; hasFailed: boolean; retry: () => void } {
  const standing = useStanding();
  const { data, refetch } = useQuery({
    queryKey: ["standing"],
    queryFn: () => renew(),
    enabled: standing === "unknown",
    gcTime: 0,
  });
  return { standing, hasFailed: data === "unanswered", retry: () => void refetch() };
}
