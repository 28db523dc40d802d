import { formatMoney, type Money } from "@/i18n/format";
import { t } from "@/i18n/t";

import styles from "./price.module.css";

interface PriceProps {
  price: Money;
  /** The dearest variant's price, where it differs from the cheapest's. */
  priceMax?: Money | null | undefined;
  /** What it cost before a reduction. */
  compareAt?: Money | null | undefined;
}

/** What something costs; a reduced price is told apart by words as well as by looks. */
export function Price({ price, priceMax, compareAt }: PriceProps) {
  const isRange = priceMax && priceMax.amount !== price.amount;
  const now = isRange ? t("common.from", { price: formatMoney(price) }) : formatMoney(price);
  if (!compareAt || compareAt.amount <= price.amount)
    return <span className={styles.price}>{now}</span>;
  return (
    <span className={styles.price}>
      <ins className={styles.reduced} style={{ textDecoration: "none" }}>
        <span className="visually-hidden">{t("common.nowPrice")} </span>
        {now}
      </ins>
      <del className={styles.before}>
        <span className="visually-hidden">{t("common.wasPrice")} </span>
        {formatMoney(compareAt)}
      </del>
    </span>
  );
}
