import { Icon, type IconName } from "@/components/icon";
import { Badge } from "@/components/notice";
import { formatMoment } from "@/i18n/format";
import { t } from "@/i18n/t";

import { isPayable, type Order } from "./order";
import styles from "./orders.module.css";
import { PayNow } from "./pay-now";
import { explainStatus, statusTone, statusWord, type Step, stepsOf } from "./story";

/** How the order stands, how it got there, and what comes next. */
export function OrderProgress({ order, now }: { order: Order; now: number }) {
  return (
    <section className="card stack" aria-label={t("orders.progress")}>
      {/* Changes by itself, and says so. */}
      <div
        role="status"
        className="stack"
        style={{ "--gap": "var(--space-2)" } as React.CSSProperties}
      >
        <div>
          <Badge tone={statusTone(order.status)}>{statusWord(order.status)}</Badge>
        </div>
        <p>{explainStatus(order, now)}</p>
      </div>
      {isPayable(order, now) && <PayNow order={order} />}
      <ol className={styles.steps}>
        {stepsOf(order).map((step, index) => (
          <StepItem key={index} step={step} />
        ))}
      </ol>
    </section>
  );
}

const marks: Partial<Record<Step["status"], IconName>> = {
  held: "clock",
  cancelled: "close",
  expired: "close",
  refunded: "return",
};

function StepItem({ step: { status, name, state, at } }: { step: Step }) {
  const mark = marks[status];
  return (
    <li data-state={state} data-turn={mark && "other"}>
      <span className={styles.mark}>
        {state === "done" && <Icon name={mark ?? "check"} size={16} />}
      </span>
      <span>
        <span className={styles.stepName}>{t(name)}</span>
        <span className="visually-hidden">
          {" "}
          {t(state === "done" ? "orders.stepDone" : "orders.stepComing")}
        </span>
        {at && (
          <time className={styles.stepTime} dateTime={at}>
            {formatMoment(at)}
          </time>
        )}
      </span>
    </li>
  );
}
