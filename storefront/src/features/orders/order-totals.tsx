import { formatMoney, formatPercent } from "@/i18n/format";
import { t } from "@/i18n/t";

import type { Order } from "./order";
import styles from "./orders.module.css";

/** What the order cost, what of it was paid, and what went back. */
export function OrderTotals({ order }: { order: Order }) {
  const money = (amount: number) => formatMoney({ amount, currency: order.currency });
  const taxTerm = order.prices_include_tax ? "orders.taxWithin" : "orders.tax";
  return (
    <section className="card stack">
      <h2>{t("orders.totals")}</h2>
      <dl className={styles.totals}>
        <Row term={t("orders.subtotal")} value={money(order.subtotal)} />
        {order.discount_total > 0 && (
          <Row
            term={t("orders.discount", { codes: order.coupon_codes.join(", ") })}
            value={money(-order.discount_total)}
          />
        )}
        {order.shipping && (
          <Row
            term={t("orders.shipping", { name: order.shipping.name })}
            value={money(order.shipping_total)}
          />
        )}
        {!order.prices_include_tax && <TaxRows order={order} term={taxTerm} />}
        <Row term={t("orders.total")} value={money(order.total)} strong />
        {order.prices_include_tax && <TaxRows order={order} term={taxTerm} />}
        {order.paid_total > 0 && <Row term={t("orders.paid")} value={money(order.paid_total)} />}
        {order.refunded_total > 0 && (
          <Row term={t("orders.refunded")} value={money(order.refunded_total)} />
        )}
      </dl>
    </section>
  );
}

function TaxRows({ order, term }: { order: Order; term: "orders.tax" | "orders.taxWithin" }) {
  return order.tax_lines.map(({ name, rate, amount }) => (
    <Row
      key={name + rate}
      term={t(term, { name, rate: formatPercent(rate) })}
      value={formatMoney({ amount, currency: order.currency })}
      soft
    />
  ));
}

interface RowProps {
  term: string;
  value: string;
  strong?: boolean;
  soft?: boolean;
}

function Row({ term, value, strong = false, soft = false }: RowProps) {
  const look = [strong && styles.strong, soft && styles.softRow].filter(Boolean).join(" ");
  return (
    <div className={look}>
      <dt>{term}</dt>
      <dd>{value}</dd>
    </div>
  );
}
