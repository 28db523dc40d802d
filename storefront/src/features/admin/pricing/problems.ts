import type { FieldProblem } from "@/api/problem";
import { type MessageId, t } from "@/i18n/t";

import { isBackwards } from "./period-fields";

/** A problem at a pointer, or none: `when(!draft.name, "/name", "adminCatalog.nameMissing")`. */
export function when(isWrong: boolean, pointer: string, message: MessageId): FieldProblem[] {
  return isWrong ? [{ pointer, code: message, detail: t(message) }] : [];
}

const codePattern = /^[a-z0-9]+([_-][a-z0-9]+)*$/;

export function codeProblem(code: string, pointer: string): FieldProblem[] {
  return when(!codePattern.test(code), pointer, "adminCatalog.wrong.code-invalid");
}

export function periodProblem(period: { starts_at: string | null; ends_at: string | null }) {
  return when(isBackwards(period), "/ends_at", "adminCatalog.endsBeforeStart");
}

export function countryProblem(country: string, pointer: string): FieldProblem[] {
  return when(!/^([A-Z]{2}|\*)$/.test(country), pointer, "adminCatalog.countryInvalid");
}

export function regionProblem(region: string | null, pointer: string): FieldProblem[] {
  const isWrong = region !== null && !/^[A-Z0-9]{1,10}$/.test(region);
  return when(isWrong, pointer, "adminCatalog.regionInvalid");
}

/** Problems at every amount that was typed and is none. */
export function amountProblems(
  amounts: Readonly<Record<string, number>>,
  pointer: string,
): FieldProblem[] {
  return Object.entries(amounts).flatMap(([currency, amount]) =>
    when(Number.isNaN(amount), `${pointer}/${currency}`, "adminCatalog.wrong.amount-invalid"),
  );
}
