import { blankVariant, type Option, type Variant } from "./products";

/** What generating a product's variants would do to those it has. */
export interface MatrixPlan {
  variants: Variant[];
  kept: number;
  added: number;
  dropped: number;
}

/** An option is told apart by its name, and has values that can be chosen. */
export function completeOptions(options: readonly Option[]): Option[] {
  return options.filter((option) => option.name && option.values.length > 0);
}

/** Every way to choose one value of each option, the last option changing fastest. */
export function combinationsOf(options: readonly Option[]): Record<string, string>[] {
  return options.reduce<Record<string, string>[]>(
    (chosen, { name, values }) =>
      chosen.flatMap((choice) => values.map((value) => ({ ...choice, [name]: value }))),
    [{}],
  );
}

/**
 * One variant for each combination of the options' values. A variant that made the same choice is
 * kept as it is. Where options or values were only renamed (as many as before, in their places)
 * variants follow the new names. A new variant takes after the first one, under a SKU of its own.
 */
export function planMatrix(
  before: readonly Option[],
  options: readonly Option[],
  variants: readonly Variant[],
  stem: string,
): MatrixPlan {
  const wanted = completeOptions(options);
  const renamed = variants.map((variant) => renameChoices(variant, before, wanted));
  const byChoice = new Map(renamed.map((variant) => [choiceOf(variant, wanted), variant]));
  const taken = new Set(variants.map((variant) => variant.sku));
  const template = variants[0] ?? blankVariant();
  const isNew = (variant: Variant) => !renamed.includes(variant);
  const planned = combinationsOf(wanted).map((choice) => {
    const kept = byChoice.get(keyOf(choice, wanted));
    if (kept) return kept;
    const sku = freeSku(stem, choice, wanted, taken);
    return { ...template, sku, options: choice, barcodes: [], on_hand: null, image_url: null };
  });
  const kept = planned.filter((variant) => !isNew(variant)).length;
  return {
    variants: planned,
    kept,
    added: planned.length - kept,
    dropped: variants.length - kept,
  };
}

function renameChoices(variant: Variant, before: readonly Option[], after: readonly Option[]) {
  const sameShape =
    before.length === after.length &&
    before.every((option, index) => option.values.length === after[index]?.values.length);
  if (!sameShape) return variant;
  const options = Object.fromEntries(
    before.map(({ name, values }, index) => {
      const place = values.indexOf(variant.options[name] ?? "");
      return [after[index]?.name ?? name, after[index]?.values[place] ?? ""];
    }),
  );
  return { ...variant, options };
}

function choiceOf(variant: Variant, options: readonly Option[]): string {
  const chooses = Object.keys(variant.options).length === options.length;
  return chooses ? keyOf(variant.options, options) : "";
}

function keyOf(choice: Readonly<Record<string, string>>, options: readonly Option[]): string {
  return JSON.stringify(options.map(({ name }) => choice[name] ?? null));
}

/** `MUG-FOG-L` of the stem `MUG`; with a number when another variant has it. */
function freeSku(
  stem: string,
  choice: Readonly<Record<string, string>>,
  options: readonly Option[],
  taken: Set<string>,
): string {
  const words = [stem, ...options.map(({ name }) => choice[name] ?? "")].map(toSkuPart);
  const base = words.filter(Boolean).join("-").slice(0, 60) || "SKU";
  let sku = base;
  for (let number = 2; taken.has(sku); number += 1) sku = `${base}-${number}`;
  taken.add(sku);
  return sku;
}

function toSkuPart(text: string): string {
  return text
    .normalize("NFKD")
    .replaceAll(/\p{Mark}/gu, "")
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
}

/** Whether each variant chooses once from each option, as the catalog demands. */
export function isMatrixComplete(
  options: readonly Option[],
  variants: readonly Variant[],
): boolean {
  const choices = variants.map((variant) => choiceOf(variant, options));
  const allowed = new Set(combinationsOf(options).map((choice) => keyOf(choice, options)));
  return choices.every((choice) => allowed.has(choice)) && new Set(choices).size === choices.length;
}
