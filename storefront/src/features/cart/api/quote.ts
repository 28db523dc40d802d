import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { api, type components, read } from "@/api/client";

import { useCart } from "./cart";
import type { CartContent } from "./changes";

export type Quote = components["schemas"]["Quote"];
export type QuoteLine = components["schemas"]["QuoteLine"];
type ShipTo = components["schemas"]["ShipTo"];

/** What is asked for a price, and where it shall go, as far as that is known. */
export interface Basket extends CartContent {
  currency: string;
  shipTo?: ShipTo | undefined;
  shippingMethod?: string | undefined;
}

const freshMilliseconds = 15_000;
const settledMilliseconds = 250;

/** What a basket costs now. Totals are made by the server, and nowhere else. */
export const quoteQuery = (basket: Basket) =>
  queryOptions({
    queryKey: ["quote", basket],
    queryFn: ({ signal }) => requestQuote(basket, signal),
    staleTime: freshMilliseconds,
  });

/** The same with the shop's usual way of sending it, so that a total can be told beforehand. */
export const estimateQuery = (basket: Basket) =>
  queryOptions({
    queryKey: ["quote", basket, "estimate"],
    queryFn: async ({ signal }) => {
      const quote = await requestQuote(basket, signal);
      const usual = quote.shipping_options[0]?.code;
      return usual ? requestQuote({ ...basket, shippingMethod: usual }, signal) : quote;
    },
    staleTime: freshMilliseconds,
  });

function requestQuote(basket: Basket, signal: AbortSignal): Promise<Quote> {
  const { currency, items, coupon_codes, shipTo, shippingMethod } = basket;
  return read(
    api.POST("/core/v1/quotes", {
      body: {
        currency,
        lines: items.map(({ sku, quantity }) => ({ sku, quantity })),
        coupon_codes: [...coupon_codes],
        ship_to: shipTo ?? null,
        shipping_method: shippingMethod ?? null,
        customer_id: null,
      },
      signal,
    }),
  );
}

/** The cart with what it costs; the price of the moment before is shown while the next is asked. */
export function usePricedCart(country?: string) {
  const cart = useCart();
  const settled = useSettled(cart.content);
  const basket: Basket = {
    items: settled.items,
    coupon_codes: settled.coupon_codes,
    currency: cart.stored?.currency ?? "",
    shipTo: country ? { country, region: null, postal_code: null } : undefined,
  };
  const { data, error, isPlaceholderData, refetch } = useQuery({
    ...estimateQuery(basket),
    enabled: cart.stored !== undefined && settled.items.length > 0,
    placeholderData: keepPreviousData,
  });
  return {
    ...cart,
    basket,
    quote: cart.content.items.length > 0 ? data : undefined,
    quoteError: data ? null : error,
    isQuoteOld: isPlaceholderData || settled !== cart.content,
    requote: refetch,
  };
}

/** A value once it stopped changing for a moment: who clicks fast is asked for one price. */
function useSettled(content: CartContent): CartContent {
  const text = JSON.stringify(content);
  const [settled, setSettled] = useState(content);
  const isSame = text === JSON.stringify(settled);
  useEffect(() => {
    if (isSame) return;
    const timer = setTimeout(
      () => setSettled(JSON.parse(text) as CartContent),
      settledMilliseconds,
    );
    return () => clearTimeout(timer);
  }, [text, isSame]);
  // What was nothing is not waited with: it is the first thing to show.
  return isSame || settled.items.length === 0 ? content : settled;
}
