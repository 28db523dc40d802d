import type { ReactNode } from "react";

import { TextField } from "@/components/field";
import { t } from "@/i18n/t";

import type { OrderLine } from "./order";
import styles from "./order-page.module.css";

interface UnitFieldProps {
  line: OrderLine;
  /** How many there may be at most. */
  most: number;
  value: number;
  onChange: (quantity: number) => void;
  error?: string | undefined;
  /** About this line, beside its name: what the units are worth. */
  note?: ReactNode;
  children?: ReactNode;
}

/** How many units of a line; nothing typed is none. */
export function UnitField({ line, most, value, onChange, error, note, children }: UnitFieldProps) {
  const title = [line.title, line.variant_title].filter(Boolean).join(", ");
  return (
    <li className={styles.unitField}>
      <div>
        <p>
          <strong>{title}</strong>
        </p>
        <p className="small soft">
          {line.sku}
          {note && <> · {note}</>}
        </p>
        {children}
      </div>
      <TextField
        type="number"
        inputMode="numeric"
        label={t("adminOrders.unitsOf", { most })}
        aria-label={t("adminOrders.unitsOfTitle", { most, title })}
        min={0}
        max={most}
        step={1}
        value={value === 0 ? "" : value}
        placeholder="0"
        onChange={(event) => onChange(Math.trunc(event.target.valueAsNumber || 0))}
        error={error}
        unmarked
      />
    </li>
  );
}

/** What is wrong with a number of units; undefined when nothing is. */
export function unitError(quantity: number, most: number): string | undefined {
  if (quantity < 0) return t("admin.numberInvalid");
  return quantity > most ? t("adminOrders.tooMany", { most }) : undefined;
}
