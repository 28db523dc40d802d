import { Link } from "@tanstack/react-router";

import { Picture } from "@/components/picture";
import { formatMoney } from "@/i18n/format";
import { t } from "@/i18n/t";

import type { Order, OrderLine } from "./order";
import styles from "./orders.module.css";

export function OrderLines({ order }: { order: Order }) {
  return (
    <section className="card stack">
      <h2>{t("orders.lines")}</h2>
      <ul className={styles.lines}>
        {order.lines.map((line) => (
          <Line key={line.id} line={line} currency={order.currency} />
        ))}
      </ul>
    </section>
  );
}

function Line({ line, currency }: { line: OrderLine; currency: string }) {
  const money = (amount: number) => formatMoney({ amount, currency });
  return (
    <li>
      <div className={styles.thumb}>
        {line.image_url && (
          <Picture src={line.image_url} alt="" sizes="4rem" width={64} height={64} />
        )}
      </div>
      <div>
        <p className={styles.lineTitle}>
          <Link to="/products/$slug" params={{ slug: line.product_id }} search={{ sku: line.sku }}>
            {line.title}
          </Link>
        </p>
        <p className="small soft">
          {line.variant_title && <>{line.variant_title} · </>}
          {t("orders.unitsAt", { count: line.quantity, price: money(line.unit_price) })}
        </p>
        {line.discounts.map((discount) => (
          <p key={discount.promotion_id} className="small soft">
            {discount.label || discount.code}: {money(-discount.amount)}
          </p>
        ))}
      </div>
      <p className="numeric">{money(line.subtotal - line.discount)}</p>
    </li>
  );
}
