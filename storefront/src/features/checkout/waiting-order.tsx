import { useQuery } from "@tanstack/react-query";

import { api, read } from "@/api/client";
import { Button, ButtonLink } from "@/components/button";
import { Notice, ProblemNotice } from "@/components/notice";
import { formatMoment, formatMoney } from "@/i18n/format";
import { t } from "@/i18n/t";

import { useStartPayment } from "./api/start-payment";
import type { Placed } from "./attempt";

/** Whether an order of this tab still waits for its payment; undefined while that is asked. */
export function useWaitingOrder(placed: Placed | undefined) {
  const { data, isPending } = useQuery({
    queryKey: ["order", placed?.orderId, "waiting"],
    queryFn: ({ signal }) => {
      const path = { order_id: placed?.orderId ?? "" };
      return read(api.GET("/core/v1/orders/{order_id}", { params: { path }, signal }));
    },
    enabled: placed !== undefined,
    staleTime: 0,
    retry: false,
  });
  if (!placed) return { order: undefined, isAsking: false };
  const isWaiting = data?.status === "pending_payment";
  return { order: isWaiting ? data : undefined, isAsking: isPending };
}

type Order = NonNullable<ReturnType<typeof useWaitingOrder>["order"]>;

/** For whoever comes back without having paid: the order is there, and the cart is as it was. */
export function WaitingOrder({ order, onElse }: { order: Order; onElse: () => void }) {
  const payment = useStartPayment(order.id, onElse);
  const total = formatMoney({ amount: order.total, currency: order.currency });
  return (
    <Notice tone="note" title={t("checkout.waitingTitle", { number: order.number })}>
      <div className="stack" style={{ "--gap": "var(--space-3)" } as React.CSSProperties}>
        <p>{t("checkout.waitingText", { until: formatMoment(order.expires_at) })}</p>
        {payment.isError && <ProblemNotice error={payment.error} />}
        <div className="cluster">
          <Button look="primary" busy={payment.isPending} onClick={() => payment.mutate()}>
            {t("checkout.pay", { total })}
          </Button>
          <ButtonLink to="/orders/$orderId" params={{ orderId: order.id }}>
            {t("checkout.seeOrder")}
          </ButtonLink>
        </div>
      </div>
    </Notice>
  );
}
