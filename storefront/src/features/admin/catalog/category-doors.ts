import { api, read } from "@/api/client";

import { ifMatch, type Stored } from "../components/versioned-documents";
import { adminCategoriesQuery, type Category, type CategoryBody } from "./categories";

const root = "/core/v1/admin/catalog/categories";

/** A category as the forms know things: its fields apart from its id and version. */
export function toStored({ id, version, ...data }: Category): Stored<CategoryBody> {
  return { id, version, data };
}

export const categoryDoors = {
  listKey: adminCategoriesQuery().queryKey,
  create: (body: CategoryBody) => read(api.POST(root, { body })),
  replace: (id: string, version: number, body: CategoryBody) =>
    read(api.PUT(`${root}/{id}`, { params: { path: { id }, header: ifMatch(version) }, body })),
  remove: (id: string, version: number) =>
    read(api.DELETE(`${root}/{id}`, { params: { path: { id }, header: ifMatch(version) } })),
  readAgain: async (id: string) => {
    const { categories } = await read(api.GET(root));
    const found = categories.find((category) => category.id === id);
    return found && toStored(found);
  },
};
