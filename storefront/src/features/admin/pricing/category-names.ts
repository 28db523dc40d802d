import { useQuery } from "@tanstack/react-query";

import { adminCategoriesQuery } from "../catalog/categories";
import type { NameOf } from "./in-words";

/** What a category's id is called; any other id is said as it is. */
export function useCategoryNames(): NameOf {
  const { data: categories = [] } = useQuery(adminCategoriesQuery());
  return (id) => categories.find((category) => category.id === id)?.name ?? id;
}
