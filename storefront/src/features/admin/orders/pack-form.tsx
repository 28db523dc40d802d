import { type SyntheticEvent, useRef, useState } from "react";

import { Button } from "@/components/button";
import { ChoiceField } from "@/components/field";
import { ProblemNotice } from "@/components/notice";
import { t } from "@/i18n/t";

import { progressOf } from "./line-progress";
import type { FormProps } from "./order-dialogs";
import styles from "./order-page.module.css";
import { trackingFrom, TrackingFields, trackingUrlError } from "./tracking-fields";
import { UnitField, unitError } from "./unit-fields";

/** Which units go into the parcel: all that is left at first. It may leave at once. */
export function PackForm({ order, onAct, onClose, busy, error }: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  const [open] = useState(() =>
    order.lines
      .map((line) => ({ line, most: progressOf(order, line).toShip }))
      .filter(({ most }) => most > 0),
  );
  const [quantities, setQuantities] = useState<Readonly<Record<string, number>>>(() =>
    Object.fromEntries(open.map(({ line, most }) => [line.id, most])),
  );
  const [leaves, setLeaves] = useState(false);
  const [nothing, setNothing] = useState(false);
  const [urlError, setUrlError] = useState<string>();
  const focusOn = (selector: string) => form.current?.querySelector<HTMLElement>(selector)?.focus();
  const quantityOf = (lineId: string) => quantities[lineId] ?? 0;

  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    const lines = open
      .map(({ line }) => ({ line_id: line.id, quantity: quantityOf(line.id) }))
      .filter(({ quantity }) => quantity !== 0);
    setNothing(lines.length === 0);
    const tracking = leaves ? trackingFrom(event.currentTarget) : undefined;
    const wrongUrl = trackingUrlError(tracking?.tracking_url ?? "");
    setUrlError(wrongUrl);
    const wrongUnits = open.some(({ line, most }) => unitError(quantityOf(line.id), most));
    if (lines.length === 0 || wrongUnits) focusOn("[aria-invalid], input[type=number]");
    else if (wrongUrl) focusOn("[type=url]");
    else onAct({ kind: "pack", body: { lines, tracking: tracking ?? null } });
  };

  return (
    <form ref={form} className="stack" onSubmit={submit} noValidate>
      <ul className={styles.unitFields}>
        {open.map(({ line, most }) => (
          <UnitField
            key={line.id}
            line={line}
            most={most}
            value={quantityOf(line.id)}
            onChange={(quantity) => setQuantities({ ...quantities, [line.id]: quantity })}
            error={
              unitError(quantityOf(line.id), most) ??
              (nothing ? t("adminOrders.nothingToPack") : undefined)
            }
          />
        ))}
      </ul>
      <ChoiceField
        type="checkbox"
        label={t("adminOrders.leavesNow")}
        hint={t("adminOrders.leavesNowHint")}
        checked={leaves}
        onChange={(event) => setLeaves(event.target.checked)}
      />
      {leaves && <TrackingFields urlError={urlError} />}
      {error !== null && <ProblemNotice error={error} />}
      <div className="cluster">
        <Button type="submit" look="primary" busy={busy}>
          {t(leaves ? "adminOrders.packAndShip" : "adminOrders.pack")}
        </Button>
        <Button look="quiet" onClick={onClose}>
          {t("common.cancel")}
        </Button>
      </div>
    </form>
  );
}
