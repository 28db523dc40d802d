import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { api, read } from "@/api/client";
import { ButtonLink } from "@/components/button";
import { Notice } from "@/components/notice";
import { t } from "@/i18n/t";
import { useStanding } from "@/session/store";

import { orderQuery } from "./api/order";
import { orderHeaders } from "./api/order-pass";
import type { Order } from "./order";
import styles from "./orders.module.css";
import { declineReason, isOpen, type Outcome, outcomeOf, outcomeTones } from "./payment-outcome";

/** Asking settles it: the payment service looks the payment up at the provider. */
const settledPaymentQuery = (orderId: string, paymentId: string) =>
  queryOptions({
    queryKey: ["payment", paymentId],
    queryFn: () =>
      read(
        api.POST("/core/v1/payments/{payment_id}/settle", {
          params: { path: { payment_id: paymentId } },
          headers: orderHeaders(orderId),
        }),
      ),
    staleTime: 0,
  });

interface PaymentReturnProps {
  order: Order;
  paymentId: string | undefined;
}

/** What came of the visit to the payment page, and what to do now. */
export function PaymentReturn({ order, paymentId }: PaymentReturnProps) {
  const { data, isError } = useQuery({
    ...settledPaymentQuery(order.id, paymentId ?? ""),
    enabled: paymentId !== undefined && order.status === "pending_payment",
    refetchInterval: ({ state }) =>
      isOpen(outcomeOf(order, state.data, state.status === "error")) &&
      growing(state.dataUpdateCount + state.errorUpdateCount),
  });
  const outcome = outcomeOf(order, data, isError || paymentId === undefined);
  useFreshCart(order, outcome);
  if (outcome === "paid") return <ThankYou order={order} />;
  const reason = outcome === "declined" && declineReason(data?.failure_reason);
  return (
    <div role="status" className="no-print">
      <Notice tone={outcomeTones[outcome]} title={t(`orders.outcome.${outcome}`)}>
        {reason && <p>{t(reason)}</p>}
        <p>{t(`orders.outcomeText.${outcome}`)}</p>
      </Notice>
    </div>
  );
}

function growing(times: number): number {
  return Math.min(1000 * 1.5 ** times, 15_000);
}

/** News of the payment are news of the order; and what is paid for lies in no cart any more. */
function useFreshCart(order: Order, outcome: Outcome): void {
  const queryClient = useQueryClient();
  useEffect(() => {
    const read = () => {
      if (outcome === "confirming")
        void queryClient.invalidateQueries({ queryKey: orderQuery(order.id).queryKey });
      if (outcome === "paid") void queryClient.invalidateQueries({ queryKey: ["cart"] });
    };
    read();
    // The cart hears of it a moment after the order.
    const again = setTimeout(read, 1500);
    return () => clearTimeout(again);
  }, [queryClient, order.id, outcome]);
}

function ThankYou({ order }: { order: Order }) {
  const standing = useStanding();
  return (
    <section className={`card stack no-print ${styles.thanks ?? ""}`} role="status">
      <h2>{t("orders.thanks")}</h2>
      <p>{t("orders.thanksText", { email: order.email })}</p>
      {standing !== "customer" && (
        <div className={styles.offer}>
          <p>{t("orders.signUpOffer")}</p>
          <ButtonLink
            to="/sign-up"
            search={{ next: `/orders/${order.id}` }}
            hash={new URLSearchParams({ email: order.email }).toString()}
          >
            {t("orders.signUp")}
          </ButtonLink>
        </div>
      )}
    </section>
  );
}
