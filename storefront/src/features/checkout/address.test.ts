import { addressLines, fitting, noAddress, validateAddress } from "./address";
import type { AddressFormat } from "./api/countries";
import { likelyCountry } from "./api/countries";

type Label = AddressFormat["lines"][number][number]["label"];
type Name = AddressFormat["lines"][number][number]["field"];

const asked = (field: Name, label: Label, required = true) => ({
  field,
  label,
  required,
  upper: false,
});

const germany: AddressFormat = {
  country: "DE",
  lines: [
    [asked("name", "name")],
    [asked("line1", "street")],
    [asked("postal_code", "postal"), asked("city", "city")],
  ],
  regions: [],
  postal_code: { pattern: "\\d{5}", examples: ["26133"], prefix: "" },
};
const america: AddressFormat = {
  country: "US",
  lines: [
    [asked("name", "name")],
    [asked("line1", "street")],
    [asked("city", "city"), asked("region", "state"), asked("postal_code", "zip")],
  ],
  regions: [{ code: "NY", name: "New York", latin_name: "New York", written: "NY" }],
  postal_code: { pattern: "\\d{5}(?:-\\d{4})?", examples: [], prefix: "" },
};

const berlin = {
  ...noAddress,
  name: "Ada Lovelace",
  line1: "Hauptstr. 1",
  postal_code: "10115",
  city: "Berlin",
  country: "DE",
};

it("finds nothing wrong with an address that fits its country", () => {
  expect(validateAddress(berlin, germany)).toEqual({});
});

it.each([
  ["an empty field that is needed", { city: "  " }, "city", "Please fill this in."],
  [
    "a postal code of another country",
    { postal_code: "EC1Y 8SY" },
    "postal_code",
    "This is no postal code of the country. One looks like 26133.",
  ],
  ["letters in a phone number", { phone: "call me" }, "phone", /digits/],
])("names %s", (_, change, field, words) => {
  const errors = validateAddress({ ...berlin, ...change }, germany);
  expect(Object.keys(errors)).toEqual([field]);
  expect(Object.values(errors)[0]).toMatch(words);
});

it("asks for a region that the country has", () => {
  const address = { ...berlin, country: "US", region: "Bavaria" };
  expect(validateAddress(address, america)).toEqual({ region: "Please choose one from the list." });
  expect(validateAddress({ ...address, region: "NY" }, america)).toEqual({});
});

it("leaves out what was typed for another country", () => {
  const typed = { ...berlin, region: "NY", line2: " ", phone: " 030 1 " };
  expect(fitting(typed, germany)).toEqual({ ...berlin, phone: "030 1" });
});

it("reads as its country writes it", () => {
  expect(addressLines(berlin, germany, "Germany")).toEqual([
    "Ada Lovelace",
    "Hauptstr. 1",
    "10115 Berlin",
    "Germany",
  ]);
  const address = { ...berlin, region: "NY", city: "New York", country: "US" };
  expect(addressLines(address, america, "United States")[2]).toBe("New York NY 10115");
});

describe("the country that things are likely sent to", () => {
  const countries = [
    { code: "DE", name: "Germany" },
    { code: "US", name: "United States" },
  ];

  it.each([
    ["the one chosen before", "US", ["de-DE"], "US"],
    ["the browser's, where the chosen one is not served any more", "XX", ["de-DE"], "DE"],
    ["the first of the browser's that is served", null, ["en", "en-GB", "en-US"], "US"],
    ["unknown, when nothing tells", null, ["en"], undefined],
  ])("is %s", (_, chosen, tags, country) => {
    expect(likelyCountry(countries, chosen, tags)).toBe(country);
  });
});
