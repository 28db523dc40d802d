import { useLocation } from "@tanstack/react-router";
import { useEffect, useRef } from "react";

import { ButtonLink } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { formatMoney } from "@/i18n/format";
import { t } from "@/i18n/t";

import { useDisplays } from "./api/displays";
import { closeDrawer } from "./api/drawer-state";
import { usePricedCart } from "./api/quote";
import styles from "./cart.module.css";
import { CartLines } from "./cart-lines";
import { linesOf } from "./lines";
import { RefusedChange } from "./refused-change";
import { useLineActions } from "./use-line-actions";

/** The cart beside the page that something was just added from; that comes first. */
export function CartDrawer({ sku, isOpen }: { sku: string; isOpen: boolean }) {
  useCloseOnNavigation();
  return (
    <Dialog title={t("cart.added")} open={isOpen} onClose={closeDrawer} shape="drawer">
      <DrawerContent sku={sku} />
    </Dialog>
  );
}

function DrawerContent({ sku }: { sku: string }) {
  const { content, quote, isQuoteOld } = usePricedCart();
  const displays = useDisplays();
  const actions = useLineActions();
  const lines = linesOf(content, { quote, displays });
  const addedFirst = lines.toSorted((a, b) => Number(b.sku === sku) - Number(a.sku === sku));
  return (
    <>
      <RefusedChange />
      {lines.length === 0 && <p>{t("cart.emptyTitle")}</p>}
      <CartLines lines={addedFirst} actions={actions} compact onLeave={closeDrawer} />
      <div className={styles.drawerEnd}>
        {quote && (
          <p className="spread" data-old={isQuoteOld || undefined} role="status">
            <span>{t("cart.subtotal")}</span>
            <strong>{formatMoney({ amount: quote.subtotal, currency: quote.currency })}</strong>
          </p>
        )}
        <ButtonLink to="/checkout" look="primary" wide onClick={closeDrawer}>
          {t("cart.toCheckout")}
        </ButtonLink>
        <ButtonLink to="/cart" wide onClick={closeDrawer}>
          {t("cart.toCart")}
        </ButtonLink>
      </div>
    </>
  );
}

function useCloseOnNavigation(): void {
  const path = useLocation({ select: ({ pathname }) => pathname });
  const previous = useRef(path);
  useEffect(() => {
    if (previous.current !== path) closeDrawer();
    previous.current = path;
  }, [path]);
}
