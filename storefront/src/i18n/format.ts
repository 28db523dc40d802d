import { language } from "./t";

/** Integer minor units with their currency, as every API of ours speaks of money. */
export interface Money {
  amount: number;
  currency: string;
}

const formats = new Map<string, Intl.NumberFormat>();

function moneyFormat(currency: string): Intl.NumberFormat {
  const key = `${language()} ${currency}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(language(), { style: "currency", currency });
  formats.set(key, made);
  return made;
}

/** How many decimals the currency has by ISO 4217: 2 for EUR, 0 for JPY, 3 for KWD. */
export function exponentOf(currency: string): number {
  return moneyFormat(currency).resolvedOptions().maximumFractionDigits ?? 2;
}

/** Minor units as a decimal in digits (`1999` EUR is `19.99`), without passing through a float. */
export function toDecimal({ amount, currency }: Money): string {
  const exponent = exponentOf(currency);
  if (exponent === 0) return amount.toString();
  const digits = Math.abs(amount)
    .toString()
    .padStart(exponent + 1, "0");
  const sign = amount < 0 ? "-" : "";
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

/** An amount as people of this language write it. */
export function formatMoney(money: Money): string {
  return moneyFormat(money.currency).format(toDecimal(money) as Intl.StringNumericLiteral);
}

/**
 * Minor units of what a person typed (`19,99` or `19.99`), or undefined when that is no amount of
 * this currency. The last comma or point parts the decimals, if as many follow as there may be.
 */
export function parseMoney(typed: string, currency: string): number | undefined {
  const exponent = exponentOf(currency);
  const match = /^(\d{1,12})(?:[.,](\d*))?$/.exec(typed.trim().replaceAll(/\s|'/g, ""));
  const decimals = match?.[2] ?? "";
  if (!match || decimals.length > exponent) return undefined;
  return Number(`${match[1] ?? ""}${decimals.padEnd(exponent, "0")}`);
}

const day: Intl.DateTimeFormatOptions = { dateStyle: "medium" };
const moment: Intl.DateTimeFormatOptions = { dateStyle: "medium", timeStyle: "short" };

/** A moment of the API (ISO 8601, UTC) as a day where the visitor is. */
export function formatDay(iso: string): string {
  return new Intl.DateTimeFormat(language(), day).format(new Date(iso));
}

/** A moment of the API (ISO 8601, UTC) as day and time where the visitor is. */
export function formatMoment(iso: string): string {
  return new Intl.DateTimeFormat(language(), moment).format(new Date(iso));
}

/** A whole number with the separators of this language. */
export function formatCount(count: number): string {
  return new Intl.NumberFormat(language()).format(count);
}

/** A rate of the API (`0.19`) as people read it (`19%`). */
export function formatPercent(rate: string): string {
  const format = { style: "percent", maximumFractionDigits: 3 } as const;
  return new Intl.NumberFormat(language(), format).format(rate as Intl.StringNumericLiteral);
}
