import { Button } from "@/components/button";
import { formatMoment, formatMoney } from "@/i18n/format";
import { t } from "@/i18n/t";

import { FormSection } from "../components/form-section";
import { useIsIn } from "../components/staff";
import { term } from "../components/term";
import { failedRefunds } from "./failed-refunds";
import type { Order, Refund, Return } from "./order";
import { RefundBadge, ReturnBadge } from "./order-badge";
import type { OpenDialog } from "./order-dialogs";
import styles from "./order-page.module.css";
import { UnitList } from "./unit-list";

interface Props {
  order: Order;
  onAct: (dialog: OpenDialog) => void;
}

/** Goods that customers send back, and what became of them. */
export function Returns({ order, onAct }: Props) {
  const mayAct = useIsIn("orders");
  if (order.returns.length === 0) return null;
  return (
    <FormSection title={t("adminOrders.returns")}>
      <ol className={styles.items}>
        {order.returns.map((back) => (
          <li key={back.id} className={styles.item}>
            <div className="spread">
              <h3>{term("adminOrders.returnReason", back.reason_code)}</h3>
              <ReturnBadge status={back.status} />
            </div>
            <UnitList order={order} parts={back.lines} />
            {back.reason && <blockquote className={styles.quote}>{back.reason}</blockquote>}
            <ReturnOutcome back={back} />
            {mayAct && back.status === "requested" && (
              <div className="cluster">
                <Button
                  size="small"
                  look="primary"
                  onClick={() => onAct({ kind: "accept-return", back })}
                >
                  {t("adminOrders.acceptReturn")}
                </Button>
                <Button size="small" onClick={() => onAct({ kind: "reject-return", back })}>
                  {t("adminOrders.rejectReturn")}
                </Button>
              </div>
            )}
          </li>
        ))}
      </ol>
    </FormSection>
  );
}

function ReturnOutcome({ back }: { back: Return }) {
  const at = back.decided_at ?? back.requested_at;
  const facts = [
    formatMoment(at),
    ...(back.status === "accepted"
      ? [
          t(back.restocked ? "adminOrders.restocked" : "adminOrders.notRestocked"),
          t(back.refund_id ? "adminOrders.returnRefunded" : "adminOrders.returnNotRefunded"),
        ]
      : []),
  ];
  return <p className="small soft">{facts.join(" · ")}</p>;
}

/** Money that went back or is on its way. */
export function Refunds({ order, onAct }: Props) {
  const mayAct = useIsIn("orders");
  const failed = failedRefunds(order);
  return (
    <FormSection title={t("adminOrders.refunds")}>
      {order.refunds.length === 0 && <p className="soft">{t("adminOrders.noRefunds")}</p>}
      <ol className={styles.items}>
        {order.refunds.map((refund) => (
          <li key={refund.id} className={styles.item}>
            <div className="spread">
              <h3>{formatMoney(refund)}</h3>
              <RefundBadge status={refund.status} />
            </div>
            <UnitList order={order} parts={refund.lines} />
            {refund.reason && <blockquote className={styles.quote}>{refund.reason}</blockquote>}
            <RefundFacts refund={refund} />
            {mayAct && failed.includes(refund) && order.refundable >= refund.amount && (
              <div>
                <Button size="small" onClick={() => onAct({ kind: "retry-refund", refund })}>
                  {t("adminOrders.retryRefund")}
                </Button>
              </div>
            )}
          </li>
        ))}
      </ol>
    </FormSection>
  );
}

function RefundFacts({ refund }: { refund: Refund }) {
  const shipping = refund.shipping;
  const facts = [
    formatMoment(refund.settled_at ?? refund.requested_at),
    ...(shipping > 0
      ? [
          t("adminOrders.ofItShipping", {
            amount: formatMoney({ amount: shipping, currency: refund.currency }),
          }),
        ]
      : []),
    ...(refund.failure ? [term("adminPayments.reason", refund.failure)] : []),
  ];
  return <p className="small soft">{facts.join(" · ")}</p>;
}
