const keys = new Map<string, string>();

/**
 * The idempotency key for doing this. The same act on the same version of a thing keeps its key until
 * it succeeded: whoever tries again after a lost answer does not act twice. Another act, or the same
 * after the thing was seen to change, is a new one.
 */
export function keyFor(act: string): string {
  const known = keys.get(act);
  if (known) return known;
  const key = crypto.randomUUID();
  keys.set(act, key);
  return key;
}

/** It was done: doing the same again is meant to happen again. */
export function forgetKey(act: string): void {
  keys.delete(act);
}
