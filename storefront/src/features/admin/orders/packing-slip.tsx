import { useEffect } from "react";
import { createPortal } from "react-dom";

import { formatDay } from "@/i18n/format";
import { t } from "@/i18n/t";

import type { Fulfilment, Order } from "./order";
import { AddressLines } from "./order-facts";
import styles from "./packing-slip.module.css";

interface PackingSlipProps {
  order: Order;
  parcel: Fulfilment;
  onPrinted: () => void;
}

/** What lies in the parcel, on paper: without prices, for it may be a present. Prints at once. */
export function PackingSlip({ order, parcel, onPrinted }: PackingSlipProps) {
  useEffect(() => {
    window.addEventListener("afterprint", onPrinted, { once: true });
    window.print();
    return () => window.removeEventListener("afterprint", onPrinted);
  }, [onPrinted]);
  return createPortal(
    <article className={styles.slip} aria-hidden="true">
      <header>
        <p className={styles.shop}>{t("common.shopName")}</p>
        <p>
          {t("adminOrders.slipTitle")} · {order.number} · {formatDay(order.placed_at)}
        </p>
      </header>
      <AddressLines address={order.shipping_address} />
      <table>
        <thead>
          <tr>
            <th>{t("adminOrders.ordered")}</th>
            <th>{t("adminOrders.sku")}</th>
            <th>{t("adminOrders.article")}</th>
          </tr>
        </thead>
        <tbody>
          {parcel.lines.map(({ line_id, quantity }) => {
            const line = order.lines.find(({ id }) => id === line_id);
            return (
              <tr key={line_id}>
                <td>{quantity}</td>
                <td>{line?.sku}</td>
                <td>{[line?.title, line?.variant_title].filter(Boolean).join(", ")}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {order.shipping && <p>{order.shipping.name}</p>}
    </article>,
    document.body,
  );
}
