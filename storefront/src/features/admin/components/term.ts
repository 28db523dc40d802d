import { isMessageId, t } from "@/i18n/t";

/** Our word for a code of the API (`term("adminOrders.status", "paid")`); a code without one stands for itself. */
export function term(group: string, code: string): string {
  const id = `${group}.${code}`;
  return isMessageId(id) ? t(id) : code;
}
