import { differencesOf, toWords } from "./differences";

it("finds nothing between equals", () => {
  expect(differencesOf({ a: [1, { b: "x" }] }, { a: [1, { b: "x" }] })).toEqual([]);
});

it("leads to the leaf that differs", () => {
  expect(differencesOf({ seo: { title: "A" } }, { seo: { title: "B" } })).toEqual([
    { path: ["seo", "title"], before: "A", after: "B" },
  ]);
});

it("compares things of a list by what they are called", () => {
  const before = [
    { sku: "A", prices: { EUR: 100 } },
    { sku: "B", prices: { EUR: 200 } },
  ];
  const after = [
    { sku: "C", prices: { EUR: 50 } },
    { sku: "A", prices: { EUR: 100 } },
    { sku: "B", prices: { EUR: 250 } },
  ];
  expect(differencesOf(before, after)).toEqual([
    { path: ["B", "prices", "EUR"], before: 200, after: 250 },
    { path: ["C", "sku"], before: undefined, after: "C" },
    { path: ["C", "prices", "EUR"], before: undefined, after: 50 },
  ]);
});

it("tells a list of texts as a whole", () => {
  expect(differencesOf(["a"], ["a", "b"])).toEqual([
    { path: [], before: ["a"], after: ["a", "b"] },
  ]);
});

it("tells another order of the same things as one difference", () => {
  const [one, two] = [{ url: "/1" }, { url: "/2" }];
  expect(differencesOf([one, two], [two, one])).toEqual([
    { path: [], before: [one, two], after: [two, one] },
  ]);
});

it("counts nothing and null as the same", () => {
  expect(differencesOf({ a: null }, {})).toEqual([]);
});

it.each([
  [null, undefined],
  ["", undefined],
  [[], undefined],
  [0, "0"],
  [false, "false"],
  [["a", "b"], "a, b"],
  [{ EUR: 100, JPY: null }, "EUR: 100, JPY: –"],
])("says %j as %j", (value, words) => {
  expect(toWords(value)).toBe(words);
});
