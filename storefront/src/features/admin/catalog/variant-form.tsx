import type { FieldProblem } from "@/api/problem";
import { Button } from "@/components/button";
import { ChoiceField, SelectField, TextField } from "@/components/field";
import { t } from "@/i18n/t";

import { withAmount } from "../components/amounts";
import { errorAt } from "../components/error-summary";
import { FieldRow } from "../components/form-section";
import { ListField } from "../components/list-field";
import { MoneyInput } from "../components/money-input";
import { NumberField } from "../components/number-field";
import type { Picture, Variant } from "./products";

interface VariantFormProps {
  index: number;
  variant: Variant;
  currencies: readonly string[];
  images: readonly Picture[];
  problems: readonly FieldProblem[];
  isNew: boolean;
  onChange: (index: number, patch: Partial<Variant>) => void;
  onDone: () => void;
}

/** What a variant has beside its SKU and price. Changes count at once; they are saved with the product. */
export function VariantForm(props: VariantFormProps) {
  const { index, variant, problems } = props;
  const at = `/variants/${index}`;
  const change = (patch: Partial<Variant>) => props.onChange(index, patch);
  return (
    <div className="stack">
      <FieldRow>
        {props.currencies.map((currency) => (
          <MoneyInput
            key={currency}
            label={t("adminCatalog.compareAt")}
            currency={currency}
            value={variant.compare_at[currency]}
            error={errorAt(problems, `${at}/compare_at/${currency}`)}
            onChange={(amount) =>
              change({ compare_at: withAmount(variant.compare_at, currency, amount) })
            }
          />
        ))}
      </FieldRow>
      <FieldRow>
        <NumberField
          label={t("adminCatalog.weight")}
          value={variant.weight_grams}
          error={errorAt(problems, `${at}/weight_grams`)}
          onChange={(weight_grams) => change({ weight_grams: weight_grams ?? 0 })}
        />
        <TextField
          label={t("adminCatalog.taxClass")}
          hint={t("adminCatalog.taxClassHint")}
          value={variant.tax_class}
          maxLength={64}
          required
          error={errorAt(problems, `${at}/tax_class`)}
          onChange={(event) => change({ tax_class: event.target.value })}
        />
        <NumberField
          label={t("adminCatalog.onHand")}
          hint={t(props.isNew ? "adminCatalog.onHandHint" : "adminCatalog.onHandCountHint")}
          value={variant.on_hand}
          error={errorAt(problems, `${at}/on_hand`)}
          onChange={(on_hand) => change({ on_hand })}
        />
      </FieldRow>
      <FieldRow>
        <ListField
          label={t("adminCatalog.barcodes")}
          hint={t("adminCatalog.commas")}
          values={variant.barcodes}
          error={errorAt(problems, `${at}/barcodes`)}
          onChange={(barcodes) => change({ barcodes })}
        />
        <SelectField
          label={t("adminCatalog.image")}
          value={variant.image_url ?? ""}
          onChange={(event) => change({ image_url: event.target.value || null })}
        >
          <option value="">{t("adminCatalog.productImage")}</option>
          {imageChoices(props.images, variant.image_url).map(({ url, alt }) => (
            <option key={url} value={url}>
              {alt || url}
            </option>
          ))}
        </SelectField>
      </FieldRow>
      <ChoiceField
        type="checkbox"
        label={t("adminCatalog.requiresShipping")}
        checked={variant.requires_shipping}
        onChange={(event) => change({ requires_shipping: event.target.checked })}
      />
      <div>
        <Button look="primary" onClick={props.onDone}>
          {t("adminCatalog.done")}
        </Button>
      </div>
    </div>
  );
}

/** The product's pictures, and the variant's own if it is none of them. */
function imageChoices(
  images: readonly Picture[],
  own: string | null,
): { url: string; alt: string }[] {
  return own && !images.some(({ url }) => url === own)
    ? [...images, { url: own, alt: "" }]
    : [...images];
}
