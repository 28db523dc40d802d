import { useState } from "react";

import { record } from "@/clickstream/record";

import { useChangeCart } from "./api/change-cart";
import type { CartLine } from "./lines";

/** What can be done to a line; what was taken out last can be put back. */
export function useLineActions() {
  const { changeBy, setQuantity } = useChangeCart();
  const [removed, setRemoved] = useState<CartLine>();
  const remove = (line: CartLine) => {
    setQuantity(line.sku, 0);
    setRemoved(line);
    record("cart_item_removed", {
      sku: line.sku,
      quantity: line.quantity,
      product_id: line.productId ?? null,
    });
  };
  return {
    removed,
    remove,
    restore: () => {
      if (removed) setQuantity(removed.sku, removed.quantity);
      setRemoved(undefined);
    },
    step: (line: CartLine, by: 1 | -1) =>
      by < 0 && line.quantity <= 1 ? remove(line) : changeBy(line.sku, by),
    type: (line: CartLine, quantity: number) =>
      quantity === 0 ? remove(line) : setQuantity(line.sku, quantity),
  };
}

export type LineActions = ReturnType<typeof useLineActions>;
