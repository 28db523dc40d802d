import { type Ref, useState } from "react";

import { TextField } from "@/components/field";
import { parseMoney, toDecimal } from "@/i18n/format";
import { language, t } from "@/i18n/t";

interface MoneyInputProps {
  label: string;
  currency: string;
  /** Minor units; undefined while nothing is typed. */
  value: number | undefined;
  /** `NaN` says that something is typed which is no amount. */
  onChange: (value: number | undefined) => void;
  hint?: string;
  error?: string | undefined;
  required?: boolean;
  disabled?: boolean;
  id?: string;
  name?: string;
  ref?: Ref<HTMLInputElement>;
}

/** The decimal of an amount with the sign that this language parts decimals with. */
export function toTyped(amount: number, currency: string): string {
  const decimal = toDecimal({ amount, currency });
  return language() === "de" ? decimal.replace(".", ",") : decimal;
}

/** What a typed amount is worth: undefined for nothing, `NaN` for what is no amount. */
export function amountOf(typed: string, currency: string): number | undefined {
  if (!typed.trim()) return undefined;
  return parseMoney(typed, currency) ?? Number.NaN;
}

/** What is wrong with an amount that was typed; undefined when it is one, or nothing. */
export function amountError(value: number | undefined, currency: string): string | undefined {
  if (value === undefined || !Number.isNaN(value)) return undefined;
  return t("admin.amountInvalid", { currency, example: toTyped(1990, currency) });
}

/**
 * The text of an amount field and what to do when it is typed into. What stands in the field is the
 * person's own spelling until the amount is changed from outside.
 */
export function useTypedAmount(
  value: number | undefined,
  currency: string,
  onChange: (value: number | undefined) => void,
) {
  const [typed, setTyped] = useState({ text: "", value: undefined as number | undefined });
  const isMine = Object.is(typed.value, value);
  const shown = value === undefined || Number.isNaN(value) ? "" : toTyped(value, currency);
  return {
    value: isMine ? typed.text || shown : shown,
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => {
      const text = event.target.value;
      const next = amountOf(text, currency);
      setTyped({ text, value: next });
      onChange(next);
    },
  };
}

/** An amount in a currency, typed as a decimal and kept as whole minor units. */
export function MoneyInput({ label, currency, value, onChange, error, ...rest }: MoneyInputProps) {
  const typed = useTypedAmount(value, currency, onChange);
  return (
    <TextField
      {...rest}
      {...typed}
      label={`${label} (${currency})`}
      inputMode="decimal"
      autoComplete="off"
      error={error ?? amountError(value, currency)}
    />
  );
}
