import type { components } from "@/api/client";
import type { Money } from "@/i18n/format";

export type Cart = components["schemas"]["CartView"];
export type CartItem = components["schemas"]["CartItem"];

/** What a line shows until the server has told its price. */
export interface Display {
  title: string;
  variantTitle: string;
  imageUrl: string | null;
  price: Money;
}

export interface Addition {
  sku: string;
  quantity: number;
  display: Display;
}

/** Something that the visitor did to the cart. Each can be sent again without doing it twice. */
export type CartChange =
  | ({ kind: "add" } & Addition)
  | { kind: "set"; sku: string; quantity: number }
  | { kind: "coupons"; codes: readonly string[] };

/** What a mutation of the cart was asked to do. */
export function asChange(asked: CartChange | Addition): CartChange {
  return "kind" in asked ? asked : { kind: "add", ...asked };
}

/** What the visitor sees of a cart: what the server has, and what is on its way there. */
export interface CartContent {
  items: readonly CartItem[];
  coupon_codes: readonly string[];
}

/**
 * The cart as it will be. The server's state and the changes under way are kept apart, so that a
 * change that fails is rolled back by no longer being under way.
 */
export function withChanges(cart: CartContent, changes: readonly CartChange[]): CartContent {
  return changes.reduce(withChange, cart);
}

function withChange(cart: CartContent, change: CartChange): CartContent {
  switch (change.kind) {
    case "coupons":
      return { ...cart, coupon_codes: change.codes };
    case "add":
      return withQuantity(cart, change.sku, quantityOf(cart, change.sku) + change.quantity);
    case "set":
      return withQuantity(cart, change.sku, change.quantity);
  }
}

export function quantityOf(cart: CartContent, sku: string): number {
  return cart.items.find((item) => item.sku === sku)?.quantity ?? 0;
}

/** How many things are in the cart, whatever they are. */
export function countOf(cart: CartContent): number {
  return cart.items.reduce((sum, { quantity }) => sum + quantity, 0);
}

function withQuantity(cart: CartContent, sku: string, quantity: number): CartContent {
  if (quantity === 0) return { ...cart, items: cart.items.filter((item) => item.sku !== sku) };
  const isNew = cart.items.every((item) => item.sku !== sku);
  const items = isNew
    ? [...cart.items, { sku, quantity }]
    : cart.items.map((item) => (item.sku === sku ? { sku, quantity } : item));
  return { ...cart, items };
}

/** Answers may overtake each other: a cart's version only ever grows. */
export function newerCart(known: Cart | undefined, told: Cart): Cart {
  return known?.id === told.id && known.version > told.version ? known : told;
}
