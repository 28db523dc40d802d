import { type SyntheticEvent, useRef, useState } from "react";

import { Button } from "@/components/button";
import { Notice, ProblemNotice } from "@/components/notice";
import { t } from "@/i18n/t";

import type { Fulfilment } from "./order";
import type { FormProps } from "./order-dialogs";
import { trackingFrom, TrackingFields, trackingUrlError } from "./tracking-fields";
import { UnitList } from "./unit-list";

/** A parcel leaves the house; the customer is told, with the tracking if there is any. */
export function ShipForm({
  order,
  parcel,
  onAct,
  onClose,
  busy,
  error,
}: FormProps & { parcel: Fulfilment }) {
  const form = useRef<HTMLFormElement>(null);
  const [urlError, setUrlError] = useState<string>();
  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    const body = trackingFrom(event.currentTarget);
    const wrong = trackingUrlError(body.tracking_url);
    setUrlError(wrong);
    if (wrong) form.current?.querySelector<HTMLElement>("[type=url]")?.focus();
    else onAct({ kind: "ship", fulfilmentId: parcel.id, body });
  };
  return (
    <form ref={form} className="stack" onSubmit={submit} noValidate>
      <UnitList order={order} parts={parcel.lines} />
      <TrackingFields urlError={urlError} />
      <Notice tone="note">{t("adminOrders.shipText")}</Notice>
      {error !== null && <ProblemNotice error={error} />}
      <div className="cluster">
        <Button type="submit" look="primary" busy={busy}>
          {t("adminOrders.ship")}
        </Button>
        <Button look="quiet" onClick={onClose}>
          {t("common.cancel")}
        </Button>
      </div>
    </form>
  );
}
