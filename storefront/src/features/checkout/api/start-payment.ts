import { useMutation } from "@tanstack/react-query";

import { api, type components, read } from "@/api/client";
import { ProblemError } from "@/api/problem";

type Payment = components["schemas"]["PaymentView"];

/**
 * Lead the customer to the page on which an order is paid. An order has one open payment, so that
 * asking again, from another tab too, leads to the same page; one that was declined takes another card.
 *
 * @param token an order's pass, for whoever found it by number and e-mail address.
 * @param onSettled when there is nothing to pay any more: the order has to be read again.
 */
export function useStartPayment(orderId: string, onSettled?: () => void, token?: string) {
  return useMutation({
    mutationFn: () => openPayment(orderId, token),
    networkMode: "always",
    onSuccess: leadTo,
    onError: (error) => {
      if (isNoLongerPayable(error)) onSettled?.();
    },
  });
}

/** The order's payment with its page. Its key is new each time: the payment itself is one. */
export function openPayment(orderId: string, token?: string): Promise<Payment> {
  return read(
    api.POST("/core/v1/payments", {
      params: { header: { "Idempotency-Key": crypto.randomUUID() } },
      headers: token ? { authorization: `Bearer ${token}` } : {},
      body: { order_id: orderId, return_url: returnUrl(orderId) },
    }),
  );
}

/** Where the provider sends the customer back to; it adds the payment, and whether it was cancelled. */
export function returnUrl(orderId: string): string {
  return `${location.origin}/orders/${orderId}?returned=true`;
}

/** Leave for the provider's page. The promise stays open: the button stays busy until we are gone. */
export async function leadTo({ redirect_url }: Payment): Promise<void> {
  if (!redirect_url) throw paymentGone();
  location.assign(redirect_url);
  await new Promise<void>((resolve) => {
    // Unless the customer comes back by the browser's button, and this page out of its cache.
    window.addEventListener("pageshow", () => resolve(), { once: true });
  });
}

/** Paid meanwhile, cancelled, expired, or being looked at: its page says more than an error would. */
export function isNoLongerPayable(error: unknown): boolean {
  return error instanceof ProblemError && settledCodes.has(error.code);
}

const settledCodes = new Set([
  "order-already-paid",
  "order-not-payable",
  "payment-held",
  "nothing-to-pay",
]);

function paymentGone(): ProblemError {
  return new ProblemError({
    code: "order-not-payable",
    status: 409,
    title: "",
    detail: "",
    errors: [],
  });
}
