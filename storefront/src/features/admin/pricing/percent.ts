import { language } from "@/i18n/t";

/** `0.19` as a person writes it: `19`, or `7.5` and in German `7,5`. Digits are moved, not divided. */
export function toPercent(share: string): string {
  const [whole = "0", decimals = ""] = share.split(".");
  const digits = `${whole}${decimals.padEnd(2, "0")}`;
  const before = String(Number(digits.slice(0, whole.length + 2)));
  const after = decimals.slice(2).replace(/0+$/, "");
  return after ? `${before}${language() === "de" ? "," : "."}${after}` : before;
}

/** `19` or `7,5` as the API writes a share (`0.19`); undefined when it is none from 0 to 100. */
export function toShare(percent: string): string | undefined {
  const match = /^(\d{1,3})(?:[.,](\d{1,4}))?$/.exec(percent.trim());
  if (!match) return undefined;
  const [, whole = "", decimals = ""] = match;
  const digits = whole.padStart(3, "0") + decimals;
  const fraction = digits.slice(1).replace(/0+$/, "");
  if (digits.startsWith("0")) return fraction ? `0.${fraction}` : "0";
  return digits.startsWith("1") && !fraction ? "1" : undefined;
}
