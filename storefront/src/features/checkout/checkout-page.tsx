import { useEffect, useState } from "react";

import { ButtonLink } from "@/components/button";
import { ProblemNotice } from "@/components/notice";
import { Skeleton } from "@/components/skeleton";
import { record } from "@/clickstream/record";
import { useCart } from "@/features/cart/api/cart";
import type { Cart } from "@/features/cart/api/changes";
import { t } from "@/i18n/t";

import { AddressStep } from "./address-step";
import { AddressSummary } from "./address-summary";
import { placedStore } from "./attempt";
import styles from "./checkout.module.css";
import { ContactStep } from "./contact-step";
import { type StepName } from "./draft";
import { OrderSummary } from "./order-summary";
import { ReviewStep } from "./review-step";
import { chosenOption, daysOf, ShippingStep } from "./shipping-step";
import { Step } from "./step";
import { type Checkout, needsShipping, useCheckout } from "./use-checkout";
import { useWaitingOrder, WaitingOrder } from "./waiting-order";

export function CheckoutPage() {
  return (
    <div className="page" style={{ paddingBlock: "var(--space-6) var(--space-8)" }}>
      <title>{`${t("checkout.title")} – ${t("common.shopName")}`}</title>
      <div className="stack" style={{ "--gap": "var(--space-5)" } as React.CSSProperties}>
        <h1>{t("checkout.title")}</h1>
        <CheckoutContent />
      </div>
    </div>
  );
}

function CheckoutContent() {
  const { stored, isKnown, error, refetch } = useCart();
  const [placed, setPlaced] = useState(placedStore.read);
  const waiting = useWaitingOrder(placed);
  useEffect(() => {
    // Back from the provider's page by the browser's button, and this page as it was when left.
    const comeBack = () => setPlaced(placedStore.read());
    window.addEventListener("pageshow", comeBack);
    return () => window.removeEventListener("pageshow", comeBack);
  }, []);
  if (error) return <ProblemNotice error={error} retry={() => void refetch()} />;
  if (!isKnown || waiting.isAsking) return <CheckoutSkeleton />;

  const isOrdered = waiting.order?.cart_version === stored?.version;
  return (
    <>
      {waiting.order && <WaitingOrder order={waiting.order} onElse={() => setPlaced(undefined)} />}
      {/* The same cart makes the same order; a cart that was changed since may be ordered as well. */}
      {!isOrdered || !waiting.order ? <CartCheckout cart={stored} /> : null}
    </>
  );
}

function CartCheckout({ cart }: { cart: Cart | undefined }) {
  if (!cart || cart.items.length === 0) {
    return (
      <div className="stack">
        <p>{t("checkout.empty")}</p>
        <div>
          <ButtonLink to="/" look="primary">
            {t("cart.continueShopping")}
          </ButtonLink>
        </div>
      </div>
    );
  }
  return <Steps cart={cart} />;
}

function Steps({ cart }: { cart: Cart }) {
  const checkout = useCheckout(cart);
  useEffect(() => record("checkout_started"), []);
  return (
    <div className={styles.layout}>
      <div className={styles.steps}>
        <ToldSteps checkout={checkout} />
      </div>
      <div className={styles.aside}>
        <OrderSummary
          basket={checkout.basket}
          quote={checkout.quote}
          isOld={checkout.isQuoteOld}
          isEstimate={!checkout.isDone("shipping")}
          error={checkout.quoteError}
          retry={checkout.requote}
        />
      </div>
      <div className={styles.review}>
        <ReviewStep checkout={checkout} />
      </div>
    </div>
  );
}

function ToldSteps({ checkout }: { checkout: Checkout }) {
  const { draft, dispatch, quote, email, isCustomer, country } = checkout;
  const frame = (step: StepName) =>
    ({
      state: checkout.open === step ? "open" : checkout.isDone(step) ? "done" : "ahead",
      onEdit: () => dispatch({ type: "edited", step }),
    }) as const;
  return (
    <>
      <Step
        {...frame("contact")}
        {...(isCustomer && { onEdit: undefined })}
        number={1}
        title={t("checkout.contact")}
        summary={email || <Skeleton width="14rem" />}
      >
        <ContactStep draft={draft} dispatch={dispatch} />
      </Step>
      <Step
        {...frame("address")}
        number={2}
        title={t("checkout.address")}
        summary={<AddressSummary shipTo={draft.shipTo} billTo={draft.billTo} />}
      >
        <AddressStep draft={draft} dispatch={dispatch} likelyCountry={country} />
      </Step>
      <Step
        {...frame("shipping")}
        {...(quote && !needsShipping(quote) && { onEdit: undefined })}
        number={3}
        title={t("checkout.shipping")}
        summary={<ShippingSummary checkout={checkout} />}
      >
        <ShippingStep draft={draft} quote={quote} dispatch={dispatch} />
      </Step>
    </>
  );
}

function ShippingSummary({ checkout: { quote, draft } }: { checkout: Checkout }) {
  if (!quote) return null;
  if (!needsShipping(quote)) return t("checkout.nothingToShip");
  const option = chosenOption(quote, draft);
  return option && `${option.name}, ${daysOf(option)}`;
}

function CheckoutSkeleton() {
  return (
    <div className={styles.layout}>
      <div className="stack">
        <Skeleton height="12rem" />
        <Skeleton height="4rem" />
        <Skeleton height="4rem" />
      </div>
      <Skeleton height="24rem" />
    </div>
  );
}
