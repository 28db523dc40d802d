import { exponentOf, toDecimal } from "@/i18n/format";
import { isMessageId, language, t } from "@/i18n/t";

import { boundsOf } from "./api/search-params";
import type { Facet } from "./choices";

/** What a facet is called: our words for what every product has, the catalog's for attributes. */
export function facetName(facet: Pick<Facet, "field" | "label">): string {
  const id = `search.facet.${facet.field}`;
  return isMessageId(id) ? t(id) : facet.label;
}

/** A price range as people say it: `€50 – €100`, `up to €25`, `€250 and more`. */
export function rangeLabel(range: string, currency: string): string {
  const { min, max } = boundsOf(range);
  if (max === undefined) return t("search.priceFrom", { price: rounded(min ?? 0, currency) });
  if (min === undefined)
    return t("search.priceUpTo", { price: rounded(upTo(max, currency), currency) });
  const bounds = { from: rounded(min, currency), to: rounded(upTo(max, currency), currency) };
  return t("search.priceBetween", bounds);
}

/** Steps end a unit before the next one begins (`99.99`); people call that one hundred. */
function upTo(max: number, currency: string): number {
  const whole = 10 ** exponentOf(currency);
  return (max + 1) % whole === 0 ? max + 1 : max;
}

function rounded(amount: number, currency: string): string {
  const decimal = toDecimal({ amount, currency }) as Intl.StringNumericLiteral;
  return new Intl.NumberFormat(language(), {
    style: "currency",
    currency,
    trailingZeroDisplay: "stripIfInteger",
  }).format(decimal);
}

/** What to call a chosen value; until the facets are there, the value speaks for itself. */
export function choiceLabel(
  facets: readonly Facet[],
  currency: string | undefined,
  field: string,
  value: string,
): string {
  if (field === "in_stock") return t("search.inStock");
  if (field === "price") return currency ? rangeLabel(value, currency) : t("search.facet.price");
  const facet = facets.find((one) => one.field === field);
  const label = facet?.buckets.find((bucket) => bucket.value === value)?.label ?? value;
  return field.startsWith("attr:") && facet ? `${facet.label}: ${label}` : label;
}
