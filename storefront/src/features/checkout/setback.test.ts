import { ProblemError } from "@/api/problem";

import { isResolved, type Setback, setbackOf } from "./setback";

function problem(code: string, status = 409, document: Record<string, unknown> = {}) {
  return new ProblemError({ code, status, title: "", detail: "", errors: [], document });
}

const eur = (amount: number) => ({ amount, currency: "EUR" });

it.each([
  [
    problem("price-changed", 409, { total: 2100, expected_total: 2000, currency: "EUR" }),
    { kind: "price-changed", before: eur(2000), now: eur(2100) },
  ],
  [
    problem("out-of-stock", 409, { items: [{ sku: "towel", requested: 3, available: 1 }] }),
    { kind: "items", lines: [{ sku: "towel", available: 1 }] },
  ],
  [
    problem("items-unavailable", 409, { items: [{ sku: "soap", reason: "no-price" }] }),
    { kind: "items", lines: [{ sku: "soap", available: 0 }] },
  ],
  [
    problem("coupon-not-applied", 409, { coupons: [{ code: "SPRING", reason: "expired" }] }),
    { kind: "coupons", codes: ["SPRING"], isUsedUp: false },
  ],
  [
    problem("coupon-exhausted", 409, { codes: ["SPRING"] }),
    { kind: "coupons", codes: ["SPRING"], isUsedUp: true },
  ],
  [
    problem("cart-already-ordered", 409, { order_id: "ord_1", number: "KX4M-7QPD" }),
    { kind: "already-ordered", orderId: "ord_1", number: "KX4M-7QPD" },
  ],
  [problem("cart-changed"), { kind: "cart-changed" }],
  [problem("currency-mismatch", 422), { kind: "cart-changed" }],
  [problem("shipping-unavailable"), { kind: "shipping-unavailable" }],
  [problem("too-many-open-orders"), { kind: "too-many-open-orders" }],
  [problem("unauthenticated", 401), { kind: "signed-out" }],
])("reads %s", (error, setback) => {
  expect(setbackOf(error, true)).toEqual(setback);
});

it("leads back to the fields that the server points at", () => {
  const errors = [{ pointer: "/shipping_address/city", code: "required", detail: "" }];
  const error = new ProblemError({
    code: "address-invalid",
    status: 422,
    title: "",
    detail: "",
    errors,
  });
  expect(setbackOf(error, true)).toEqual({ kind: "fields", errors });
});

it.each([
  ["a server that fails", problem("internal", 500), true],
  ["a deadline", problem("deadline-exceeded", 504), true],
  ["a twin under way", problem("request-in-flight"), true],
  ["a connection that broke", problem("offline", 0), true],
  ["a request that took too long", new DOMException("", "TimeoutError"), true],
])("does not know what became of the order after %s", (_, error, isOnline) => {
  expect(setbackOf(error, isOnline)).toEqual({ kind: "unknown" });
});

it("knows when there is no network", () => {
  expect(setbackOf(problem("offline", 0), false)).toEqual({ kind: "offline" });
});

it("passes on a refusal that it has no advice for", () => {
  const error = problem("quote-refused", 422);
  expect(setbackOf(error, true)).toEqual({ kind: "other", error });
});

it("does not lead to fields that are not asked for", () => {
  const errors = [{ pointer: "/locale", code: "invalid-value", detail: "" }];
  const error = new ProblemError({ code: "invalid", status: 422, title: "", detail: "", errors });
  expect(setbackOf(error, true)).toEqual({ kind: "other", error });
});

describe("a setback over what is in the cart", () => {
  const items: Setback = {
    kind: "items",
    lines: [
      { sku: "towel", available: 1 },
      { sku: "soap", available: 0 },
    ],
  };
  const coupons: Setback = { kind: "coupons", codes: ["SPRING"], isUsedUp: false };
  const cart = (towels: number, coupon_codes: string[] = []) => ({
    items: [{ sku: "towel", quantity: towels }],
    coupon_codes,
  });

  it.each([
    ["stands while there is more than can be had", items, cart(2), false],
    ["is over once there is no more than that", items, cart(1), true],
    ["stands while the coupon is there", coupons, cart(1, ["SPRING"]), false],
    ["is over without the coupon", coupons, cart(1, ["OTHER"]), true],
    ["stands when the cart has nothing to do with it", { kind: "unknown" }, cart(1), false],
  ] as const)("%s", (_, setback, content, isOver) => {
    expect(isResolved(setback, content)).toBe(isOver);
  });
});
