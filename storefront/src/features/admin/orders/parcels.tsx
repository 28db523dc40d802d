import { useState } from "react";

import { Button } from "@/components/button";
import { formatMoment } from "@/i18n/format";
import { t } from "@/i18n/t";

import { FormSection } from "../components/form-section";
import { useIsIn } from "../components/staff";
import type { Fulfilment, Order } from "./order";
import { ParcelBadge } from "./order-badge";
import type { OpenDialog } from "./order-dialogs";
import styles from "./order-page.module.css";
import { PackingSlip } from "./packing-slip";
import { UnitList } from "./unit-list";

interface ParcelsProps {
  order: Order;
  onAct: (dialog: OpenDialog) => void;
}

/** What was packed, what is under way, what arrived. */
export function Parcels({ order, onAct }: ParcelsProps) {
  const mayAct = useIsIn("orders");
  const [printed, setPrinted] = useState<Fulfilment>();
  return (
    <FormSection title={t("adminOrders.parcels")}>
      {order.fulfilments.length === 0 && <p className="soft">{t("adminOrders.noParcels")}</p>}
      <ol className={styles.items}>
        {order.fulfilments.map((parcel, index) => (
          <li key={parcel.id}>
            <Parcel
              order={order}
              parcel={parcel}
              title={t("adminOrders.parcelNumber", { number: index + 1 })}
              mayAct={mayAct}
              onAct={onAct}
              onPrint={() => setPrinted(parcel)}
            />
          </li>
        ))}
      </ol>
      {printed && (
        <PackingSlip order={order} parcel={printed} onPrinted={() => setPrinted(undefined)} />
      )}
    </FormSection>
  );
}

interface ParcelProps extends ParcelsProps {
  parcel: Fulfilment;
  title: string;
  mayAct: boolean;
  onPrint: () => void;
}

function Parcel({ order, parcel, title, mayAct, onAct, onPrint }: ParcelProps) {
  const isPacked = parcel.status === "packing";
  return (
    <div className={styles.item}>
      <div className="spread">
        <h3>{title}</h3>
        <ParcelBadge status={parcel.status} />
      </div>
      <UnitList order={order} parts={parcel.lines} />
      <Tracking parcel={parcel} />
      <p className="small soft">
        <time dateTime={lastMoment(parcel)}>{formatMoment(lastMoment(parcel))}</time>
      </p>
      {parcel.status !== "cancelled" && (
        <div className="cluster">
          {mayAct && isPacked && (
            <>
              <Button
                size="small"
                look="primary"
                onClick={() => onAct({ kind: "ship", fulfilment: parcel })}
              >
                {t("adminOrders.ship")}
              </Button>
              <Button size="small" onClick={() => onAct({ kind: "call-off", fulfilment: parcel })}>
                {t("adminOrders.callOff")}
              </Button>
            </>
          )}
          {mayAct && parcel.status === "shipped" && (
            <Button size="small" onClick={() => onAct({ kind: "deliver", fulfilment: parcel })}>
              {t("adminOrders.deliver")}
            </Button>
          )}
          <Button size="small" look="quiet" onClick={onPrint}>
            {t("adminOrders.printSlip")}
          </Button>
        </div>
      )}
    </div>
  );
}

function Tracking({ parcel }: { parcel: Fulfilment }) {
  const text = [parcel.carrier, parcel.tracking_number].filter(Boolean).join(" ");
  if (!text && !parcel.tracking_url) return null;
  const shown = text || parcel.tracking_url;
  return (
    <p className={styles.breakable}>
      {parcel.tracking_url ? (
        <a href={parcel.tracking_url} target="_blank" rel="noreferrer">
          {shown}
        </a>
      ) : (
        shown
      )}
    </p>
  );
}

function lastMoment(parcel: Fulfilment): string {
  return parcel.delivered_at ?? parcel.shipped_at ?? parcel.created_at;
}
