import { formatMoney, formatPercent } from "@/i18n/format";
import { t } from "@/i18n/t";

import type { Quote } from "./quote";
import styles from "./totals.module.css";

interface TotalsProps {
  quote: Quote;
  /** The sum of the cart is being asked for again. */
  isOld?: boolean;
  /** The way of sending was not chosen yet: what it costs is what it usually would. */
  isEstimate?: boolean;
}

/** What the whole costs, and what it is made of, as the server counts it. */
export function Totals({ quote, isOld = false, isEstimate = false }: TotalsProps) {
  const money = (amount: number) => formatMoney({ amount, currency: quote.currency });
  const { shipping } = quote;
  return (
    <div className={styles.totals} data-old={isOld || undefined}>
      <dl>
        <Row term={t("cart.subtotal")} value={money(quote.subtotal)} />
        {quote.discount_total > 0 && (
          <Row
            term={t("cart.discount")}
            detail={labelsOf(quote.lines)}
            value={money(-quote.discount_total)}
          />
        )}
        {shipping && (
          <Row
            term={t(isEstimate ? "cart.shippingEstimate" : "cart.shipping")}
            detail={shipping.name}
            value={shipping.amount === 0 ? t("cart.free") : money(shipping.amount)}
          />
        )}
        {shipping && shipping.discount > 0 && (
          <Row
            term={t("cart.shippingDiscount")}
            detail={labelsOf([shipping])}
            value={money(-shipping.discount)}
          />
        )}
        {!quote.prices_include_tax &&
          quote.tax_lines.map((line) => (
            <Row key={line.name + line.rate} term={taxName(line)} value={money(line.amount)} />
          ))}
        <div className={styles.total}>
          <dt>{t(shipping ? "cart.total" : "cart.totalBeforeShipping")}</dt>
          <dd>
            <span role="status">{money(quote.total)}</span>
          </dd>
        </div>
      </dl>
      <TaxNote quote={quote} />
    </div>
  );
}

function Row({ term, detail, value }: { term: string; detail?: string; value: string }) {
  return (
    <div>
      <dt>
        {term}
        {detail && <span className={styles.detail}>{detail}</span>}
      </dt>
      <dd>{value}</dd>
    </div>
  );
}

function TaxNote({ quote }: { quote: Quote }) {
  const { tax_lines, prices_include_tax, currency } = quote;
  if (!prices_include_tax)
    return tax_lines.length === 0 ? <p className={styles.note}>{t("cart.taxLater")}</p> : null;
  if (tax_lines.length === 0) return <p className={styles.note}>{t("common.taxIncluded")}</p>;
  return tax_lines.map((line) => (
    <p key={line.name + line.rate} className={styles.note}>
      {t("cart.taxWithin", {
        amount: formatMoney({ amount: line.amount, currency }),
        tax: taxName(line),
      })}
    </p>
  ));
}

function taxName({ name, rate }: { name: string; rate: string }): string {
  return `${name} ${formatPercent(rate)}`;
}

function labelsOf(parts: readonly { discounts: readonly { label: string }[] }[]): string {
  const labels = parts.flatMap(({ discounts }) => discounts.map(({ label }) => label));
  return [...new Set(labels)].join(", ");
}
