import { memo, useCallback, useState } from "react";

import type { FieldProblem } from "@/api/problem";
import { Button } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { t } from "@/i18n/t";

import { CellInput, CellMoney } from "../components/cell-input";
import { useCurrencies } from "../components/currencies";
import { errorAt } from "../components/error-summary";
import { FormSection } from "../components/form-section";
import { TableRegion } from "../components/data-table";
import tableStyles from "../components/data-table.module.css";
import { withAmount } from "../components/amounts";
import type { SectionProps } from "./basics-section";
import type { Option, Variant } from "./products";
import { StockCell, type StockLevels, useStockLevels } from "./stock-levels";
import { VariantForm } from "./variant-form";

/** `Fog / Large`, in the options' order; the SKU for a product without options. */
export function variantTitle(variant: Variant, options: readonly Option[]): string {
  return options.map(({ name }) => variant.options[name] ?? "–").join(" / ") || variant.sku;
}

/** What is put into a cart: each way to choose, with its SKU, prices and stock. */
export function VariantsSection({
  record,
  onChangeVariant,
  problems,
  isNew,
}: Omit<SectionProps, "onChange"> & {
  onChangeVariant: (index: number, patch: Partial<Variant>) => void;
  isNew: boolean;
}) {
  const { variants, options } = record;
  const used = variants.flatMap((variant) => Object.keys(variant.prices));
  const currencies = useCurrencies(used);
  const levels = useStockLevels(isNew ? [] : variants.map((variant) => variant.sku));
  const [edited, setEdited] = useState<number>();
  const edit = useCallback((index: number) => setEdited(index), []);
  const shown = edited === undefined ? undefined : variants[edited];
  return (
    <FormSection title={t("adminCatalog.variants")} intro={t("adminCatalog.variantsIntro")}>
      <TableRegion label={t("adminCatalog.variantsTable")}>
        <table className={tableStyles.table}>
          <thead>
            <tr>
              <th scope="col">{t("adminCatalog.variant")}</th>
              <th scope="col">{t("adminCatalog.sku")}</th>
              {currencies.map((currency) => (
                <th key={currency} scope="col" className={tableStyles.numeric}>
                  {t("adminCatalog.priceIn", { currency })}
                </th>
              ))}
              {!isNew && <th scope="col">{t("adminCatalog.availableStock")}</th>}
              <th scope="col">
                <span className="visually-hidden">{t("admin.actions")}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {variants.map((variant, index) => (
              <VariantRow
                key={index}
                index={index}
                variant={variant}
                title={variantTitle(variant, options)}
                currencies={currencies.join()}
                problems={ownProblems(problems, index)}
                hasStock={!isNew}
                levels={levels}
                onChange={onChangeVariant}
                onEdit={edit}
              />
            ))}
          </tbody>
        </table>
      </TableRegion>
      <Dialog
        title={shown ? variantTitle(shown, options) : ""}
        open={shown !== undefined}
        onClose={() => setEdited(undefined)}
        shape="wideModal"
      >
        {shown && edited !== undefined && (
          <VariantForm
            index={edited}
            variant={shown}
            currencies={currencies}
            images={record.images}
            problems={problems}
            isNew={isNew}
            onChange={onChangeVariant}
            onDone={() => setEdited(undefined)}
          />
        )}
      </Dialog>
    </FormSection>
  );
}

const none: readonly FieldProblem[] = [];

/** The problems of one row; always the same empty list for a sound one, so that it is not drawn again. */
function ownProblems(problems: readonly FieldProblem[], index: number): readonly FieldProblem[] {
  const own = problems.filter(({ pointer }) => pointer.startsWith(`/variants/${index}/`));
  return own.length > 0 ? own : none;
}

interface RowProps {
  index: number;
  variant: Variant;
  title: string;
  /** With commas between: a text that is the same keeps the row as it is. */
  currencies: string;
  problems: readonly FieldProblem[];
  hasStock: boolean;
  levels: StockLevels | undefined;
  onChange: (index: number, patch: Partial<Variant>) => void;
  onEdit: (index: number) => void;
}

const VariantRow = memo(function VariantRow(props: RowProps) {
  const { index, variant, title, problems, onChange } = props;
  const at = `/variants/${index}`;
  const folded = problems.find(({ pointer }) => !/\/(sku|prices\/\w+)$/.test(pointer));
  return (
    <tr>
      <th scope="row">{title || t("adminCatalog.onlyVariant")}</th>
      <td>
        <CellInput
          name={`${at}/sku`}
          label={t("adminCatalog.cellOf", { column: t("adminCatalog.sku"), row: title })}
          value={variant.sku}
          maxLength={64}
          spellCheck={false}
          style={{ minWidth: "11rem" }}
          error={errorAt(problems, `${at}/sku`)}
          onChange={(event) => onChange(index, { sku: event.target.value })}
        />
      </td>
      {props.currencies
        .split(",")
        .filter(Boolean)
        .map((currency) => (
          <td key={currency} className={tableStyles.numeric}>
            <CellMoney
              name={`${at}/prices/${currency}`}
              label={t("adminCatalog.cellOf", {
                column: t("adminCatalog.priceIn", { currency }),
                row: title,
              })}
              currency={currency}
              value={variant.prices[currency]}
              error={errorAt(problems, `${at}/prices/${currency}`)}
              onChange={(amount) =>
                onChange(index, { prices: withAmount(variant.prices, currency, amount) })
              }
            />
          </td>
        ))}
      {props.hasStock && (
        <td>
          <StockCell sku={variant.sku} levels={props.levels} />
        </td>
      )}
      <td>
        <Button
          size="small"
          name={at}
          aria-label={t("adminCatalog.editVariant", { title })}
          onClick={() => props.onEdit(index)}
        >
          {t("common.edit")}
        </Button>
        {folded && <p style={{ color: "var(--bad)" }}>{folded.detail}</p>}
      </td>
    </tr>
  );
});
