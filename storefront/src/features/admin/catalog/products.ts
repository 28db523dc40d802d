import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { api, type components, read } from "@/api/client";

export type ProductRecord = components["schemas"]["ProductRecord"];
export type Variant = components["schemas"]["VariantRecord"];
export type Option = components["schemas"]["OptionRecord"];
export type Attribute = components["schemas"]["AttributeRecord"];
export type Picture = components["schemas"]["ImageRecord"];
export type AdminProduct = components["schemas"]["AdminProduct"];
export type ProductRow = components["schemas"]["AdminProductRow"];
export type Status = ProductRow["status"];

export const statuses = ["active", "draft", "archived"] as const satisfies readonly Status[];

export function asStatus(text: string | undefined): Status | undefined {
  return statuses.find((status) => status === text);
}

const pageSize = 50;

/** Products by words, handle or SKU, newest first. */
export const productsQuery = (filter: { q?: string | undefined; status?: Status | undefined }) =>
  infiniteQueryOptions({
    queryKey: ["admin", "products", filter],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      const query = {
        limit: pageSize,
        ...(filter.q && { q: filter.q }),
        ...(filter.status && { status: filter.status }),
        ...(pageParam && { after: pageParam }),
      };
      return read(api.GET("/core/v1/admin/catalog/products", { params: { query }, signal }));
    },
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

/** A product as it can be changed and sent back. */
export const productQuery = (id: string) =>
  queryOptions({
    queryKey: ["admin", "product", id],
    queryFn: ({ signal }) =>
      read(api.GET("/core/v1/admin/catalog/products/{id}", { params: { path: { id } }, signal })),
    // An editor holds a draft of what it read; nothing is read again behind its back.
    staleTime: Infinity,
    gcTime: 0,
  });

export function createProduct(record: ProductRecord): Promise<AdminProduct> {
  return read(api.POST("/core/v1/admin/catalog/products", { body: record }));
}

const at = (id: string, version: number) => ({
  path: { id },
  header: { "If-Match": `"${version}"` },
});

export function replaceProduct(
  id: string,
  version: number,
  record: ProductRecord,
): Promise<AdminProduct> {
  return read(
    api.PUT("/core/v1/admin/catalog/products/{id}", { params: at(id, version), body: record }),
  );
}

/** Change only whether it is on sale. */
export function changeStatus(id: string, version: number, status: Status): Promise<AdminProduct> {
  return read(
    api.PATCH("/core/v1/admin/catalog/products/{id}", {
      params: at(id, version),
      body: { status },
    }),
  );
}

export function archiveProduct(id: string, version: number): Promise<unknown> {
  return read(api.DELETE("/core/v1/admin/catalog/products/{id}", { params: at(id, version) }));
}

/** What a new product begins as: a draft with one variant. */
export function blankProduct(): ProductRecord {
  return {
    handle: "",
    title: "",
    slug: null,
    description_html: "",
    vendor: "",
    brand: "",
    product_type: "",
    category: [],
    tags: [],
    status: "draft",
    published_at: null,
    unpublish_at: null,
    options: [],
    attributes: [],
    images: [],
    seo: { title: "", description: "" },
    variants: [blankVariant()],
  };
}

export function blankVariant(): Variant {
  return {
    sku: "",
    options: {},
    prices: {},
    compare_at: {},
    barcodes: [],
    weight_grams: 0,
    on_hand: null,
    tax_class: "standard",
    requires_shipping: true,
    image_url: null,
  };
}

/** A title as an address: lower-case words with hyphens, without accents. */
export function toSlug(text: string): string {
  return text
    .replaceAll("ß", "ss")
    .normalize("NFKD")
    .replaceAll(/\p{Mark}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 200);
}
