import { type FieldProblem, ProblemError } from "@/api/problem";
import type { CartContent } from "@/features/cart/api/changes";
import type { Money } from "@/i18n/format";

/** A line that could not be ordered, and how many could be. */
export interface ShortLine {
  sku: string;
  /** 0 when it cannot be bought at all. */
  available: number;
}

/** Why there is no order yet, as far as it matters for what the customer can do about it. */
export type Setback =
  | { kind: "price-changed"; before: Money; now: Money }
  | { kind: "items"; lines: readonly ShortLine[] }
  | { kind: "cart-changed" }
  | { kind: "coupons"; codes: readonly string[]; isUsedUp: boolean }
  | { kind: "shipping-unavailable" }
  | { kind: "too-many-open-orders" }
  | { kind: "already-ordered"; orderId: string; number: string }
  | { kind: "fields"; errors: readonly FieldProblem[] }
  | { kind: "signed-out" }
  | { kind: "offline" }
  /** The request may have arrived: only asking again, as the same request, tells. */
  | { kind: "unknown" }
  | { kind: "other"; error: unknown };

export function setbackOf(error: unknown, isOnline: boolean): Setback {
  if (!(error instanceof ProblemError)) return { kind: "unknown" };
  if (error.status === 0) return isOnline ? { kind: "unknown" } : { kind: "offline" };
  const known = bySort(error);
  if (known) return known;
  if (error.status === 401) return { kind: "signed-out" };
  if (error.errors.some(isAskedFor)) return { kind: "fields", errors: error.errors };
  return isUndecided(error) ? { kind: "unknown" } : { kind: "other", error };
}

/** Whether what the server points at is in a step of ours, where it can be corrected. */
function isAskedFor({ pointer }: FieldProblem): boolean {
  return /^\/(email|shipping_address|billing_address)/.test(pointer);
}

/** Whether the cart has since become one that this does not stand in the way of. */
export function isResolved(setback: Setback, { items, coupon_codes }: CartContent): boolean {
  if (setback.kind === "coupons") return !setback.codes.some((code) => coupon_codes.includes(code));
  if (setback.kind !== "items") return false;
  return setback.lines.every(
    ({ sku, available }) => (items.find((item) => item.sku === sku)?.quantity ?? 0) <= available,
  );
}

/** Whether the same request may have had, or may yet have, its effect. */
function isUndecided({ status, code }: ProblemError): boolean {
  return status >= 500 || code === "request-in-flight" || code === "conflict";
}

function bySort({ code, document }: ProblemError): Setback | undefined {
  switch (code) {
    case "price-changed":
      return priceChanged(document as unknown as PriceChange);
    case "out-of-stock":
    case "items-unavailable":
      return { kind: "items", lines: shortLines(document.items as ShortItem[] | undefined) };
    case "cart-changed":
    case "cart-empty":
    case "cart-not-found":
    case "currency-mismatch":
      return { kind: "cart-changed" };
    case "coupon-not-applied":
      return { kind: "coupons", codes: refusedCodes(document), isUsedUp: false };
    case "coupon-exhausted":
      return { kind: "coupons", codes: refusedCodes(document), isUsedUp: true };
    case "shipping-unavailable":
    case "too-many-open-orders":
      return { kind: code };
    case "cart-already-ordered":
      return {
        kind: "already-ordered",
        orderId: document.order_id as string,
        number: document.number as string,
      };
    default:
      return undefined;
  }
}

interface PriceChange {
  total: number;
  expected_total: number;
  currency: string;
}

function priceChanged({ total, expected_total, currency }: PriceChange): Setback {
  const money = (amount: number) => ({ amount, currency });
  return { kind: "price-changed", before: money(expected_total), now: money(total) };
}

interface ShortItem {
  sku: string;
  available?: number;
}

function shortLines(items: readonly ShortItem[] = []): ShortLine[] {
  return items.map(({ sku, available = 0 }) => ({ sku, available }));
}

function refusedCodes(document: ProblemError["document"]): string[] {
  const coupons = (document.coupons as { code: string }[] | undefined) ?? [];
  return (document.codes as string[] | undefined) ?? coupons.map(({ code }) => code);
}
