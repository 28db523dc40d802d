import type { Promotion } from "./documents";
import { blankEffects, blankPromotion, promotionProblems } from "./promotion-draft";

const sound: Promotion = { ...blankPromotion, label: "Welcome" };

function pointers(promotion: Promotion): string[] {
  return promotionProblems(promotion).map((problem) => problem.pointer);
}

it("finds nothing wrong with a sound promotion", () => {
  expect(promotionProblems(sound)).toEqual([]);
  expect(promotionProblems({ ...sound, effect: blankEffects.buy_x_get_y })).toEqual([]);
  expect(promotionProblems({ ...sound, effect: blankEffects.free_shipping })).toEqual([]);
});

it("wants a name and something off", () => {
  expect(pointers({ ...sound, label: " " })).toEqual(["/label"]);
  expect(pointers({ ...sound, effect: { kind: "percentage", share: "" } })).toEqual([
    "/effect/share",
  ]);
  expect(pointers({ ...sound, effect: blankEffects.amount })).toEqual(["/effect/amounts"]);
});

it("points at the amount that is none", () => {
  const effect = { kind: "amount", amounts: { EUR: Number.NaN } } as const;
  const min_subtotal = { USD: Number.NaN };
  expect(pointers({ ...sound, effect, min_subtotal })).toEqual([
    "/effect/amounts/EUR",
    "/min_subtotal/USD",
  ]);
});

it("wants at least one unit to be bought and got", () => {
  const effect = { ...blankEffects.buy_x_get_y, buy: 0, get: 0 };
  expect(pointers({ ...sound, effect })).toEqual(["/effect/buy", "/effect/get"]);
});
