import { isMessageId, t } from "@/i18n/t";

/** The path to a field in words; a part without a message is said as it is (a currency, a code). */
export function pricingFieldName(path: readonly string[]): string {
  return path
    .map((part) => {
      if (/^\d+$/.test(part)) return `${Number(part) + 1}`;
      const id = `adminCatalog.field.${part}`;
      return isMessageId(id) ? t(id) : part;
    })
    .join(" › ");
}
