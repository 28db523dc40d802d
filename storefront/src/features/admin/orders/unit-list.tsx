import { t } from "@/i18n/t";

import type { Order } from "./order";
import styles from "./order-page.module.css";

interface UnitListProps {
  order: Order;
  parts: readonly { line_id: string; quantity: number }[];
}

/** Units of an order's lines: `2 × Fruit bowl, mustard`. */
export function UnitList({ order, parts }: UnitListProps) {
  return (
    <ul className={styles.units}>
      {parts.map(({ line_id, quantity }) => {
        const line = order.lines.find(({ id }) => id === line_id);
        const title = line ? [line.title, line.variant_title].filter(Boolean).join(", ") : line_id;
        return <li key={line_id}>{t("adminOrders.units", { quantity, title })}</li>;
      })}
    </ul>
  );
}
