import { ProblemError } from "@/api/problem";

import { pointerName, problemsIn, problemsOf } from "./product-problems";
import { blankProduct, blankVariant, type ProductRecord, toSlug } from "./products";

const only = { ...blankVariant(), sku: "MUG", prices: { EUR: 1590 } };
const mug: ProductRecord = {
  ...blankProduct(),
  title: "Mug",
  handle: "mug",
  variants: [only],
};

function pointers(record: ProductRecord): string[] {
  return problemsOf(record).map((problem) => problem.pointer);
}

it("finds nothing wrong with a sound product", () => {
  expect(problemsOf(mug)).toEqual([]);
});

it("asks a new product for what it cannot do without", () => {
  expect(pointers(blankProduct())).toEqual(["/title", "/handle", "/variants/0/sku"]);
});

it("points at the price that is no amount", () => {
  const variant = { ...only, prices: { EUR: Number.NaN } };
  expect(pointers({ ...mug, variants: [variant] })).toEqual(["/variants/0/prices/EUR"]);
});

it("wants a price beside a compare-at price", () => {
  const variant = { ...only, compare_at: { USD: 1990 } };
  expect(pointers({ ...mug, variants: [variant] })).toEqual(["/variants/0/compare_at/USD"]);
});

it("notices when variants do not fit the options", () => {
  const options = [{ name: "Colour", values: ["Fog"] }];
  expect(pointers({ ...mug, options })).toEqual(["/options"]);
});

it("notices a withdrawal before the publication", () => {
  const times = { published_at: "2026-12-02T00:00:00Z", unpublish_at: "2026-12-01T00:00:00Z" };
  expect(pointers({ ...mug, ...times })).toEqual(["/unpublish_at"]);
});

it("ties what the catalog refused to its field, in our words where we have some", () => {
  const errors = [
    { pointer: "/variants/2/sku", code: "sku-taken", detail: "The SKU 'A' belongs to another." },
    { pointer: "/seo/title", code: "new-rule", detail: "Something new." },
  ];
  const refusal = new ProblemError({ code: "x", status: 409, title: "", detail: "", errors });
  expect(problemsIn(refusal).map(({ pointer }) => pointer)).toEqual([
    "/variants/2/sku",
    "/seo/title",
  ]);
  expect(problemsIn(refusal)[1]?.detail).toBe("Something new.");
});

it("names a field as people know it", async () => {
  const { alsoSpeak } = await import("@/i18n/activate");
  await alsoSpeak("admin");
  expect(pointerName("/variants/2/prices/EUR")).toBe("Variants › 3 › Price › EUR");
});

it.each([
  ["Crème brûlée – Schälchen", "creme-brulee-schalchen"],
  ["  Größe 42! ", "grosse-42"],
])("makes an address of %j", (title, slug) => {
  expect(toSlug(title)).toBe(slug);
});
