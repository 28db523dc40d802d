import { queryOptions, useQuery } from "@tanstack/react-query";

import { api, read } from "@/api/client";
import { ButtonLink } from "@/components/button";
import { SelectField } from "@/components/field";
import { Notice, ProblemNotice } from "@/components/notice";
import { ProductCard, ProductGrid } from "@/components/product-card";
import { Skeleton } from "@/components/skeleton";
import { useCountry } from "@/features/checkout/api/countries";
import { t } from "@/i18n/t";
import { currencyQuery } from "@/session/currency";

import { countOf } from "./api/changes";
import { Coupons } from "./api/coupons";
import { useDisplays } from "./api/displays";
import { usePricedCart } from "./api/quote";
import { useStock } from "./api/stock";
import { Totals } from "./api/totals";
import styles from "./cart.module.css";
import { CartLines } from "./cart-lines";
import { linesOf } from "./lines";
import { RefusedChange } from "./refused-change";
import { useSeenPrices } from "./seen-prices";
import { useLineActions } from "./use-line-actions";

export function CartPage() {
  const shipping = useCountry();
  const cart = usePricedCart(shipping.country);
  const actions = useLineActions();
  const count = countOf(cart.content);
  const isEmpty = cart.isKnown && count === 0;
  return (
    <div className="page" style={{ paddingBlock: "var(--space-6) var(--space-8)" }}>
      <title>{`${t("cart.title")} – ${t("common.shopName")}`}</title>
      <div className="stack" style={{ "--gap": "var(--space-5)" } as React.CSSProperties}>
        <h1>{t("cart.title")}</h1>
        <RefusedChange />
        {cart.error && <ProblemNotice error={cart.error} retry={() => void cart.refetch()} />}
        {!cart.isKnown && !cart.error && <CartSkeleton />}
        {(count > 0 || (isEmpty && actions.removed)) && (
          <FilledCart cart={cart} actions={actions} shipping={shipping} />
        )}
        {isEmpty && <EmptyCart />}
      </div>
    </div>
  );
}

interface FilledCartProps {
  cart: ReturnType<typeof usePricedCart>;
  actions: ReturnType<typeof useLineActions>;
  shipping: ReturnType<typeof useCountry>;
}

function FilledCart({ cart, actions, shipping }: FilledCartProps) {
  const { content, quote } = cart;
  const displays = useDisplays();
  const stock = useStock(content.items.map(({ sku }) => sku));
  const seenPrices = useSeenPrices(quote);
  const lines = linesOf(content, { quote, displays, stock, seenPrices });
  const isHeldUp = lines.some((line) => line.obstacle);
  return (
    <div className={styles.layout}>
      <section aria-label={t("cart.lines")}>
        <CartLines lines={lines} actions={actions} />
      </section>
      {lines.length > 0 && (
        <section className={`card stack ${styles.summary ?? ""}`} aria-label={t("cart.summary")}>
          <h2>{t("cart.summary")}</h2>
          {cart.quoteError && (
            <ProblemNotice error={cart.quoteError} retry={() => void cart.requote()} />
          )}
          <CountryField {...shipping} />
          {quote ? (
            <Totals quote={quote} isOld={cart.isQuoteOld} isEstimate />
          ) : (
            !cart.quoteError && <Skeleton height="9rem" />
          )}
          <NoDelivery {...cart} country={shipping.country} />
          <Coupons basket={cart.basket} quote={quote} />
          {isHeldUp && <Notice tone="caution">{t("cart.heldUp")}</Notice>}
          <ButtonLink to="/checkout" look="primary" wide disabled={isHeldUp}>
            {t("cart.toCheckout")}
          </ButtonLink>
          <ButtonLink to="/" look="quiet" wide>
            {t("cart.continueShopping")}
          </ButtonLink>
        </section>
      )}
    </div>
  );
}

function CountryField({ countries, country, choose }: ReturnType<typeof useCountry>) {
  return (
    <SelectField
      label={t("cart.shipTo")}
      value={country ?? ""}
      onChange={(event) => choose(event.target.value)}
    >
      {!country && <option value="">{t("cart.chooseCountry")}</option>}
      {countries.map(({ code, name }) => (
        <option key={code} value={code}>
          {name}
        </option>
      ))}
    </SelectField>
  );
}

function NoDelivery({
  quote,
  isQuoteOld,
  country,
}: Pick<FilledCartProps["cart"], "quote" | "isQuoteOld"> & { country: string | undefined }) {
  const needsDelivery = quote?.lines.some((line) => line.requires_shipping);
  if (!country || isQuoteOld || !needsDelivery || quote?.shipping_options.length) return null;
  return <Notice tone="caution">{t("cart.noDelivery")}</Notice>;
}

const ideasQuery = () =>
  queryOptions({
    queryKey: ["cart-ideas", currencyQuery()],
    queryFn: async ({ signal }) => {
      const query = { limit: 4, ...currencyQuery() };
      return (await read(api.GET("/core/v1/products", { params: { query }, signal }))).products;
    },
  });

function EmptyCart() {
  const { data: ideas = [] } = useQuery(ideasQuery());
  return (
    <>
      <div className="stack" style={{ maxWidth: "var(--measure)" }}>
        <p>{t("cart.emptyText")}</p>
        <div>
          <ButtonLink to="/" look="primary">
            {t("cart.continueShopping")}
          </ButtonLink>
        </div>
      </div>
      {ideas.length > 0 && (
        <section className="stack" aria-label={t("cart.ideas")}>
          <h2>{t("cart.ideas")}</h2>
          <ProductGrid>
            {ideas.map((product) => (
              <ProductCard key={product.id} product={product} />
            ))}
          </ProductGrid>
        </section>
      )}
    </>
  );
}

function CartSkeleton() {
  return (
    <div className={styles.layout}>
      <div className="stack">
        <Skeleton height="7rem" />
        <Skeleton height="7rem" />
      </div>
      <Skeleton height="20rem" />
    </div>
  );
}
