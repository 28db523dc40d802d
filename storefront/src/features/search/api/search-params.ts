/** What a list of products is narrowed to and sorted by: all of it lives in the address. */
export interface SearchParams {
  q?: string;
  category?: string;
  brand?: string[];
  /** `code:value`, such as `material:Oak`; several of one code mean any of them. */
  attr?: string[];
  /** `from-to` in minor units of the visitor's currency; either may be left open. */
  price?: string;
  in_stock?: true;
  sort?: Sort;
  /** How many pages are shown; 1 is left out. */
  page?: number;
}

export const sorts = ["relevance", "newest", "price", "-price", "name"] as const;
export type Sort = (typeof sorts)[number];

const longestText = 256;
const mostChoices = 20;
const mostPages = 40;

/** Read an address, which anybody may have typed: what makes no sense in it is left out. */
export function parseSearch(query: Record<string, unknown>): SearchParams {
  const sort = sorts.find((name) => name === query.sort && name !== "relevance");
  const price = /^\d{0,12}-\d{0,12}$/.test(one(query.price)) ? one(query.price) : "-";
  const page = /^\d{1,3}$/.test(String(query.page)) ? Number(query.page) : 1;
  const params: SearchParams = {
    q: one(query.q),
    category: one(query.category),
    brand: list(query.brand),
    attr: list(query.attr).filter((choice) => /^[^:]+:./.test(choice)),
    price: price === "-" ? "" : price,
    page: Math.min(page, mostPages),
  };
  return tidy({
    ...params,
    ...(sort && { sort }),
    ...(String(query.in_stock) === "true" && { in_stock: true }),
  });
}

/** Without what says nothing, so that one state has one address. */
export function tidy(params: SearchParams): SearchParams {
  const said = Object.entries(params).filter(
    ([name, value]) => (Array.isArray(value) ? value.length > 0 : value) && !isFirst(name, value),
  );
  return Object.fromEntries(said);
}

/** The bounds of a price range, in minor units; an open end is undefined. */
export function boundsOf(range: string | undefined): { min?: number; max?: number } {
  const [low = "", high = ""] = (range ?? "").split("-");
  return { ...(low && { min: Number(low) }), ...(high && { max: Number(high) }) };
}

function isFirst(name: string, value: unknown): boolean {
  return name === "page" && Number(value) <= 1;
}

function one(value: unknown): string {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === "string" ? first.trim().slice(0, longestText) : "";
}

function list(value: unknown): string[] {
  const values = (Array.isArray(value) ? value : [value]).map(one).filter(Boolean);
  return [...new Set(values)].slice(0, mostChoices);
}
