import { formatMoment, formatMoney } from "@/i18n/format";
import { language, t } from "@/i18n/t";

import type { Goods, Promotion } from "./documents";
import { toPercent } from "./percent";

/** From when until when, in words. */
export function periodInWords(period: {
  starts_at?: string | null;
  ends_at?: string | null;
}): string {
  const starts = period.starts_at && formatMoment(period.starts_at);
  const ends = period.ends_at && formatMoment(period.ends_at);
  if (starts && ends) return t("adminCatalog.fromUntil", { starts, ends });
  if (starts) return t("adminCatalog.fromOn", { starts });
  if (ends) return t("adminCatalog.untilThen", { ends });
  return t("admin.always");
}

/** What ids of categories and the like are called; an id that is not known is said as it is. */
export type NameOf = (id: string) => string;

/** What a promotion does, for whom and when, in sentences for those who did not make it. */
export function promotionInWords(promotion: Promotion, nameOf: NameOf = (id) => id): string {
  return [
    effectInWords(promotion, nameOf),
    ...conditionsInWords(promotion),
    ...limitsInWords(promotion),
    t(promotion.exclusive ? "adminCatalog.sayExclusive" : "adminCatalog.sayCombines"),
    ...(promotion.active ? [] : [t("adminCatalog.saySwitchedOff")]),
  ].join(" ");
}

function effectInWords({ effect, goods }: Promotion, nameOf: NameOf): string {
  const on = goodsInWords(goods, nameOf);
  switch (effect.kind) {
    case "percentage":
      return t("adminCatalog.sayPercentage", { percent: toPercent(effect.share || "0"), on });
    case "amount":
      return t("adminCatalog.sayAmount", { amounts: amountsInWords(effect.amounts, "or"), on });
    case "free_shipping":
      return effect.methods.length > 0
        ? t("adminCatalog.sayFreeShippingBy", { methods: listed(effect.methods, "or"), on })
        : t("adminCatalog.sayFreeShipping", { on });
    case "buy_x_get_y":
      return buyGetInWords(effect, on, nameOf);
  }
}

type BuyXGetY = Extract<Promotion["effect"], { kind: "buy_x_get_y" }>;

function buyGetInWords(effect: BuyXGetY, on: string, nameOf: NameOf): string {
  const isFree = effect.share === "1";
  const sentence = t(isFree ? "adminCatalog.sayBuyGetFree" : "adminCatalog.sayBuyGet", {
    buy: effect.buy,
    get: effect.get,
    percent: toPercent(effect.share || "0"),
    on,
    gets: effect.gets ? goodsInWords(effect.gets, nameOf) : t("adminCatalog.sayTheSame"),
  });
  return effect.times
    ? `${sentence} ${t("adminCatalog.sayTimes", { times: effect.times })}`
    : sentence;
}

/** Which goods are meant: “everything”, or what the lists name. */
export function goodsInWords(goods: Goods, nameOf: NameOf): string {
  const named = [...goods.category_ids, ...goods.product_ids, ...goods.skus].map(nameOf);
  const meant = named.length > 0 ? listed(named, "and") : t("adminCatalog.sayEverything");
  return goods.exclude_reduced ? t("adminCatalog.sayNotReduced", { goods: meant }) : meant;
}

function conditionsInWords(promotion: Promotion): string[] {
  const { min_subtotal, audience, codes } = promotion;
  const hasMinimum = Object.keys(min_subtotal).length > 0;
  return [
    codes.length > 0
      ? t("adminCatalog.sayCodes", { codes: listed(codes, "or") })
      : t("adminCatalog.sayAutomatic"),
    ...(hasMinimum
      ? [t("adminCatalog.sayMinimum", { amounts: amountsInWords(min_subtotal, "or") })]
      : []),
    ...(promotion.currencies.length > 0
      ? [t("adminCatalog.sayCurrencies", { currencies: listed(promotion.currencies, "or") })]
      : []),
    ...(audience === "customers" ? [t("adminCatalog.sayCustomers")] : []),
  ];
}

function limitsInWords(promotion: Promotion): string[] {
  const { usage_limit, usage_limit_per_customer, starts_at, ends_at } = promotion;
  return [
    ...(usage_limit ? [t("adminCatalog.sayLimit", { count: usage_limit })] : []),
    ...(usage_limit_per_customer
      ? [t("adminCatalog.sayLimitEach", { count: usage_limit_per_customer })]
      : []),
    ...(starts_at || ends_at
      ? [t("adminCatalog.sayPeriod", { period: periodInWords({ starts_at, ends_at }) })]
      : []),
  ];
}

function amountsInWords(amounts: Readonly<Record<string, number>>, word: "and" | "or"): string {
  const sound = Object.entries(amounts).filter(([, amount]) => !Number.isNaN(amount));
  return listed(
    sound.map(([currency, amount]) => formatMoney({ amount, currency })),
    word,
  );
}

function listed(parts: readonly string[], word: "and" | "or"): string {
  const type = word === "and" ? "conjunction" : "disjunction";
  return new Intl.ListFormat(language(), { type }).format(parts);
}
