import { edited, entriesOf, type PriceEdits, rowsOf, wrongIn } from "./price-edits";

const prices = [
  { sku: "A", amount: 1000, compare_at: null },
  { sku: "B", amount: 2000, compare_at: 2500 },
];
const none: PriceEdits = new Map();

it("shows what was typed over the saved prices", () => {
  const edits = edited(none, prices, "B", { amount: 1900 });
  expect(rowsOf(prices, edits)).toEqual([
    { sku: "A", amount: 1000, compareAt: undefined, isChanged: false },
    { sku: "B", amount: 1900, compareAt: 2500, isChanged: true },
  ]);
});

it("puts an added SKU first", () => {
  const edits = edited(none, prices, "C", { amount: 500 });
  expect(rowsOf(prices, edits).map(({ sku }) => sku)).toEqual(["C", "A", "B"]);
});

it("forgets an edit that types back what is saved", () => {
  const once = edited(none, prices, "A", { amount: 900 });
  expect(edited(once, prices, "A", { amount: 1000 }).size).toBe(0);
});

it("sends only what changed, and takes off what has no price", () => {
  const edits = edited(edited(none, prices, "A", { amount: undefined }), prices, "C", {
    amount: 500,
    compareAt: 700,
  });
  expect(entriesOf(prices, edits)).toEqual([
    { sku: "A", amount: null, compare_at: null },
    { sku: "C", amount: 500, compare_at: 700 },
  ]);
});

it("sends nothing for an added SKU without a price", () => {
  expect(entriesOf(prices, edited(none, prices, "C", {}))).toEqual([]);
});

it.each([
  [{ amount: Number.NaN, compareAt: undefined }, "amount"],
  [{ amount: 1, compareAt: Number.NaN }, "compareAt"],
  [{ amount: undefined, compareAt: 5 }, "amount"],
  [{ amount: 1, compareAt: 5 }, undefined],
  [{ amount: undefined, compareAt: undefined }, undefined],
])("judges %j", (edit, wrong) => {
  expect(wrongIn(edit)).toBe(wrong);
});
