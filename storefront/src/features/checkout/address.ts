import type { components } from "@/api/client";
import { t } from "@/i18n/t";

import type { AddressFormat } from "./api/countries";

type AddressBody = components["schemas"]["AddressBody"];
export type FormatField = AddressFormat["lines"][number][number];

/** An address as it is typed: every field is there, and may be empty. */
export interface Address {
  name: string;
  line1: string;
  line2: string;
  city: string;
  region: string;
  postal_code: string;
  country: string;
  phone: string;
}

export const noAddress: Address = {
  name: "",
  line1: "",
  line2: "",
  city: "",
  region: "",
  postal_code: "",
  country: "",
  phone: "",
};

export type AddressErrors = Partial<Record<keyof Address, string>>;

/** What to correct in an address, by the rules of its country; the server judges by the same. */
export function validateAddress(
  address: Address,
  format: AddressFormat | undefined,
): AddressErrors {
  if (!address.country) return { country: t("checkout.countryMissing") };
  const errors: AddressErrors = {};
  for (const field of format?.lines.flat() ?? []) {
    const error = judge(field, address[field.field].trim(), format);
    if (error) errors[field.field] = error;
  }
  if (!/^\+?[0-9 ()./-]*$/.test(address.phone)) errors.phone = t("checkout.phoneInvalid");
  return errors;
}

function judge(field: FormatField, text: string, format: AddressFormat | undefined) {
  if (!text) return field.required ? t("problem.field.required") : undefined;
  if (field.field === "region" && !isRegion(text, format)) return t("problem.field.unknown-region");
  if (field.field === "postal_code") return judgePostalCode(text, format);
  return undefined;
}

function isRegion(code: string, format: AddressFormat | undefined): boolean {
  if (!format || format.regions.length === 0) return true;
  return format.regions.some((region) => region.code === code);
}

function judgePostalCode(text: string, format: AddressFormat | undefined): string | undefined {
  const rule = format?.postal_code;
  if (!rule?.pattern || new RegExp(`^(?:${rule.pattern})$`).test(text.toUpperCase()))
    return undefined;
  const example = rule.examples[0];
  return example
    ? t("checkout.postalCodeLike", { example })
    : t("problem.field.invalid-postal-code");
}

/** The address without what its country does not ask for: what was typed for another is left out. */
export function fitting(address: Address, format: AddressFormat): Address {
  const asked = new Set<string>(format.lines.flat().map(({ field }) => field));
  const keeps = (field: keyof Address) =>
    asked.has(field) || field === "country" || field === "phone";
  const kept = Object.entries(address)
    .filter(([field]) => keeps(field as keyof Address))
    .map(([field, text]) => [field, (text as string).trim()]);
  return { ...noAddress, ...(Object.fromEntries(kept) as Partial<Address>) };
}

export function addressBody(address: Address): AddressBody {
  return {
    ...address,
    line2: address.line2 || null,
    region: address.region || null,
    phone: address.phone || null,
  };
}

/** The lines of an address as its country writes them, for people to read. */
export function addressLines(
  address: Address,
  format: AddressFormat | undefined,
  country: string,
): string[] {
  const order = format?.lines ?? [];
  const lines = order.map((fields) =>
    fields
      .map(({ field }) => (field === "region" ? writtenRegion(address, format) : address[field]))
      .filter(Boolean)
      .join(" "),
  );
  return [...lines, country].filter(Boolean);
}

function writtenRegion({ region }: Address, format: AddressFormat | undefined): string {
  return format?.regions.find(({ code }) => code === region)?.written ?? region;
}
