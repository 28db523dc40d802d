import type { Money } from "@/i18n/format";

import type { PaymentFile } from "./payment-queries";

/** What arrived on a held payment and has not been sent back, nor is on its way back. */
export function heldMoney({ payment, refunds }: PaymentFile): Money {
  const back = refunds
    .filter(({ status }) => status !== "failed")
    .reduce((total, { amount }) => total + amount, 0);
  const amount = payment.status === "held" ? payment.captured_amount - back : 0;
  return { amount: Math.max(0, amount), currency: payment.currency };
}
