import { Badge, type Tone } from "@/components/notice";
import { formatDay, formatMoney } from "@/i18n/format";
import { t } from "@/i18n/t";

import { LineParts } from "./line-parts";
import type { Order, Refund } from "./order";
import styles from "./orders.module.css";
import { reasonName } from "./returning";

/** What comes back to us, and what goes back to the customer. */
export function MoneyBack({ order }: { order: Order }) {
  return (
    <>
      {order.returns.length > 0 && <Returns order={order} />}
      {order.refunds.length > 0 && <Refunds order={order} />}
    </>
  );
}

type Return = Order["returns"][number];
const returnTones: Record<Return["status"], Tone | "neutral"> = {
  requested: "note",
  accepted: "good",
  rejected: "bad",
};

function Returns({ order }: { order: Order }) {
  return (
    <section className="card stack">
      <h2>{t("orders.returns")}</h2>
      {order.returns.map((back) => (
        <article key={back.id} className={styles.parcel}>
          <div className="spread">
            <h3>{t("orders.returnFrom", { day: formatDay(back.requested_at) })}</h3>
            <Badge tone={returnTones[back.status]}>{t(`orders.returnStatus.${back.status}`)}</Badge>
          </div>
          <p className="small soft">
            {t(reasonName(back.reason_code))}. {t(`orders.returnText.${back.status}`)}
          </p>
          <LineParts order={order} parts={back.lines} />
        </article>
      ))}
    </section>
  );
}

const refundTones: Record<Refund["status"], Tone> = {
  requested: "note",
  succeeded: "good",
  failed: "bad",
};

function Refunds({ order }: { order: Order }) {
  return (
    <section className="card stack">
      <h2>{t("orders.refunds")}</h2>
      {order.refunds.map((refund) => (
        <article key={refund.id} className={styles.parcel}>
          <div className="spread">
            <h3>{formatMoney(refund)}</h3>
            <Badge tone={refundTones[refund.status]}>
              {t(`orders.refundStatus.${refund.status}`)}
            </Badge>
          </div>
          <p className="small soft">
            {t(`orders.refundText.${refund.status}`, {
              day: formatDay(refund.settled_at ?? refund.requested_at),
            })}
          </p>
          <LineParts order={order} parts={refund.lines} />
        </article>
      ))}
    </section>
  );
}
