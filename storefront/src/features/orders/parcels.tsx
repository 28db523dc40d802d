import { Icon } from "@/components/icon";
import { Badge } from "@/components/notice";
import { formatDay } from "@/i18n/format";
import { t } from "@/i18n/t";

import { LineParts } from "./line-parts";
import type { Order } from "./order";
import styles from "./orders.module.css";

/** What is on its way in which parcel. */
export function Parcels({ order }: { order: Order }) {
  const parcels = order.fulfilments.filter(({ status }) => status !== "cancelled");
  if (parcels.length === 0) return null;
  return (
    <section className="card stack">
      <h2>{t("orders.parcels")}</h2>
      {parcels.map((parcel, index) => (
        <article key={parcel.id} className={styles.parcel}>
          <div className="spread">
            <h3>{t("orders.parcel", { number: index + 1, count: parcels.length })}</h3>
            <Badge tone={parcel.status === "packing" ? "neutral" : "good"}>
              {t(`orders.parcelStatus.${parcel.status}`)}
            </Badge>
          </div>
          <p className="small soft">{whenOf(parcel)}</p>
          <Tracking parcel={parcel} />
          <LineParts order={order} parts={parcel.lines} />
        </article>
      ))}
    </section>
  );
}

type Parcel = Order["fulfilments"][number];

function whenOf({ shipped_at, delivered_at }: Parcel): string {
  if (delivered_at) return t("orders.deliveredAt", { day: formatDay(delivered_at) });
  return shipped_at
    ? t("orders.shippedAt", { day: formatDay(shipped_at) })
    : t("orders.beingPacked");
}

function Tracking({ parcel: { carrier, tracking_number, tracking_url } }: { parcel: Parcel }) {
  if (!carrier && !tracking_number && !tracking_url) return null;
  return (
    <p className="cluster">
      <Icon name="truck" size={18} />
      <span>{[carrier, tracking_number].filter(Boolean).join(" ")}</span>
      {tracking_url && (
        <a href={tracking_url} target="_blank" rel="noopener noreferrer">
          {t("orders.track")}
          <span className="visually-hidden"> {t("orders.newWindow")}</span>
        </a>
      )}
    </p>
  );
}
