import { lazy, Suspense } from "react";

import { ButtonLink } from "@/components/button";
import { Icon } from "@/components/icon";
import { t } from "@/i18n/t";

import styles from "./cart-button.module.css";
import { useCart, useOtherTabs } from "./cart";
import { countOf } from "./changes";
import { useDrawer } from "./drawer-state";

const CartDrawer = lazy(async () => ({ default: (await import("../cart-drawer")).CartDrawer }));

/** Leads to the cart and says how much is in it; the drawer comes when something is added. */
export function CartButton() {
  useOtherTabs();
  const { content } = useCart();
  const { sku, isOpen } = useDrawer();
  const count = countOf(content);
  return (
    <>
      <ButtonLink to="/cart" look="icon" aria-label={t("common.cartWithCount", { count })}>
        <span className={styles.cart}>
          <Icon name="cart" />
          {count > 0 && <span className={styles.count}>{count > 99 ? "99+" : count}</span>}
        </span>
      </ButtonLink>
      {sku !== undefined && (
        <Suspense>
          <CartDrawer sku={sku} isOpen={isOpen} />
        </Suspense>
      )}
    </>
  );
}
