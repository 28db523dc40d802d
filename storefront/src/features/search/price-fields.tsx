import { type SyntheticEvent, useId, useState } from "react";

import { Button } from "@/components/button";
import { parseMoney, toDecimal } from "@/i18n/format";
import { t } from "@/i18n/t";

import { boundsOf } from "./api/search-params";
import styles from "./facets.module.css";

interface PriceFieldsProps {
  range: string | undefined;
  currency: string;
  onChange: (range: string) => void;
}

/** A price range in figures of one's own. */
export function PriceFields({ range, currency, onChange }: PriceFieldsProps) {
  const bounds = boundsOf(range);
  const [from, setFrom] = useState(typed(bounds.min, currency));
  const [to, setTo] = useState(typed(bounds.max, currency));
  const [wrong, setWrong] = useState(false);
  const error = useId();
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const next = toRange(from, to, currency);
    setWrong(next === undefined);
    if (next !== undefined) onChange(next === "-" ? "" : next);
  };
  const about = {
    inputMode: "decimal" as const,
    autoComplete: "off",
    "aria-invalid": wrong || undefined,
    "aria-describedby": wrong ? error : undefined,
  };
  return (
    <form className={styles.price} onSubmit={submit} noValidate>
      <label>
        {t("search.from", { currency })}
        <input {...about} value={from} onChange={(event) => setFrom(event.target.value)} />
      </label>
      <label>
        {t("search.to", { currency })}
        <input {...about} value={to} onChange={(event) => setTo(event.target.value)} />
      </label>
      <Button type="submit" size="small">
        {t("search.apply")}
      </Button>
      {wrong && (
        <p id={error} className={styles.error} role="alert">
          {t("search.priceWrong")}
        </p>
      )}
    </form>
  );
}

function typed(amount: number | undefined, currency: string): string {
  return amount === undefined ? "" : toDecimal({ amount, currency });
}

/** `from-to` in minor units, or undefined when that is no range. */
export function toRange(from: string, to: string, currency: string): string | undefined {
  const low = from.trim() ? parseMoney(from, currency) : "";
  const high = to.trim() ? parseMoney(to, currency) : "";
  if (low === undefined || high === undefined) return undefined;
  if (low !== "" && high !== "" && low > high) return undefined;
  return `${low}-${high}`;
}
