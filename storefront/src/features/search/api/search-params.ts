/** What a list of products is narrowed to and sorted by: all of it lives in the address. */
export interface SearchParams {
  q?: string;
}

export function parseSearch(query: Record<string, unknown>): SearchParams {
  return typeof query.q === "string" ? { q: query.q } : {};
}
