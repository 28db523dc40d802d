import type { Money } from "@/i18n/format";

import type { CartContent } from "./api/changes";
import type { Displays } from "./api/displays";
import type { Quote } from "./api/quote";

/** Why a line cannot be bought as it is. */
export type Obstacle =
  | { kind: "unavailable"; reason: string }
  | { kind: "sold-out" }
  | { kind: "too-many"; available: number };

/** A line of the cart with all that can be said of it by now. */
export interface CartLine {
  sku: string;
  quantity: number;
  productId?: string | undefined;
  title: string;
  variantTitle: string;
  imageUrl: string | null;
  unitPrice?: Money | undefined;
  compareAt?: Money | undefined;
  /** Before what is taken off the whole; undefined while it is asked for this quantity. */
  subtotal?: Money | undefined;
  /** What one cost when the visitor last looked, where that has changed. */
  priceBefore?: Money | undefined;
  obstacle?: Obstacle | undefined;
  /** How many are left, where that is few. */
  left?: number | undefined;
}

export interface Knowledge {
  quote?: Quote | undefined;
  displays: Displays;
  stock?: ReadonlyMap<string, number> | undefined;
  seenPrices?: Readonly<Record<string, Money>>;
}

const few = 5;

export function linesOf(content: CartContent, knowledge: Knowledge): CartLine[] {
  return content.items.map(({ sku, quantity }) => {
    const { quote, displays, stock } = knowledge;
    const quoted = quote?.lines.find((line) => line.sku === sku);
    const display = displays[sku];
    const available = stock?.get(sku);
    const money = (amount: number) => ({ amount, currency: quote?.currency ?? "" });
    const unitPrice = quoted ? money(quoted.unit_price) : display?.price;
    return {
      sku,
      quantity,
      productId: quoted?.product_id,
      title: quoted?.title ?? display?.title ?? sku,
      variantTitle: quoted?.variant_title ?? display?.variantTitle ?? "",
      imageUrl: quoted?.image_url ?? display?.imageUrl ?? null,
      unitPrice,
      compareAt: quoted?.compare_at ? money(quoted.compare_at) : undefined,
      subtotal: quoted?.quantity === quantity ? money(quoted.subtotal) : undefined,
      priceBefore: priceBefore(knowledge.seenPrices?.[sku], quoted && unitPrice),
      obstacle: obstacleOf(sku, quantity, quote, available),
      left: available !== undefined && available <= few ? available : undefined,
    };
  });
}

function priceBefore(seen: Money | undefined, now: Money | undefined): Money | undefined {
  const hasChanged = seen?.currency === now?.currency && seen?.amount !== now?.amount;
  return hasChanged ? seen : undefined;
}

function obstacleOf(
  sku: string,
  quantity: number,
  quote: Quote | undefined,
  available: number | undefined,
): Obstacle | undefined {
  const refused = quote?.unavailable.find((line) => line.sku === sku);
  if (refused) return { kind: "unavailable", reason: refused.reason };
  if (available === undefined || available >= quantity) return undefined;
  return available === 0 ? { kind: "sold-out" } : { kind: "too-many", available };
}
