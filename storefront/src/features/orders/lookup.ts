import { t } from "@/i18n/t";

/** What is wrong with a lookup before it is sent. A number may be copied with or without its dash. */
export function lookupErrors({ order, email }: { order: string; email: string }) {
  return { order: numberError(order.trim()), email: emailError(email.trim()) };
}

function numberError(typed: string): string | undefined {
  if (!typed) return t("orders.numberMissing");
  const isId = /^ord_[0-9a-z]{26}$/.test(typed);
  const letters = typed.replaceAll(/[^0-9a-z]/gi, "");
  return isId || letters.length === 8 ? undefined : t("orders.numberWrong");
}

function emailError(typed: string): string | undefined {
  if (!typed) return t("orders.emailMissing");
  return /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(typed) ? undefined : t("orders.emailWrong");
}
