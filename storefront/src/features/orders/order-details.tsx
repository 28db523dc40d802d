import { Button } from "@/components/button";
import { formatMoment } from "@/i18n/format";
import { t } from "@/i18n/t";

import { Addresses } from "./addresses";
import { CancelOrder } from "./cancel-order";
import { MoneyBack } from "./money-back";
import { isCancellable, type Order } from "./order";
import { OrderLines } from "./order-lines";
import { OrderProgress } from "./order-progress";
import { OrderTotals } from "./order-totals";
import styles from "./orders.module.css";
import { Parcels } from "./parcels";
import { PaymentReturn } from "./payment-return";
import { RequestReturn } from "./request-return";
import { returnableLines } from "./returning";

interface OrderDetailsProps {
  order: Order;
  /** When the order was last read. */
  now: number;
  /** The customer comes back from the provider's page. */
  returned: { payment: string | undefined } | undefined;
}

/** Everything that a customer sees of an order, and can do with it. */
export function OrderDetails({ order, now, returned }: OrderDetailsProps) {
  const title = t("orders.titleWithNumber", { number: order.number });
  return (
    <div className={`page ${styles.order ?? ""}`}>
      <title>{`${title} – ${t("common.shopName")}`}</title>
      <div className="spread">
        <div>
          <h1>{title}</h1>
          <p className="soft">{t("orders.placedAt", { at: formatMoment(order.placed_at) })}</p>
        </div>
        <Button className="no-print" onClick={() => window.print()}>
          {t("orders.print")}
        </Button>
      </div>
      {returned && <PaymentReturn order={order} paymentId={returned.payment} />}
      <OrderProgress order={order} now={now} />
      <div className={styles.halves}>
        <div className={styles.column}>
          <OrderLines order={order} />
          <Parcels order={order} />
          <MoneyBack order={order} />
        </div>
        <div className={styles.column}>
          <OrderTotals order={order} />
          <Addresses order={order} />
          <Actions order={order} />
        </div>
      </div>
    </div>
  );
}

function Actions({ order }: { order: Order }) {
  const canReturn = returnableLines(order).length > 0;
  if (!isCancellable(order) && !canReturn) return null;
  return (
    <section className="card stack no-print">
      <h2>{t("orders.actions")}</h2>
      {canReturn && <RequestReturn order={order} />}
      {isCancellable(order) && <CancelOrder order={order} />}
      <p className="small soft">{t(canReturn ? "orders.returnNote" : "orders.cancelNote")}</p>
    </section>
  );
}
