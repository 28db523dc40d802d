import type { FieldProblem } from "@/api/problem";

import { withAmount } from "../components/amounts";
import { useCurrencies } from "../components/currencies";
import { errorAt } from "../components/error-summary";
import { FieldRow } from "../components/form-section";
import { MoneyInput } from "../components/money-input";

interface AmountsFieldsProps {
  label: string;
  /** The JSON pointer of the amounts. */
  at: string;
  amounts: Readonly<Record<string, number>>;
  problems: readonly FieldProblem[];
  onChange: (amounts: Record<string, number>) => void;
}

/** One amount for each of the shop's currencies; an empty one is none. */
export function AmountsFields({ label, at, amounts, problems, onChange }: AmountsFieldsProps) {
  const currencies = useCurrencies(Object.keys(amounts));
  return (
    <FieldRow>
      {currencies.map((currency, index) => (
        <MoneyInput
          key={currency}
          name={`${at}/${currency}`}
          label={label}
          currency={currency}
          value={amounts[currency]}
          error={
            errorAt(problems, `${at}/${currency}`) ??
            (index === 0 ? errorAt(problems, at) : undefined)
          }
          onChange={(amount) => onChange(withAmount(amounts, currency, amount))}
        />
      ))}
    </FieldRow>
  );
}
