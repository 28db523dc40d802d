/** One leaf in which two values differ; `path` leads to it, in names that people know. */
export interface Leaf {
  path: readonly string[];
  before: unknown;
  after: unknown;
}

/** What tells the things of a list apart, best first. */
const names = ["sku", "code", "url", "name", "id", "country", "currency"];

/**
 * The leaves in which two values differ. Lists of things are compared by what they are called and
 * not by where they stand, so that one that was put in front is one difference.
 */
export function differencesOf(
  before: unknown,
  after: unknown,
  path: readonly string[] = [],
): Leaf[] {
  if (sameValue(before, after)) return [];
  const old = branchesOf(before);
  const now = branchesOf(after);
  // A branch that came or went is told as its leaves; a leaf has no branches.
  if (!old && !now) return [{ path, before, after }];
  if ((!old && before != null) || (!now && after != null)) return [{ path, before, after }];
  const keys = new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])]);
  const leaves = [...keys].flatMap((key) =>
    differencesOf(old?.get(key), now?.get(key), [...path, key]),
  );
  // The same things in another order are one difference, of the whole.
  return leaves.length === 0 && Array.isArray(after) ? [{ path, before, after }] : leaves;
}

function sameValue(one: unknown, other: unknown): boolean {
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
}

/** The named parts of a value; undefined for one that is told as a whole (texts, lists of texts). */
function branchesOf(value: unknown): Map<string, unknown> | undefined {
  if (value === null || typeof value !== "object") return undefined;
  if (!Array.isArray(value)) return new Map(Object.entries(value));
  if (value.length === 0 || !value.every(isThing)) return undefined;
  const things: Record<string, unknown>[] = value;
  const name = names.find((each) => new Set(things.map((one) => one[each])).size === things.length);
  return new Map(
    things.map((one, index) => [name ? String(one[name]) : `${index + 1}`, one] as const),
  );
}

function isThing(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** A leaf's value in words; undefined for nothing. */
export function toWords(value: unknown): string | undefined {
  if (value === null || value === undefined || value === "") return undefined;
  if (Array.isArray(value)) {
    return value.length > 0 ? value.map((one) => toWords(one) ?? "–").join(", ") : undefined;
  }
  if (typeof value === "object") {
    const parts = Object.entries(value).map(([name, one]) => `${name}: ${toWords(one) ?? "–"}`);
    return parts.join(", ") || undefined;
  }
  return typeof value === "string" ? value : JSON.stringify(value);
}
