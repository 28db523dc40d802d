type Search = Record<string, unknown>;

/**
 * The query of an address as plain text, as people read and share it: `?brand=A&brand=B&page=2`.
 * A parameter that comes twice is a list; nothing is taken for a number, so that a search for
 * `1984` stays one.
 */
export function parseAddress(query: string): Search {
  const params = new URLSearchParams(query);
  return Object.fromEntries(
    [...new Set(params.keys())].map((name) => {
      const values = params.getAll(name);
      return [name, values.length > 1 ? values : values[0]];
    }),
  );
}

/** The query that `parseAddress` reads back; what is undefined is left out. */
export function writeAddress(search: Search): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    for (const one of [value].flat()) {
      if (one !== undefined && typeof one !== "object") params.append(name, one as string);
    }
  }
  const query = params.toString().replaceAll("%3A", ":");
  return query && `?${query}`;
}
