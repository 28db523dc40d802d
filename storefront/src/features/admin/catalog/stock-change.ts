import type { components } from "@/api/client";

export type AdjustStockBody = components["schemas"]["AdjustStockBody"];

/** What staff do to stock: count it, put some in, take some out for good, or set it right. */
export const ways = ["count", "restock", "write-off", "correct"] as const;
export type Way = (typeof ways)[number];

/**
 * What to send for a number typed one way; undefined when that number makes no sense there. Taking
 * out is typed as the number of pieces that go, and sent as a change below zero.
 */
export function changeOf(
  sku: string,
  way: Way,
  number: number | null,
  reason: string,
): AdjustStockBody | undefined {
  if (number === null || !Number.isInteger(number)) return undefined;
  const base = { sku, reason: reason.trim(), delta: null, on_hand: null };
  switch (way) {
    case "count":
      return number >= 0 ? { ...base, kind: "adjustment", on_hand: number } : undefined;
    case "restock":
      return number > 0 ? { ...base, kind: "restock", delta: number } : undefined;
    case "write-off":
      return number > 0 ? { ...base, kind: "write-off", delta: -number } : undefined;
    case "correct":
      return number !== 0 ? { ...base, kind: "adjustment", delta: number } : undefined;
  }
}
