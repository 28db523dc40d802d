import { useId, useState } from "react";

import { TextField } from "@/components/field";
import { t } from "@/i18n/t";

import { carriers, trackingUrl } from "./carriers";

/** Who carries the parcel, and where the customer can follow it; all of it may be left empty. */
export function TrackingFields({ urlError }: { urlError: string | undefined }) {
  const [carrier, setCarrier] = useState("");
  const [number, setNumber] = useState("");
  const [url, setUrl] = useState<string>();
  const list = useId();
  return (
    <>
      <TextField
        name="carrier"
        label={t("adminOrders.carrier")}
        list={list}
        maxLength={200}
        autoComplete="off"
        value={carrier}
        onChange={(event) => setCarrier(event.target.value)}
      />
      <datalist id={list}>
        {carriers.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <TextField
        name="tracking_number"
        label={t("adminOrders.trackingNumber")}
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
        value={number}
        onChange={(event) => setNumber(event.target.value)}
      />
      <TextField
        name="tracking_url"
        type="url"
        label={t("adminOrders.trackingUrl")}
        hint={t("adminOrders.trackingUrlHint")}
        maxLength={2000}
        autoComplete="off"
        error={urlError}
        value={url ?? trackingUrl(carrier, number)}
        onChange={(event) => setUrl(event.target.value)}
      />
    </>
  );
}

/** What was typed, as the API takes it. */
export function trackingFrom(form: HTMLFormElement) {
  const values = new FormData(form);
  const text = (name: string) => {
    const value = values.get(name);
    return typeof value === "string" ? value.trim() : "";
  };
  return {
    carrier: text("carrier"),
    tracking_number: text("tracking_number"),
    tracking_url: text("tracking_url"),
  };
}

/** What is wrong with the address of a tracking page; undefined when nothing is. */
export function trackingUrlError(url: string): string | undefined {
  return url === "" || /^https?:\/\/\S+$/.test(url) ? undefined : t("adminOrders.trackingUrlWrong");
}
