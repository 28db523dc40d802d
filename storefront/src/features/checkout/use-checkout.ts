import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useReducer } from "react";

import { meQuery } from "@/features/account/api/me";
import { useCart } from "@/features/cart/api/cart";
import type { Cart } from "@/features/cart/api/changes";
import { type Basket, estimateQuery, type Quote, quoteQuery } from "@/features/cart/api/quote";
import { language } from "@/i18n/t";
import { useStanding } from "@/session/store";

import { addressBody } from "./address";
import { useCountry } from "./api/countries";
import type { OrderBody } from "./attempt";
import {
  type Draft,
  forgetDraft,
  loadDraft,
  openStep,
  reduceDraft,
  saveDraft,
  type StepName,
} from "./draft";
import { usePlaceOrder } from "./place-order";
import type { Setback } from "./setback";

/** Everything that the checkout's parts need: what was told, what it costs, and how to order it. */
export function useCheckout(cart: Cart) {
  const [draft, dispatch] = useReducer(reduceDraft, undefined, loadDraft);
  const { isCustomer, email = draft.email } = useCustomer();
  const { country = "" } = useCountry();
  const { isChanging } = useCart();

  const basket = basketOf(cart, draft, country);
  const priced = useQuery({
    ...(basket.shippingMethod ? quoteQuery(basket) : estimateQuery(basket)),
    placeholderData: keepPreviousData,
  });
  const quote = priced.data;
  const isQuoteOld = priced.isPlaceholderData || isChanging;
  const isDone = (step: StepName) => isStepDone(step, draft, { isCustomer, quote, isQuoteOld });

  const client = useQueryClient();
  const order = usePlaceOrder((setback: Setback) => {
    if (setback.kind === "fields") dispatch({ type: "refused", errors: setback.errors });
    if (setback.kind === "shipping-unavailable") dispatch({ type: "edited", step: "shipping" });
    // Prices, stock or the cart are not what they were; whatever it is, it is read again.
    for (const queryKey of [["cart"], ["quote"], ["stock"]])
      void client.invalidateQueries({ queryKey });
  });
  const { isPlaced } = order;
  useEffect(() => (isPlaced ? forgetDraft() : saveDraft(draft)), [draft, isPlaced]);

  return {
    draft,
    dispatch,
    country,
    basket,
    quote,
    isQuoteOld,
    quoteError: quote ? null : priced.error,
    requote: () => void priced.refetch(),
    email,
    isCustomer,
    isDone,
    open: openStep(draft, isDone),
    order,
    placeNow: () => {
      if (quote) order.place(orderBody(cart, draft, email, quote));
    },
  };
}

export type Checkout = ReturnType<typeof useCheckout>;

/** Who is signed in, and their address once it is known; who cannot be asked about is a guest here. */
function useCustomer(): { isCustomer: boolean; email?: string | undefined } {
  const standing = useStanding();
  const isSignedIn = standing === "customer" || standing === "unknown";
  const { data, isError } = useQuery({ ...meQuery(), enabled: isSignedIn });
  if (!isSignedIn || isError) return { isCustomer: false };
  return { isCustomer: true, email: data?.email ?? "" };
}

/** An address counts once it is told in full; until then the country says roughly what it costs. */
function basketOf(cart: Cart, draft: Draft, likelyCountry: string): Basket {
  const { items, coupon_codes, currency } = cart;
  const isTold = draft.done.includes("address") && draft.editing !== "address";
  const { region, postal_code } = draft.shipTo;
  const country = draft.shipTo.country || likelyCountry;
  const told = isTold
    ? { country, region: region || null, postal_code: postal_code || null }
    : { country, region: null, postal_code: null };
  return {
    items,
    coupon_codes,
    currency,
    shipTo: country ? told : undefined,
    shippingMethod: draft.shippingMethod ?? undefined,
  };
}

interface Known {
  isCustomer: boolean;
  quote: Quote | undefined;
  isQuoteOld: boolean;
}

function isStepDone(step: StepName, draft: Draft, { isCustomer, quote, isQuoteOld }: Known) {
  if (step === "contact" && isCustomer) return true;
  const isTold = draft.done.includes(step);
  if (step !== "shipping" || !quote || isQuoteOld) return isTold;
  if (!needsShipping(quote)) return true;
  // A way that does not lead to this address any more has to be chosen anew.
  return isTold && quote.shipping !== null && quote.shipping.code === draft.shippingMethod;
}

export function needsShipping(quote: Quote): boolean {
  return quote.lines.some((line) => line.requires_shipping);
}

/** The order as the customer saw it: with the coupons that count, and the total that was shown. */
export function orderBody(cart: Cart, draft: Draft, email: string, quote: Quote): OrderBody {
  return {
    cart_id: cart.id,
    cart_version: cart.version,
    email,
    shipping_address: addressBody(draft.shipTo),
    billing_address: draft.billTo && addressBody(draft.billTo),
    shipping_method: quote.shipping?.code ?? null,
    coupon_codes: quote.coupons.filter(({ applied }) => applied).map(({ code }) => code),
    expected_total: quote.total,
    currency: quote.currency,
    locale: language(),
  };
}
