import {
  type InfiniteData,
  type InfiniteQueryExecuteOptions,
  noop,
  QueryClient,
  type QueryExecuteOptions,
  type QueryKey,
} from "@tanstack/react-query";

import { ProblemError } from "@/api/problem";
import { onIdentityChange } from "@/session/store";

const retries = 2;
const freshMilliseconds = 30_000;

/** Reads are tried again when that may help; writes never by themselves (they have keys for that). */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: freshMilliseconds,
      retry: (failures, error) =>
        failures < retries && (!(error instanceof ProblemError) || error.isTemporary),
      retryDelay: (attempt, error) => {
        const asked = error instanceof ProblemError ? error.retryAfterSeconds : undefined;
        return Math.min(asked ? asked * 1000 : 400 * 2 ** attempt, 10_000);
      },
    },
    mutations: { retry: false },
  },
});

/** Ask for a page's data before the page is there; the page itself shows a failure. */
export function begin<Data, Key extends QueryKey>(
  query: QueryExecuteOptions<Data, Error, Data, Data, Key>,
): void {
  queryClient.query(query).catch(noop);
}

/** The same for a list that comes page by page. */
export function beginPages<Data, Key extends QueryKey, Page>(
  query: InfiniteQueryExecuteOptions<Data, Error, InfiniteData<Data>, Key, Page>,
): void {
  queryClient.infiniteQuery(query).catch(noop);
}

/** The first part of the keys under which lies what is the same for everybody. */
const sameForAll: readonly unknown[] = ["categories", "home-page", "product-page", "search"];

/** What was fetched for one visitor is fetched anew for the next, and not shown until then. */
export function followIdentity(): void {
  const personal = {
    predicate: ({ queryKey }: { queryKey: QueryKey }) => !sameForAll.includes(queryKey[0]),
  };
  onIdentityChange((next) => {
    // Whoever signs in was here before, as a guest; whoever comes after a sign-out may be another.
    if (next === "customer") void queryClient.invalidateQueries(personal);
    else void queryClient.resetQueries(personal);
  });
}
