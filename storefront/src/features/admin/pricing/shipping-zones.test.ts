import {
  blankMethod,
  blankRate,
  blankZone,
  shippingProblems,
  toLocations,
  toPlaces,
} from "./shipping-zones";

const zone = { ...blankZone("EUR"), name: "Home", locations: toLocations(["de", "us-ny", "*"]) };
const method = { ...blankMethod("EUR"), code: "parcel", name: "Parcel", zones: [zone] };

function pointers(changed: typeof method): string[] {
  return shippingProblems(changed).map((problem) => problem.pointer);
}

it("reads places as staff write them, and writes them back", () => {
  expect(zone.locations).toEqual([
    { country: "DE", region: null },
    { country: "US", region: "NY" },
    { country: "*", region: null },
  ]);
  expect(toPlaces(zone.locations)).toEqual(["DE", "US-NY", "*"]);
});

it("finds nothing wrong with a sound method", () => {
  expect(shippingProblems(method)).toEqual([]);
});

it("points at the place that is none, once a zone", () => {
  const locations = toLocations(["Germany", "Austria"]);
  expect(pointers({ ...method, zones: [{ ...zone, locations }] })).toEqual(["/zones/0/locations"]);
});

it("notices a tier in which nothing fits, and an amount that is none", () => {
  const rates = [
    { ...blankRate("EUR"), min_weight_grams: 500, below_weight_grams: 500 },
    { ...blankRate("EUR"), amount: Number.NaN },
  ];
  expect(pointers({ ...method, zones: [{ ...zone, rates }] })).toEqual([
    "/zones/0/rates/0/below_weight_grams",
    "/zones/0/rates/1/amount",
  ]);
});

it("notices days that run backwards", () => {
  expect(pointers({ ...method, min_days: 6, max_days: 2 })).toEqual(["/max_days"]);
});
