import { Button } from "@/components/button";
import { Icon } from "@/components/icon";
import { formatMoney } from "@/i18n/format";
import { t } from "@/i18n/t";

import styles from "./checkout.module.css";
import { SetbackNotice } from "./setback-notice";
import { isResolved, type Setback } from "./setback";
import { Step } from "./step";
import type { Checkout } from "./use-checkout";

/** The last look, and the button that orders. What stood in the way of an order is told here. */
export function ReviewStep({ checkout }: { checkout: Checkout }) {
  const { order, quote, basket, open } = checkout;
  const met = order.setback && !isResolved(order.setback, basket) ? order.setback : undefined;
  const setback = met ?? unavailableIn(checkout);
  const isOpen = open === "review";
  return (
    <Step number={4} title={t("checkout.review")} state={isOpen || setback ? "open" : "ahead"}>
      <div className="stack">
        {setback && (
          <SetbackNotice
            setback={setback}
            basket={basket}
            quote={quote}
            isCustomer={checkout.isCustomer}
            onAskAgain={order.askAgain}
            isBusy={order.isPlacing}
          />
        )}
        {isOpen && <PayButton checkout={checkout} isHeldUp={isHeldUp(setback)} />}
      </div>
    </Step>
  );
}

function PayButton({ checkout, isHeldUp }: { checkout: Checkout; isHeldUp: boolean }) {
  const { order, quote, isQuoteOld, placeNow } = checkout;
  if (!quote) return null;
  const total = formatMoney({ amount: quote.total, currency: quote.currency });
  return (
    <>
      <p className="small soft">{t("checkout.reviewText")}</p>
      <Button
        look="primary"
        wide
        busy={order.isPlacing || isQuoteOld || checkout.email === ""}
        disabled={isHeldUp}
        onClick={placeNow}
      >
        {quote.total > 0 ? t("checkout.orderAndPay", { total }) : t("checkout.orderFree")}
      </Button>
      <p className={`small soft ${styles.secure ?? ""}`}>
        <Icon name="shield" size={18} />
        {t("checkout.secure")}
      </p>
    </>
  );
}

/** What the price list does not know any more cannot be ordered; no need to try. */
function unavailableIn({ quote, isQuoteOld }: Checkout): Setback | undefined {
  if (!quote || isQuoteOld || quote.unavailable.length === 0) return undefined;
  const lines = quote.unavailable.map(({ sku }) => ({ sku, available: 0 }));
  return { kind: "items", lines };
}

/** While these stand, ordering once more would only be refused once more, or ask for another order. */
function isHeldUp(setback: Setback | undefined): boolean {
  const kinds: readonly Setback["kind"][] = ["items", "already-ordered", "unknown"];
  return setback !== undefined && kinds.includes(setback.kind);
}
