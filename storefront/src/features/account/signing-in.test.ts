import { ProblemError } from "@/api/problem";

import { atField, welcome } from "./signing-in";

const cart = (item_count: number) => ({ item_count });

it.each([
  [{}, "You are signed in."],
  [{ cart_merged: true, cart: cart(0) }, "You are signed in."],
  [{ cart_merged: true, cart: cart(1) }, "You are signed in. Your cart now has 1 item."],
  [{ cart_merged: true, cart: cart(3) }, "You are signed in. Your cart now has 3 items."],
  [{ cart_merged: false, cart: null }, "You are signed in. Your cart will follow in a moment."],
  [
    { cart_merged: true, cart: cart(0), orders_claimed: 1 },
    "You are signed in. One earlier order is now in your account.",
  ],
  [
    { cart_merged: true, cart: cart(2), orders_claimed: 2 },
    "You are signed in. 2 earlier orders are now in your account, and 2 items are in your cart.",
  ],
])("says what came along: %j", (outcome, words) => {
  expect(welcome(outcome)).toBe(words);
});

describe("a refusal that belongs to a field", () => {
  const wrong = new ProblemError({
    code: "wrong-code",
    status: 422,
    title: "The code is wrong or has expired",
    detail: "",
    errors: [],
  });

  it("points at it", () => {
    expect(atField(wrong, ["wrong-code"], "/code")).toMatchObject({
      code: "wrong-code",
      status: 422,
      errors: [{ pointer: "/code", code: "wrong-code" }],
    });
  });

  it("leaves any other as it is", () => {
    expect(atField(wrong, ["wrong-credentials"], "/password")).toBe(wrong);
    const broken = new TypeError("broken");
    expect(atField(broken, ["wrong-code"], "/code")).toBe(broken);
  });
});
