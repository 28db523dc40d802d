/** Amounts by currency with one set or, with `undefined`, taken away; the others keep their order. */
export function withAmount(
  amounts: Readonly<Record<string, number>>,
  currency: string,
  amount: number | undefined,
): Record<string, number> {
  const changed = { ...amounts, [currency]: amount };
  const entries = Object.entries(changed).filter(
    (entry): entry is [string, number] => entry[1] !== undefined,
  );
  return Object.fromEntries(entries);
}
