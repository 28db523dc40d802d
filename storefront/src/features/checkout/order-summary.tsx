import { useId } from "react";

import { Picture } from "@/components/picture";
import { ProblemNotice } from "@/components/notice";
import { Skeleton } from "@/components/skeleton";
import { Coupons } from "@/features/cart/api/coupons";
import type { Basket, Quote, QuoteLine } from "@/features/cart/api/quote";
import { Totals } from "@/features/cart/api/totals";
import { formatMoney } from "@/i18n/format";
import { t } from "@/i18n/t";
import { Link } from "@tanstack/react-router";

import styles from "./checkout.module.css";

interface OrderSummaryProps {
  basket: Basket;
  quote: Quote | undefined;
  isOld: boolean;
  /** The way of sending is not settled yet. */
  isEstimate: boolean;
  error: Error | null;
  retry: () => void;
}

/** What is bought and what it comes to, beside the steps. */
export function OrderSummary({
  basket,
  quote,
  isOld,
  isEstimate,
  error,
  retry,
}: OrderSummaryProps) {
  const heading = useId();
  return (
    <section className={`card stack ${styles.summary ?? ""}`} aria-labelledby={heading}>
      <div className="spread">
        <h2 id={heading}>{t("checkout.yourOrder")}</h2>
        <Link to="/cart">{t("checkout.changeCart")}</Link>
      </div>
      {error && <ProblemNotice error={error} retry={retry} />}
      {!quote && !error && <Skeleton height="14rem" />}
      {quote && (
        <>
          <ul className={styles.lines}>
            {quote.lines.map((line) => (
              <Line key={line.sku} line={line} currency={quote.currency} />
            ))}
          </ul>
          <Coupons basket={basket} quote={quote} />
          <Totals quote={quote} isOld={isOld} isEstimate={isEstimate} />
        </>
      )}
    </section>
  );
}

function Line({ line, currency }: { line: QuoteLine; currency: string }) {
  return (
    <li className={styles.line}>
      <div className={styles.frame}>
        {line.image_url && <Picture src={line.image_url} alt="" sizes="4rem" />}
      </div>
      <div>
        <p className={styles.lineTitle}>{line.title}</p>
        <p className="small soft">
          {[line.variant_title, t("checkout.pieces", { count: line.quantity })]
            .filter(Boolean)
            .join(" · ")}
        </p>
      </div>
      <p className="numeric">{formatMoney({ amount: line.subtotal, currency })}</p>
    </li>
  );
}
