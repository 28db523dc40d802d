import type { FieldProblem } from "@/api/problem";
import { ProblemError } from "@/api/problem";
import { isMessageId, t } from "@/i18n/t";

import type { ProductRecord, Variant } from "./products";
import { isMatrixComplete } from "./variant-matrix";

const slugPattern = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const codePattern = /^[a-z0-9]+([_-][a-z0-9]+)*$/;

function problem(pointer: string, code: string): FieldProblem {
  return { pointer, code, detail: wordsFor(code, "") };
}

/** Our words for a code that we know, else the server's own. */
function wordsFor(code: string, detail: string): string {
  const id = `adminCatalog.wrong.${code}`;
  return isMessageId(id) ? t(id) : detail;
}

/** What keeps a product from being saved, as far as this can be seen before asking. */
export function problemsOf(record: ProductRecord): FieldProblem[] {
  return [
    ...(record.title.trim() ? [] : [problem("/title", "title-missing")]),
    ...(slugPattern.test(record.handle) ? [] : [problem("/handle", "handle-invalid")]),
    ...(!record.slug || slugPattern.test(record.slug) ? [] : [problem("/slug", "slug-invalid")]),
    ...scheduleProblems(record),
    ...(isMatrixComplete(record.options, record.variants)
      ? []
      : [problem("/options", "options-unmatched")]),
    ...record.options.flatMap((option, index) => [
      ...(option.name ? [] : [problem(`/options/${index}/name`, "option-name-missing")]),
      ...(option.values.length ? [] : [problem(`/options/${index}/values`, "option-empty")]),
    ]),
    ...record.variants.flatMap((variant, index) =>
      variantProblems(variant, `/variants/${index}`, record.variants),
    ),
    ...record.attributes.flatMap(({ code, label }, index) => [
      ...(codePattern.test(code) ? [] : [problem(`/attributes/${index}/code`, "code-invalid")]),
      ...(label ? [] : [problem(`/attributes/${index}/label`, "label-missing")]),
    ]),
  ];
}

function scheduleProblems({ published_at, unpublish_at }: ProductRecord): FieldProblem[] {
  const isBackwards =
    published_at && unpublish_at && Date.parse(unpublish_at) <= Date.parse(published_at);
  return isBackwards ? [problem("/unpublish_at", "schedule-invalid")] : [];
}

function variantProblems(variant: Variant, at: string, all: readonly Variant[]): FieldProblem[] {
  const isRepeated = all.filter(({ sku }) => sku === variant.sku).length > 1;
  return [
    ...(variant.sku.trim()
      ? isRepeated
        ? [problem(`${at}/sku`, "sku-repeated")]
        : []
      : [problem(`${at}/sku`, "sku-missing")]),
    ...Object.entries(variant.prices)
      .filter(([, amount]) => Number.isNaN(amount))
      .map(([currency]) => problem(`${at}/prices/${currency}`, "amount-invalid")),
    ...Object.entries(variant.compare_at).flatMap(([currency, amount]) =>
      compareAtProblems(amount, variant.prices[currency], `${at}/compare_at/${currency}`),
    ),
    ...(Number.isInteger(variant.weight_grams)
      ? []
      : [problem(`${at}/weight_grams`, "number-invalid")]),
    ...(codePattern.test(variant.tax_class) ? [] : [problem(`${at}/tax_class`, "code-invalid")]),
  ];
}

function compareAtProblems(
  amount: number,
  price: number | undefined,
  pointer: string,
): FieldProblem[] {
  if (Number.isNaN(amount)) return [problem(pointer, "amount-invalid")];
  return price === undefined ? [problem(pointer, "compare-at-alone")] : [];
}

/** What the catalog said is wrong with a product, each tied to its field. */
export function problemsIn(error: unknown): FieldProblem[] {
  if (!(error instanceof ProblemError)) return [];
  if (error.code === "handle-taken") return [problem("/handle", error.code)];
  return error.errors.map((each) => ({ ...each, detail: wordsFor(each.code, each.detail) }));
}

const fieldNames = {
  title: "adminCatalog.title",
  handle: "adminCatalog.handle",
  slug: "adminCatalog.slug",
  options: "adminCatalog.options",
  category: "adminCatalog.category",
  description_html: "adminCatalog.description",
  images: "adminCatalog.images",
  attributes: "adminCatalog.attributes",
  variants: "adminCatalog.variants",
  seo: "adminCatalog.seo",
  status: "adminCatalog.status",
  published_at: "adminCatalog.publishedAt",
  unpublish_at: "adminCatalog.unpublishAt",
  vendor: "adminCatalog.vendor",
  brand: "adminCatalog.brand",
  product_type: "adminCatalog.productType",
  tags: "adminCatalog.tags",
  sku: "adminCatalog.sku",
  prices: "adminCatalog.price",
  compare_at: "adminCatalog.compareAt",
  weight_grams: "adminCatalog.weight",
  tax_class: "adminCatalog.taxClass",
  barcodes: "adminCatalog.barcodes",
  image_url: "adminCatalog.image",
  on_hand: "adminCatalog.onHand",
  requires_shipping: "adminCatalog.requiresShipping",
} as const;

/** The path to a field in words: `/variants/2/prices/EUR` is “Variants 3 Price EUR”. */
export function fieldName(path: readonly string[]): string {
  return path
    .map((part) => {
      if (/^\d+$/.test(part)) return `${Number(part) + 1}`;
      return part in fieldNames ? t(fieldNames[part as keyof typeof fieldNames]) : part;
    })
    .join(" › ");
}

export function pointerName(pointer: string): string {
  return fieldName(pointer.split("/").filter(Boolean));
}
