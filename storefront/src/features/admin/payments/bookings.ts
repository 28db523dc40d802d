import type { PaymentFile } from "./payment-queries";

/** One transaction of the ledger: its lines sum to zero in every currency. */
export interface Booking {
  id: string;
  kind: string;
  at: string;
  /** What moved: the debits, in the currency of the first line. */
  amount: number;
  currency: string;
  lines: PaymentFile["ledger"];
  balanced: boolean;
}

/** The lines of a payment's ledger by transaction, as they were booked. */
export function bookings(file: PaymentFile): Booking[] {
  const byId = grouped(file.ledger, ({ transaction_id }) => transaction_id);
  return [...byId].flatMap(([id, lines]) => {
    const [first] = lines;
    return first
      ? [{ id, kind: first.kind, at: first.posted_at, ...moved(first.currency, lines) }]
      : [];
  });
}

function moved(currency: string, lines: PaymentFile["ledger"]) {
  const byCurrency = grouped(lines, (line) => line.currency);
  const own = byCurrency.get(currency) ?? [];
  return {
    amount: sum(own.map(({ amount }) => Math.max(0, amount))),
    currency,
    lines,
    balanced: [...byCurrency.values()].every((each) => sum(each.map(({ amount }) => amount)) === 0),
  };
}

function grouped<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
