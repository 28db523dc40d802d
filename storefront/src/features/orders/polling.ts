import { isFinal, type Order } from "./order";

const shortest = 1_500;
const longest = 60_000;

/**
 * How long to wait before the order is asked for again, in milliseconds; false when nothing is going
 * to happen. What has just changed may change again soon; what has been the same for long is asked
 * for ever more rarely.
 */
export function pollDelay(order: Order | undefined, unchangedFor: number): number | false {
  if (!order || isFinal(order)) return false;
  return Math.min(Math.max(unchangedFor / 4, shortest), longest);
}

/** Tells for how long an order has been seen unchanged; `restart` is for when news are due. */
export function watch(now: () => number = Date.now) {
  let seen: number | undefined;
  let since = now();
  return {
    unchangedFor: (version: number | undefined): number => {
      if (version !== seen) {
        seen = version;
        since = now();
      }
      return now() - since;
    },
    restart: () => {
      since = now();
    },
  };
}
