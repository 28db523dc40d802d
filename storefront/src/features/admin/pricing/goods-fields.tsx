import { useQuery } from "@tanstack/react-query";

import { ChoiceField } from "@/components/field";
import { t } from "@/i18n/t";

import { adminCategoriesQuery, inTreeOrder } from "../catalog/categories";
import { FieldRow } from "../components/form-section";
import { ListField } from "../components/list-field";
import type { Goods } from "./documents";
import styles from "./pricing.module.css";

interface GoodsFieldsProps {
  legend: string;
  at: string;
  goods: Goods;
  onChange: (goods: Goods) => void;
}

/** Which goods are meant: those of any list, or all when the lists are empty. */
export function GoodsFields({ legend, at, goods, onChange }: GoodsFieldsProps) {
  const { data: categories = [] } = useQuery(adminCategoriesQuery());
  const toggle = (id: string, isMeant: boolean) =>
    onChange({
      ...goods,
      category_ids: isMeant
        ? [...goods.category_ids, id]
        : goods.category_ids.filter((one) => one !== id),
    });
  return (
    <div className="stack">
      <details open={goods.category_ids.length > 0}>
        <summary>{t("adminCatalog.goodsCategories", { count: goods.category_ids.length })}</summary>
        <fieldset className={styles.choices}>
          <legend className="visually-hidden">{legend}</legend>
          {inTreeOrder(categories).map(({ category, path }) => (
            <ChoiceField
              key={category.id}
              type="checkbox"
              label={path.join(" › ")}
              checked={goods.category_ids.includes(category.id)}
              onChange={(event) => toggle(category.id, event.target.checked)}
            />
          ))}
        </fieldset>
      </details>
      <FieldRow>
        <ListField
          name={`${at}/skus`}
          label={t("adminCatalog.goodsSkus")}
          hint={t("adminCatalog.commas")}
          values={goods.skus}
          onChange={(skus) => onChange({ ...goods, skus })}
        />
        <ListField
          name={`${at}/product_ids`}
          label={t("adminCatalog.goodsProducts")}
          hint={t("adminCatalog.goodsProductsHint")}
          values={goods.product_ids}
          onChange={(product_ids) => onChange({ ...goods, product_ids })}
        />
      </FieldRow>
      <ChoiceField
        type="checkbox"
        label={t("adminCatalog.goodsNotReduced")}
        checked={goods.exclude_reduced}
        onChange={(event) => onChange({ ...goods, exclude_reduced: event.target.checked })}
      />
    </div>
  );
}
