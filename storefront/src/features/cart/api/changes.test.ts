import { asChange, type Cart, countOf, newerCart, quantityOf, withChanges } from "./changes";

const display = {
  title: "Towel",
  variantTitle: "",
  imageUrl: null,
  price: { amount: 1790, currency: "EUR" },
};
const towels = { items: [{ sku: "towel", quantity: 2 }], coupon_codes: [] };

describe("a cart with the changes under way", () => {
  it("adds up what was added to what is there", () => {
    const added = asChange({ sku: "towel", quantity: 3, display });
    expect(withChanges(towels, [added, added]).items).toEqual([{ sku: "towel", quantity: 8 }]);
  });

  it("keeps the order of lines, and puts new ones at the end", () => {
    const cart = { ...towels, items: [...towels.items, { sku: "soap", quantity: 1 }] };
    const changed = withChanges(cart, [
      { kind: "set", sku: "towel", quantity: 9 },
      asChange({ sku: "jacket", quantity: 1, display }),
    ]);
    expect(changed.items.map(({ sku }) => sku)).toEqual(["towel", "soap", "jacket"]);
    expect(countOf(changed)).toBe(11);
  });

  it("takes out a line of which none are left", () => {
    const changed = withChanges(towels, [{ kind: "set", sku: "towel", quantity: 0 }]);
    expect(changed.items).toEqual([]);
    expect(quantityOf(changed, "towel")).toBe(0);
  });

  it("lets the last of several quantities and coupons count", () => {
    const changed = withChanges(towels, [
      { kind: "set", sku: "towel", quantity: 3 },
      { kind: "coupons", codes: ["A"] },
      { kind: "set", sku: "towel", quantity: 4 },
      { kind: "coupons", codes: ["A", "B"] },
    ]);
    expect(changed).toEqual({ items: [{ sku: "towel", quantity: 4 }], coupon_codes: ["A", "B"] });
  });

  it("is what the server has again once a refused change is no longer under way", () => {
    expect(withChanges(towels, [])).toBe(towels);
  });
});

describe("answers that overtake each other", () => {
  const cart = (id: string, version: number) => ({ id, version }) as Cart;

  it.each([
    ["the later answer of one cart", cart("a", 1), cart("a", 2), 2],
    ["no earlier answer of the same cart", cart("a", 2), cart("a", 1), 2],
    ["another cart, whatever its version", cart("a", 9), cart("b", 1), 1],
    ["the first that is known", undefined, cart("a", 1), 1],
  ])("leave %s", (_, known, told, version) => {
    expect(newerCart(known, told).version).toBe(version);
  });
});
