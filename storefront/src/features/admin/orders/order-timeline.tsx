import { useQuery } from "@tanstack/react-query";
import { use, useState } from "react";

import { ChoiceField } from "@/components/field";
import { ProblemNotice } from "@/components/notice";
import { formatMoney } from "@/i18n/format";
import { language, t } from "@/i18n/t";

import { FormSection } from "../components/form-section";
import { StaffContext } from "../components/staff";
import { term } from "../components/term";
import type { Order } from "./order";
import { OrderBadge } from "./order-badge";
import styles from "./order-page.module.css";
import { paymentFilesQuery } from "./order-queries";
import { type TimelineEntry, timelineOf } from "./timeline";

/** Everything that happened to the order, here and at the payment provider. */
export function OrderTimeline({ order }: { order: Order }) {
  const files = useQuery(paymentFilesQuery(order));
  const [withPayment, setWithPayment] = useState(true);
  const entries = timelineOf(order, withPayment ? (files.data ?? []) : []);
  const choice = (
    <ChoiceField
      type="checkbox"
      label={t("adminOrders.withPayment")}
      checked={withPayment}
      onChange={(event) => setWithPayment(event.target.checked)}
    />
  );
  return (
    <FormSection title={t("adminOrders.timeline")} action={choice}>
      {files.isError && <ProblemNotice error={files.error} retry={() => void files.refetch()} />}
      <ol className={styles.timeline}>
        {entries.map((entry) => (
          <li key={entry.key} className={styles[entry.source]}>
            <Entry order={order} entry={entry} />
          </li>
        ))}
      </ol>
    </FormSection>
  );
}

function Entry({ order, entry }: { order: Order; entry: TimelineEntry }) {
  const actor = useActor(order, entry);
  return (
    <>
      <p className={styles.what}>
        <span>{term("adminOrders.event", entry.event)}</span>
        {entry.money && <span>{formatMoney(entry.money)}</span>}
        {entry.status && <OrderBadge status={entry.status} />}
      </p>
      {entry.units && (
        <p className="small">
          {entry.units.map((unit) => t("adminOrders.units", { ...unit })).join(", ")}
        </p>
      )}
      {entry.tracking && <p className="small">{entry.tracking.text}</p>}
      {entry.reason && (
        <p className={`small ${styles.breakable ?? ""}`}>
          {t("adminOrders.because", { reason: term("adminPayments.reason", entry.reason) })}
        </p>
      )}
      <p className="small soft">
        <time dateTime={entry.at}>{formatInstant(entry.at)}</time>
        {actor && ` · ${actor}`}
      </p>
    </>
  );
}

/** Who did it, in words: an actor is `staff:<id>`, `customer:<id>`, `guest:<id>` or a service. */
function useActor(order: Order, { actor }: TimelineEntry): string | undefined {
  const me = use(StaffContext);
  if (!actor) return undefined;
  const [kind = "", id = ""] = actor.split(":");
  if (kind === "staff") {
    return id === me?.id ? t("adminOrders.actorYou") : t("adminOrders.actorStaff", { id });
  }
  if (id === order.customer_id) return t("adminOrders.actorCustomer");
  return term("adminOrders.actor", kind);
}

/** To the second: at the provider much happens within a minute. */
function formatInstant(iso: string): string {
  const style = { dateStyle: "medium", timeStyle: "medium" } as const;
  return new Intl.DateTimeFormat(language(), style).format(new Date(iso));
}
