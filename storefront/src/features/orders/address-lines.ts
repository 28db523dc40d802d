import type { components } from "@/api/client";
import { language } from "@/i18n/t";

type Address = components["schemas"]["Address"];

/** Where the city comes before the postal code, and the region between them. */
const cityFirst = ["US", "CA", "GB", "AU", "NZ", "IE", "IN"];

/** An address as its lines; the country in the reader's language. */
export function addressLines(address: Address): string[] {
  const { name, line1, line2, city, region, region_name, postal_code, country, phone } = address;
  const place = cityFirst.includes(country)
    ? [city, region, postal_code]
    : [postal_code, city, region_name || region];
  return [name, line1, line2, place.filter(Boolean).join(" "), countryName(country), phone].filter(
    (line): line is string => Boolean(line),
  );
}

function countryName(code: string): string {
  return new Intl.DisplayNames(language(), { type: "region" }).of(code) ?? code;
}

export function isSameAddress(one: Address, other: Address): boolean {
  return addressLines(one).join("\n") === addressLines(other).join("\n");
}
