import { queryOptions } from "@tanstack/react-query";

import { api, type components, read } from "@/api/client";

export type Category = components["schemas"]["Category"];

/** The tree of categories, flat; it changes rarely. */
export const categoriesQuery = () =>
  queryOptions({
    queryKey: ["categories"],
    queryFn: async ({ signal }) =>
      (await read(api.GET("/core/v1/categories", { signal }))).categories,
    staleTime: 5 * 60_000,
  });

/** The categories at the top, in the shop's order. */
export function departmentsOf(categories: readonly Category[]): Category[] {
  return categories
    .filter((category) => category.parent_id === null)
    .sort((a, b) => a.position - b.position);
}

/** A category with all above it, from the top down. */
export function pathTo(category: Category, categories: readonly Category[]): Category[] {
  const parent = categories.find((one) => one.id === category.parent_id);
  return parent ? [...pathTo(parent, categories), category] : [category];
}
