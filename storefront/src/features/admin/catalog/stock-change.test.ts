import { changeOf } from "./stock-change";

const base = { sku: "MUG", reason: "Shelf count", delta: null, on_hand: null };

it.each([
  ["count", 24, { ...base, kind: "adjustment", on_hand: 24 }],
  ["count", 0, { ...base, kind: "adjustment", on_hand: 0 }],
  ["restock", 12, { ...base, kind: "restock", delta: 12 }],
  ["write-off", 2, { ...base, kind: "write-off", delta: -2 }],
  ["correct", -3, { ...base, kind: "adjustment", delta: -3 }],
] as const)("sends %s of %i", (way, number, body) => {
  expect(changeOf("MUG", way, number, " Shelf count ")).toEqual(body);
});

it.each([
  ["count", -1],
  ["restock", 0],
  ["write-off", -2],
  ["correct", 0],
  ["count", 1.5],
  ["count", null],
] as const)("sends no %s of %s", (way, number) => {
  expect(changeOf("MUG", way, number, "x")).toBeUndefined();
});
