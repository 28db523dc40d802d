import type { Quote, QuoteLine } from "./api/quote";
import { linesOf } from "./lines";

const content = { items: [{ sku: "towel", quantity: 2 }], coupon_codes: [] };
const display = {
  title: "Towel",
  variantTitle: "Chalk",
  imageUrl: "/media/towel.svg",
  price: { amount: 1790, currency: "EUR" },
};

function quote(line: Partial<QuoteLine>, unavailable: Quote["unavailable"] = []): Quote {
  const lines = [{ sku: "towel", quantity: 2, title: "Towel", unit_price: 1990, ...line }];
  return { currency: "EUR", lines, unavailable } as unknown as Quote;
}

const only = (knowledge: Partial<Parameters<typeof linesOf>[1]>) =>
  linesOf(content, { displays: {}, ...knowledge })[0];

it("shows what the product's page told until there is a quote", () => {
  expect(only({ displays: { towel: display } })).toMatchObject({
    title: "Towel",
    variantTitle: "Chalk",
    imageUrl: "/media/towel.svg",
    unitPrice: { amount: 1790, currency: "EUR" },
    subtotal: undefined,
  });
});

it("takes the price from the quote, and its sum only for the quantity that was asked about", () => {
  const asked = only({ quote: quote({ subtotal: 3980 }), displays: { towel: display } });
  expect(asked?.unitPrice?.amount).toBe(1990);
  expect(asked?.subtotal?.amount).toBe(3980);
  const overtaken = only({ quote: quote({ quantity: 1, subtotal: 1990 }) });
  expect(overtaken?.subtotal).toBeUndefined();
});

it.each([
  ["a price that rose", { amount: 1790, currency: "EUR" }, 1790],
  ["nothing of a price that stayed", { amount: 1990, currency: "EUR" }, undefined],
  ["nothing of a price in another currency", { amount: 1790, currency: "USD" }, undefined],
])("tells of %s since the last look", (_, seen, before) => {
  const line = only({ quote: quote({}), seenPrices: { towel: seen } });
  expect(line?.priceBefore?.amount).toBe(before);
});

it.each([
  [0, { kind: "sold-out" }],
  [1, { kind: "too-many", available: 1 }],
  [2, undefined],
])("with %i in stock, two meet %o", (available, obstacle) => {
  expect(only({ stock: new Map([["towel", available]]) })?.obstacle).toEqual(obstacle);
});

it("says why a line cannot be bought at all, whatever is in stock", () => {
  const unavailable = [{ sku: "towel", reason: "not-published" }];
  const line = only({ quote: quote({ sku: "other" }, unavailable), stock: new Map() });
  expect(line?.obstacle).toEqual({ kind: "unavailable", reason: "not-published" });
});
