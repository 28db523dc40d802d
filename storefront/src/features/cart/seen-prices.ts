import { useEffect, useState } from "react";

import type { Money } from "@/i18n/format";

import type { Quote } from "./api/quote";

type Prices = Readonly<Record<string, Money>>;

const key = "mercato.seen-prices";

/** What each line cost when the visitor last looked, so that a change can be told. */
export function useSeenPrices(quote: Quote | undefined): Prices {
  const [before] = useState(readSeen);
  useEffect(() => {
    if (quote) localStorage.setItem(key, JSON.stringify(pricesOf(quote)));
  }, [quote]);
  return before;
}

function pricesOf({ lines, currency }: Quote): Prices {
  return Object.fromEntries(
    lines.map(({ sku, unit_price }) => [sku, { amount: unit_price, currency }]),
  );
}

function readSeen(): Prices {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "{}") as Prices;
  } catch {
    return {};
  }
}
