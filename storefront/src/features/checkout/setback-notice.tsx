import type { ReactNode } from "react";

import { Button, ButtonLink } from "@/components/button";
import { Notice, ProblemNotice } from "@/components/notice";
import { useChangeCart } from "@/features/cart/api/change-cart";
import type { Basket, Quote } from "@/features/cart/api/quote";
import { formatMoney } from "@/i18n/format";
import { t } from "@/i18n/t";

import { useStartPayment } from "./api/start-payment";
import { isResolved, type Setback, type ShortLine } from "./setback";

interface SetbackNoticeProps {
  setback: Setback;
  basket: Basket;
  quote: Quote | undefined;
  isCustomer: boolean;
  /** Send the same request again. */
  onAskAgain: () => void;
  isBusy: boolean;
}

/** Why there is no order yet, and what to do about it. Nothing is lost and nothing was charged. */
export function SetbackNotice(props: SetbackNoticeProps) {
  const { setback, onAskAgain, isBusy } = props;
  switch (setback.kind) {
    case "price-changed":
      return (
        <Told id="priceChanged">
          <p>
            {t("checkout.setback.priceChanged", {
              before: formatMoney(setback.before),
              now: formatMoney(setback.now),
            })}
          </p>
        </Told>
      );
    case "items":
      return <ShortLines {...props} lines={setback.lines} />;
    case "coupons":
      return <RefusedCoupons {...props} {...setback} />;
    case "already-ordered":
      return <AlreadyOrdered {...setback} />;
    case "too-many-open-orders":
      return (
        <Told id="tooManyOrders">
          <ButtonLink size="small" to={props.isCustomer ? "/account/orders" : "/orders"}>
            {t("checkout.toOrders")}
          </ButtonLink>
        </Told>
      );
    case "signed-out":
      return (
        <Told id="signedOut">
          <ButtonLink size="small" to="/sign-in" search={{ next: "/checkout" }}>
            {t("common.signIn")}
          </ButtonLink>
        </Told>
      );
    case "offline":
    case "unknown":
      return (
        <Told id={setback.kind}>
          <Button size="small" busy={isBusy} onClick={onAskAgain}>
            {t(setback.kind === "unknown" ? "checkout.findOut" : "common.retry")}
          </Button>
        </Told>
      );
    case "cart-changed":
      return <Told id="cartChanged" />;
    case "shipping-unavailable":
      return <Told id="shippingUnavailable" />;
    case "fields":
      return <Told id="fields" />;
    case "other":
      return <ProblemNotice error={setback.error} />;
  }
}

const texts = {
  priceChanged: "checkout.setback.priceChangedTitle",
  items: "checkout.setback.items",
  coupons: "checkout.setback.coupons",
  couponsUsedUp: "checkout.setback.couponsUsedUp",
  alreadyOrdered: "checkout.setback.alreadyOrdered",
  tooManyOrders: "checkout.setback.tooManyOrders",
  signedOut: "checkout.setback.signedOut",
  offline: "checkout.setback.offline",
  unknown: "checkout.setback.unknown",
  cartChanged: "checkout.setback.cartChanged",
  shippingUnavailable: "checkout.setback.shippingUnavailable",
  fields: "checkout.setback.fields",
} as const;

function Told({ id, children }: { id: keyof typeof texts; children?: ReactNode }) {
  return (
    <Notice tone="caution" urgent title={t(texts[id])}>
      {children}
    </Notice>
  );
}

function ShortLines({
  lines,
  quote,
  basket,
}: SetbackNoticeProps & { lines: readonly ShortLine[] }) {
  const { setQuantity } = useChangeCart();
  const unresolved = lines.filter((line) => !isResolved({ kind: "items", lines: [line] }, basket));
  return (
    <Told id="items">
      <ul className="stack" style={{ "--gap": "var(--space-2)" } as React.CSSProperties}>
        {unresolved.map((line) => {
          const title = quote?.lines.find(({ sku }) => sku === line.sku)?.title ?? line.sku;
          return (
            <li key={line.sku} className="spread">
              <span>
                {line.available > 0
                  ? t("checkout.setback.itemLeft", { title, count: line.available })
                  : t("checkout.setback.itemGone", { title })}
              </span>
              <Button size="small" onClick={() => setQuantity(line.sku, line.available)}>
                {line.available > 0
                  ? t("cart.takeFewer", { count: line.available })
                  : t("cart.remove", { title })}
              </Button>
            </li>
          );
        })}
      </ul>
    </Told>
  );
}

function RefusedCoupons({
  codes,
  isUsedUp,
  basket,
}: SetbackNoticeProps & { codes: readonly string[]; isUsedUp: boolean }) {
  const { setCoupons } = useChangeCart();
  const remove = () => setCoupons(basket.coupon_codes.filter((code) => !codes.includes(code)));
  return (
    <Told id={isUsedUp ? "couponsUsedUp" : "coupons"}>
      <div className="cluster">
        <strong>{codes.join(", ")}</strong>
        <Button size="small" onClick={remove}>
          {t("checkout.goOnWithout")}
        </Button>
      </div>
    </Told>
  );
}

/** The cart was ordered before, with other details: that order can be paid, or looked at. */
function AlreadyOrdered({ orderId, number }: { orderId: string; number: string }) {
  const payment = useStartPayment(orderId);
  return (
    <Told id="alreadyOrdered">
      <div className="stack" style={{ "--gap": "var(--space-3)" } as React.CSSProperties}>
        <p>{t("checkout.setback.alreadyOrderedText", { number })}</p>
        {payment.isError && <ProblemNotice error={payment.error} />}
        <div className="cluster">
          <Button
            size="small"
            look="primary"
            busy={payment.isPending}
            onClick={() => payment.mutate()}
          >
            {t("checkout.payOrder", { number })}
          </Button>
          <ButtonLink size="small" to="/orders/$orderId" params={{ orderId }}>
            {t("checkout.seeOrder")}
          </ButtonLink>
        </div>
      </div>
    </Told>
  );
}
