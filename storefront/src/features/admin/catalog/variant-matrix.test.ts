import { blankVariant, type Variant } from "./products";
import { combinationsOf, isMatrixComplete, planMatrix } from "./variant-matrix";

const colour = { name: "Colour", values: ["Fog", "Rust"] };
const size = { name: "Size", values: ["S", "L"] };

function variant(sku: string, options: Record<string, string>): Variant {
  return { ...blankVariant(), sku, options, prices: { EUR: 1590 }, barcodes: [`code-${sku}`] };
}

const fog = variant("MUG-FOG", { Colour: "Fog" });
const rust = variant("MUG-RUST", { Colour: "Rust" });

it("combines every value with every other, the last option changing fastest", () => {
  expect(combinationsOf([colour, size])).toEqual([
    { Colour: "Fog", Size: "S" },
    { Colour: "Fog", Size: "L" },
    { Colour: "Rust", Size: "S" },
    { Colour: "Rust", Size: "L" },
  ]);
});

it("keeps a variant that makes the same choice, and adds what is missing", () => {
  const more = { name: "Colour", values: ["Fog", "Rust", "Sea blue"] };
  const plan = planMatrix([colour], [more], [fog, rust], "mug");
  expect(plan.variants.slice(0, 2)).toEqual([fog, rust]);
  expect(plan.variants[2]).toEqual({
    ...fog,
    sku: "MUG-SEA-BLUE",
    options: { Colour: "Sea blue" },
    barcodes: [],
  });
  expect([plan.kept, plan.added, plan.dropped]).toEqual([2, 1, 0]);
});

it("drops what can no longer be chosen", () => {
  const fewer = { name: "Colour", values: ["Rust"] };
  const plan = planMatrix([colour], [fewer], [fog, rust], "mug");
  expect(plan.variants).toEqual([rust]);
  expect([plan.kept, plan.added, plan.dropped]).toEqual([1, 0, 1]);
});

it("takes renamed values and options for the same ones", () => {
  const renamed = { name: "Farbe", values: ["Nebel", "Rust"] };
  const plan = planMatrix([colour], [renamed], [fog, rust], "mug");
  expect(plan.variants).toEqual([
    { ...fog, options: { Farbe: "Nebel" } },
    { ...rust, options: { Farbe: "Rust" } },
  ]);
  expect([plan.kept, plan.added, plan.dropped]).toEqual([2, 0, 0]);
});

it("gives no SKU twice", () => {
  const values = ["Fog", "FOG!", "Rust"];
  const plan = planMatrix([colour], [{ name: "Colour", values }], [fog, rust], "mug");
  expect(plan.variants.map((one) => one.sku)).toEqual(["MUG-FOG", "MUG-FOG-2", "MUG-RUST"]);
});

it("leaves one variant when the options are taken away", () => {
  const plan = planMatrix([colour], [], [fog, rust], "mug");
  expect(plan.variants).toHaveLength(1);
  expect(plan.variants[0]?.options).toEqual({});
});

it("passes over an option that has no name or no values yet", () => {
  const plan = planMatrix([colour], [colour, { name: "", values: [] }], [fog, rust], "mug");
  expect(plan.variants).toEqual([fog, rust]);
});

it("knows when the variants do not fit the options", () => {
  expect(isMatrixComplete([colour], [fog, rust])).toBe(true);
  expect(isMatrixComplete([colour], [fog])).toBe(true);
  expect(isMatrixComplete([colour], [fog, fog])).toBe(false);
  expect(isMatrixComplete([colour, size], [fog, rust])).toBe(false);
  expect(isMatrixComplete([{ ...colour, values: ["Fog"] }], [fog, rust])).toBe(false);
  expect(isMatrixComplete([], [variant("ONE", {})])).toBe(true);
});
