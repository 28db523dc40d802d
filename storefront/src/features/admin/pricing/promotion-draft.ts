import type { FieldProblem } from "@/api/problem";

import type { Goods, Promotion } from "./documents";
import { amountProblems, periodProblem, when } from "./problems";

export type Effect = Promotion["effect"];
export type EffectKind = Effect["kind"];

export const everything: Goods = {
  category_ids: [],
  product_ids: [],
  skus: [],
  exclude_reduced: false,
};

/** What an effect begins as when its kind is chosen. */
export const blankEffects: { [Kind in EffectKind]: Extract<Effect, { kind: Kind }> } = {
  percentage: { kind: "percentage", share: "0.1" },
  amount: { kind: "amount", amounts: {} },
  free_shipping: { kind: "free_shipping", methods: [] },
  buy_x_get_y: { kind: "buy_x_get_y", buy: 2, get: 1, share: "1", gets: null, times: null },
};

export const blankPromotion: Promotion = {
  label: "",
  effect: blankEffects.percentage,
  codes: [],
  goods: everything,
  min_subtotal: {},
  currencies: [],
  audience: "everyone",
  priority: 100,
  exclusive: false,
  usage_limit: null,
  usage_limit_per_customer: null,
  starts_at: null,
  ends_at: null,
  active: true,
};

/** What keeps a promotion from being saved, or would let it do nothing. */
export function promotionProblems(promotion: Promotion): FieldProblem[] {
  return [
    ...when(!promotion.label.trim(), "/label", "adminCatalog.nameMissing"),
    ...effectProblems(promotion.effect),
    ...amountProblems(promotion.min_subtotal, "/min_subtotal"),
    ...periodProblem(promotion),
  ];
}

function effectProblems(effect: Effect): FieldProblem[] {
  switch (effect.kind) {
    case "percentage":
      return when(
        !effect.share || effect.share === "0",
        "/effect/share",
        "adminCatalog.shareMissing",
      );
    case "amount":
      return [
        ...when(
          Object.keys(effect.amounts).length === 0,
          "/effect/amounts",
          "adminCatalog.amountMissing",
        ),
        ...amountProblems(effect.amounts, "/effect/amounts"),
      ];
    case "buy_x_get_y":
      return [
        ...when(effect.buy < 1, "/effect/buy", "adminCatalog.atLeastOne"),
        ...when(effect.get < 1, "/effect/get", "adminCatalog.atLeastOne"),
        ...when(
          !effect.share || effect.share === "0",
          "/effect/share",
          "adminCatalog.shareMissing",
        ),
      ];
    case "free_shipping":
      return [];
  }
}
