import { activate, alsoSpeak } from "@/i18n/activate";

import type { Promotion } from "./documents";
import { promotionInWords } from "./in-words";

beforeEach(() => alsoSpeak("admin"));

const goods = { category_ids: [], product_ids: [], skus: [], exclude_reduced: false };
const welcome: Promotion = {
  label: "Welcome",
  effect: { kind: "percentage", share: "0.1" },
  codes: ["WELCOME10"],
  goods,
  min_subtotal: {},
  currencies: [],
  audience: "everyone",
  priority: 100,
  exclusive: false,
  usage_limit: null,
  usage_limit_per_customer: 1,
  starts_at: null,
  ends_at: null,
  active: true,
};

it("says a percentage with a code and a limit", () => {
  expect(promotionInWords(welcome)).toBe(
    "10 % off everything. For those who enter WELCOME10. Once per customer. " +
      "It combines with other promotions.",
  );
});

it("says amounts, their goods by name, and a minimum", () => {
  const promotion: Promotion = {
    ...welcome,
    codes: [],
    usage_limit_per_customer: null,
    usage_limit: 500,
    effect: { kind: "amount", amounts: { EUR: 500, JPY: 800 } },
    goods: { ...goods, category_ids: ["cat_1"], skus: ["MUG-FOG"], exclude_reduced: true },
    min_subtotal: { EUR: 5000 },
    audience: "customers",
    exclusive: true,
  };
  expect(promotionInWords(promotion, (id) => (id === "cat_1" ? "Mugs" : id))).toBe(
    "€5.00 or ¥800 off Mugs and MUG-FOG, unless reduced already. It applies by itself. " +
      "From €50.00 of these goods. For signed-in customers only. At most 500 times in all. " +
      "It combines with no other promotion.",
  );
});

it("says free shipping by some methods", () => {
  const effect = { kind: "free_shipping", methods: ["parcel", "express"] } as const;
  expect(
    promotionInWords({ ...welcome, effect: { ...effect, methods: [...effect.methods] } }),
  ).toMatch(/^Free shipping by parcel or express for an order of everything\./);
});

it("says what is bought and what is got", () => {
  const effect = { kind: "buy_x_get_y", buy: 2, get: 1, share: "1", gets: null, times: 3 } as const;
  expect(promotionInWords({ ...welcome, effect })).toMatch(
    /^Buy 2 of everything and get 1 of the same for nothing; the cheapest count\. At most 3 times in an order\./,
  );
});

it("says when it is switched off, and its period", () => {
  const period = { starts_at: "2026-12-01T00:00:00Z", ends_at: "2026-12-24T00:00:00Z" };
  const words = promotionInWords({ ...welcome, ...period, active: false });
  expect(words).toContain("It holds from Dec 1, 2026");
  expect(words).toMatch(/It is switched off\.$/);
});

it("says it in German too", async () => {
  await activate("de");
  await alsoSpeak("admin");
  expect(promotionInWords({ ...welcome, effect: { kind: "percentage", share: "0.075" } })).toBe(
    "7,5 % Rabatt auf alles. Für alle, die WELCOME10 eingeben. Einmal pro Person. " +
      "Lässt sich mit anderen Aktionen kombinieren.",
  );
});
