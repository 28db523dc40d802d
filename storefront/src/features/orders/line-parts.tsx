import { t } from "@/i18n/t";

import type { Order } from "./order";
import styles from "./orders.module.css";

interface LinePartsProps {
  order: Order;
  parts: readonly { line_id: string; quantity: number }[];
}

/** So many of this, so many of that. */
export function LineParts({ order, parts }: LinePartsProps) {
  const lines = new Map(order.lines.map((line) => [line.id, line]));
  return (
    <ul className={styles.parts}>
      {parts.map(({ line_id, quantity }) => {
        const line = lines.get(line_id);
        const title = [line?.title, line?.variant_title].filter(Boolean).join(", ");
        return <li key={line_id}>{t("orders.unitsOf", { count: quantity, title })}</li>;
      })}
    </ul>
  );
}
