import type { FieldProblem } from "@/api/problem";

import type { ShippingMethod, ShippingRate, ShippingZone } from "./documents";
import { codeProblem, countryProblem, regionProblem, when } from "./problems";

export const blankRate = (currency: string): ShippingRate => ({
  currency,
  amount: 0,
  free_over: null,
  min_weight_grams: 0,
  below_weight_grams: null,
  min_subtotal: 0,
  below_subtotal: null,
});

export const blankZone = (currency: string): ShippingZone => ({
  name: "",
  locations: [],
  rates: [blankRate(currency)],
});

export const blankMethod = (currency: string): ShippingMethod => ({
  code: "",
  name: "",
  zones: [blankZone(currency)],
  tax_class: "standard",
  min_days: 1,
  max_days: 5,
  position: 0,
  active: true,
});

/** Places as staff write them: `DE, AT, US-NY, *`. */
export function toPlaces(locations: ShippingZone["locations"]): string[] {
  return locations.map(({ country, region }) => (region ? `${country}-${region}` : country));
}

export function toLocations(places: readonly string[]): ShippingZone["locations"] {
  return places.map((place) => {
    const [country = "", ...region] = place.toUpperCase().split("-");
    return { country, region: region.join("-") || null };
  });
}

/** What keeps a shipping method from being saved, or would leave it without a price. */
export function shippingProblems(method: ShippingMethod): FieldProblem[] {
  return [
    ...when(!method.name.trim(), "/name", "adminCatalog.nameMissing"),
    ...codeProblem(method.code, "/code"),
    ...codeProblem(method.tax_class, "/tax_class"),
    ...when(method.max_days < method.min_days, "/max_days", "adminCatalog.daysBackwards"),
    ...method.zones.flatMap((zone, index) => zoneProblems(zone, `/zones/${index}`)),
  ];
}

function zoneProblems(zone: ShippingZone, at: string): FieldProblem[] {
  return [
    ...when(!zone.name.trim(), `${at}/name`, "adminCatalog.nameMissing"),
    ...when(zone.locations.length === 0, `${at}/locations`, "adminCatalog.placesMissing"),
    ...zone.locations
      .flatMap(({ country, region }) => [
        ...countryProblem(country, `${at}/locations`),
        ...regionProblem(region, `${at}/locations`),
      ])
      .slice(0, 1),
    ...zone.rates.flatMap((rate, index) => rateProblems(rate, `${at}/rates/${index}`)),
  ];
}

const amounts = ["amount", "free_over", "min_subtotal", "below_subtotal"] as const;

function rateProblems(rate: ShippingRate, at: string): FieldProblem[] {
  const { min_weight_grams, below_weight_grams, min_subtotal, below_subtotal } = rate;
  const isEmptyTier = (from: number, below: number | null) => below !== null && below <= from;
  return [
    ...amounts.flatMap((field) =>
      when(Number.isNaN(rate[field]), `${at}/${field}`, "adminCatalog.wrong.amount-invalid"),
    ),
    ...when(
      isEmptyTier(min_weight_grams, below_weight_grams),
      `${at}/below_weight_grams`,
      "adminCatalog.tierEmpty",
    ),
    ...when(
      isEmptyTier(min_subtotal, below_subtotal),
      `${at}/below_subtotal`,
      "adminCatalog.tierEmpty",
    ),
  ];
}
