import type { InputHTMLAttributes } from "react";

import styles from "./cell-input.module.css";
import { amountError, useTypedAmount } from "./money-input";

interface CellProps extends InputHTMLAttributes<HTMLInputElement> {
  /** The column's and the row's name: a table cell has no label that is seen. */
  label: string;
  error?: string | undefined;
}

/** A field inside a table. */
export function CellInput({ label, error, ...input }: CellProps) {
  return (
    <span className={styles.cell}>
      <input
        {...input}
        className={styles.input}
        aria-label={label}
        aria-invalid={error ? true : undefined}
        autoComplete="off"
      />
      {error && <span className={styles.error}>{error}</span>}
    </span>
  );
}

interface CellMoneyProps {
  label: string;
  name?: string;
  currency: string;
  value: number | undefined;
  onChange: (value: number | undefined) => void;
  placeholder?: string;
  error?: string | undefined;
}

/** An amount inside a table; minor units, `NaN` for what is no amount. */
export function CellMoney({ currency, value, onChange, error, ...rest }: CellMoneyProps) {
  const typed = useTypedAmount(value, currency, onChange);
  return (
    <CellInput
      {...rest}
      {...typed}
      inputMode="decimal"
      size={8}
      style={{ textAlign: "end" }}
      error={error ?? amountError(value, currency)}
    />
  );
}
