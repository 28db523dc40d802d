import type { components } from "@/api/client";

import { type SearchParams, tidy } from "./api/search-params";

export type Facet = components["schemas"]["Facet"];
export type Bucket = components["schemas"]["FacetBucket"];

/** One thing that narrows the list, as a visitor may take it back. */
export interface Choice {
  field: string;
  value: string;
  label: string;
}

/** The list with a facet's value chosen, or not chosen any more; it begins at its first page. */
export function toggled(params: SearchParams, field: string, value: string): SearchParams {
  const rest = { ...params, page: 1 };
  if (field === "brand") return tidy({ ...rest, brand: flipped(rest.brand, value) });
  if (field.startsWith("attr:")) {
    const code = field.slice("attr:".length);
    return tidy({ ...rest, attr: flipped(rest.attr, `${code}:${value}`) });
  }
  if (field === "price") return tidy({ ...rest, price: rest.price === value ? "" : value });
  if (field === "category") {
    return tidy({ ...rest, category: rest.category === value ? "" : value });
  }
  const { in_stock: inStock, ...others } = rest;
  return tidy(inStock ? others : { ...others, in_stock: true });
}

function flipped(values: readonly string[] = [], value: string): string[] {
  return values.includes(value) ? values.filter((one) => one !== value) : [...values, value];
}

export function isChosen(params: SearchParams, field: string, value: string): boolean {
  if (field === "brand") return params.brand?.includes(value) ?? false;
  if (field.startsWith("attr:")) {
    return params.attr?.includes(`${field.slice("attr:".length)}:${value}`) ?? false;
  }
  if (field === "price") return params.price === value;
  if (field === "category") return params.category === value;
  return params.in_stock === true;
}

/** Everything that narrows the list, in the order of the facets; `labelOf` names what needs words. */
export function chosen(
  params: SearchParams,
  labelOf: (field: string, value: string) => string,
): Choice[] {
  const choices = [
    ...(params.category ? [["category", params.category]] : []),
    ...(params.brand ?? []).map((value) => ["brand", value]),
    ...(params.price ? [["price", params.price]] : []),
    ...(params.in_stock ? [["in_stock", "true"]] : []),
    ...(params.attr ?? []).map((choice) => {
      const [code = "", ...value] = choice.split(":");
      return [`attr:${code}`, value.join(":")];
    }),
  ];
  return choices.map(([field = "", value = ""]) => ({
    field,
    value,
    label: labelOf(field, value),
  }));
}

/** The same list with nothing chosen but the words and the order. */
export function cleared({ q, sort }: SearchParams): SearchParams {
  return { ...(q && { q }), ...(sort && { sort }) };
}
