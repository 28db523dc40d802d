import type { components } from "@/api/client";

type Option = components["schemas"]["OptionRecord"];

/** As much of a variant as choosing one takes. */
export interface Choosable {
  sku: string;
  options: Readonly<Record<string, string>>;
  in_stock: boolean;
  image_url?: string | null;
}

/**
 * How a value stands beside what is chosen: `available` as it is, `sold-out` in this combination,
 * or `elsewhere`: not made in this combination, so that choosing it changes other options too.
 */
export type ValueState = "available" | "sold-out" | "elsewhere";

export interface PickableValue {
  value: string;
  state: ValueState;
  chosen: boolean;
  /** A picture that tells this value from the others of its option, where there is one for each. */
  imageUrl: string | undefined;
}

export interface PickableOption {
  name: string;
  values: PickableValue[];
}

/** The variant that a page opens with: the one asked for, else the first that can be bought. */
export function firstVariant<V extends Choosable>(
  variants: readonly V[],
  sku?: string,
): V | undefined {
  return (
    variants.find((variant) => variant.sku === sku) ??
    variants.find((variant) => variant.in_stock) ??
    variants[0]
  );
}

/** What can be picked, given the variant that is chosen now. Values that no variant has are left out. */
export function pickableOptions(
  options: readonly Option[],
  variants: readonly Choosable[],
  chosen: Choosable,
): PickableOption[] {
  return options
    .map(({ name, values }) => ({
      name,
      values: values
        .filter((value) => variants.some((variant) => variant.options[name] === value))
        .map((value) => ({
          value,
          state: stateOf(variants, chosen, name, value),
          chosen: chosen.options[name] === value,
          imageUrl: imageOf(variants, chosen, name, value),
        })),
    }))
    .map((option) => (areDistinct(option.values) ? option : withoutImages(option)));
}

/**
 * The variant to change to when a value is picked: the same with this value if it is made, sold out
 * or not; else one with this value that can be bought, and that keeps most of the other choices,
 * earlier options first.
 */
export function pick<V extends Choosable>(
  variants: readonly V[],
  chosen: V,
  option: string,
  value: string,
): V {
  const exact = variantWith(variants, chosen, option, value);
  if (exact) return exact;
  const names = Object.keys(chosen.options).filter((name) => name !== option);
  const closest = variants
    .filter((variant) => variant.options[option] === value)
    .map((variant) => ({ variant, rank: likeness(variant, chosen, names) }))
    .sort((a, b) => b.rank - a.rank)[0];
  return closest?.variant ?? chosen;
}

/** Being in stock outweighs everything, then an earlier option all later ones together. */
function likeness(variant: Choosable, chosen: Choosable, names: readonly string[]): number {
  const shared = names.map((name) => variant.options[name] === chosen.options[name]);
  const bits = [variant.in_stock, ...shared];
  return bits.reduce((rank, bit) => rank * 2 + (bit ? 1 : 0), 0);
}

function stateOf(
  variants: readonly Choosable[],
  chosen: Choosable,
  option: string,
  value: string,
): ValueState {
  const exact = variantWith(variants, chosen, option, value);
  if (!exact) return "elsewhere";
  return exact.in_stock ? "available" : "sold-out";
}

function variantWith<V extends Choosable>(
  variants: readonly V[],
  chosen: Choosable,
  option: string,
  value: string,
): V | undefined {
  const wanted = Object.entries({ ...chosen.options, [option]: value });
  return variants.find((variant) =>
    wanted.every(([name, choice]) => variant.options[name] === choice),
  );
}

function imageOf(
  variants: readonly Choosable[],
  chosen: Choosable,
  option: string,
  value: string,
): string | undefined {
  const exact = variantWith(variants, chosen, option, value);
  const shown = exact ?? variants.find((variant) => variant.options[option] === value);
  return shown?.image_url ?? undefined;
}

function areDistinct(values: readonly PickableValue[]): boolean {
  const images = values.map(({ imageUrl }) => imageUrl);
  return !images.includes(undefined) && new Set(images).size === images.length;
}

function withoutImages({ name, values }: PickableOption): PickableOption {
  return { name, values: values.map((value) => ({ ...value, imageUrl: undefined })) };
}
