import { queryOptions } from "@tanstack/react-query";

import { api, type components, read } from "@/api/client";

export type Category = components["schemas"]["AdminCategory"];
export type CategoryBody = components["schemas"]["CategoryBody"];

export const adminCategoriesQuery = () =>
  queryOptions({
    queryKey: ["admin", "categories"],
    queryFn: async ({ signal }) =>
      (await read(api.GET("/core/v1/admin/catalog/categories", { signal }))).categories,
  });

/** A category in the order of the tree: below its parent, `depth` levels down. */
export interface Placed {
  category: Category;
  depth: number;
  /** The names from the root, as a product's record writes its category. */
  path: readonly string[];
}

/** All categories, each followed by those below it, in the shop's order. */
export function inTreeOrder(categories: readonly Category[]): Placed[] {
  const place = (parent: string | null, path: readonly string[]): Placed[] =>
    categories
      .filter((category) => category.parent_id === parent)
      .toSorted((a, b) => a.position - b.position || a.name.localeCompare(b.name))
      .flatMap((category) => {
        const own = [...path, category.name];
        return [{ category, depth: path.length, path: own }, ...place(category.id, own)];
      });
  return place(null, []);
}

/** Whether a category is another one, or somewhere below it: there it cannot be moved. */
export function isWithin(categories: readonly Category[], id: string, ancestor: string): boolean {
  const byId = new Map(categories.map((category) => [category.id, category]));
  for (let at = byId.get(id); at; at = at.parent_id ? byId.get(at.parent_id) : undefined) {
    if (at.id === ancestor) return true;
  }
  return false;
}
