import { useQueryClient } from "@tanstack/react-query";

import { Button } from "@/components/button";
import { ProblemNotice } from "@/components/notice";
import { isNoLongerPayable, useStartPayment } from "@/features/checkout/api/start-payment";
import { formatMoment, formatMoney } from "@/i18n/format";
import { t } from "@/i18n/t";

import { orderQuery } from "./api/order";
import { orderPass } from "./api/order-pass";
import type { Order } from "./order";

/** To the provider's page, while the order can be paid. */
export function PayNow({ order }: { order: Order }) {
  const queryClient = useQueryClient();
  const readAgain = () =>
    void queryClient.invalidateQueries({ queryKey: orderQuery(order.id).queryKey });
  const pay = useStartPayment(order.id, readAgain, orderPass(order.id));
  const total = formatMoney({ amount: order.total, currency: order.currency });
  return (
    <div className="stack no-print" style={{ "--gap": "var(--space-3)" } as React.CSSProperties}>
      {pay.error && !isNoLongerPayable(pay.error) && <ProblemNotice error={pay.error} />}
      <div className="cluster">
        <Button look="primary" busy={pay.isPending} onClick={() => pay.mutate()}>
          {t("orders.payNow", { total })}
        </Button>
        <span className="small soft">
          {t("orders.heldUntil", { at: formatMoment(order.expires_at) })}
        </span>
      </div>
    </div>
  );
}
