import type { PriceEntry } from "./price-lists";

/** What was typed over a list's prices, by SKU; an amount of undefined takes the SKU off the list. */
export type PriceEdits = ReadonlyMap<string, PriceEdit>;

export interface PriceEdit {
  amount: number | undefined;
  compareAt: number | undefined;
}

export interface PriceRow extends PriceEdit {
  sku: string;
  isChanged: boolean;
}

function toEdit(entry: PriceEntry | undefined): PriceEdit {
  return { amount: entry?.amount ?? undefined, compareAt: entry?.compare_at ?? undefined };
}

/** The prices with what was typed over them; SKUs that are added come first. */
export function rowsOf(prices: readonly PriceEntry[], edits: PriceEdits): PriceRow[] {
  const known = new Set(prices.map((entry) => entry.sku));
  const added = [...edits.entries()].filter(([sku]) => !known.has(sku));
  return [
    ...added.map(([sku, edit]) => ({ sku, ...edit, isChanged: true })),
    ...prices.map((entry) => {
      const edit = edits.get(entry.sku);
      return { sku: entry.sku, ...(edit ?? toEdit(entry)), isChanged: edit !== undefined };
    }),
  ];
}

/** The edits after one more; typing back what is saved is no edit. */
export function edited(
  edits: PriceEdits,
  prices: readonly PriceEntry[],
  sku: string,
  patch: Partial<PriceEdit>,
): PriceEdits {
  const saved = prices.find((entry) => entry.sku === sku);
  const next = { ...(edits.get(sku) ?? toEdit(saved)), ...patch };
  const changed = new Map(edits).set(sku, next);
  const { amount, compareAt } = toEdit(saved);
  if (saved && Object.is(next.amount, amount) && Object.is(next.compareAt, compareAt)) {
    changed.delete(sku);
  }
  return changed;
}

/** What is wrong with a row: `amount` or `compareAt` is no amount, or there is nothing to reduce. */
export function wrongIn({ amount, compareAt }: PriceEdit): "amount" | "compareAt" | undefined {
  if (Number.isNaN(amount)) return "amount";
  if (Number.isNaN(compareAt)) return "compareAt";
  if (compareAt !== undefined && amount === undefined) return "amount";
  return undefined;
}

/** What to send. An SKU that was added without a price says nothing. */
export function entriesOf(prices: readonly PriceEntry[], edits: PriceEdits): PriceEntry[] {
  const known = new Set(prices.map((entry) => entry.sku));
  return [...edits.entries()]
    .filter(([sku, { amount }]) => amount !== undefined || known.has(sku))
    .map(([sku, { amount, compareAt }]) => ({
      sku,
      amount: amount ?? null,
      compare_at: amount === undefined ? null : (compareAt ?? null),
    }));
}
