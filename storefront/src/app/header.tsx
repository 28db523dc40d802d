import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";

import { Button, ButtonLink } from "@/components/button";
import { Icon } from "@/components/icon";
import { categoriesQuery, departmentsOf } from "@/features/catalog/api/categories";
import { CartButton } from "@/features/cart/api/cart-button";
import { SearchBox } from "@/features/search/api/search-box";
import { t } from "@/i18n/t";
import { useStanding } from "@/session/store";

import styles from "./shell.module.css";

const shownDepartments = 5;

const Menu = lazy(async () => ({ default: (await import("./menu")).Menu }));

export function Header() {
  const standing = useStanding();
  const isCustomer = standing === "customer" || standing === "unknown";
  const { data: categories = [] } = useQuery(categoriesQuery());
  const departments = departmentsOf(categories);
  return (
    <header className={styles.header}>
      <div className={`page ${styles.bar ?? ""}`}>
        <div className={styles.menuButton}>
          <MenuButton />
        </div>
        <Link to="/" className="wordmark" aria-label={t("common.shopName")}>
          mercat<span>o</span>
        </Link>
        <nav className={styles.links} aria-label={t("common.categories")}>
          {departments.slice(0, shownDepartments).map(({ slug, name }) => (
            <Link key={slug} to="/categories/$slug" params={{ slug }}>
              {name}
            </Link>
          ))}
        </nav>
        <div className={styles.search}>
          <SearchBox />
        </div>
        <div className={styles.actions}>
          <ButtonLink
            to={isCustomer ? "/account" : "/sign-in"}
            look="icon"
            aria-label={t(isCustomer ? "common.account" : "common.signIn")}
          >
            <Icon name="account" />
          </ButtonLink>
          <CartButton />
        </div>
      </div>
    </header>
  );
}

/** The menu comes when it is asked for: most visitors see the links themselves. */
function MenuButton() {
  const [isOpen, setOpen] = useState<boolean>();
  return (
    <>
      <Button look="icon" aria-label={t("common.menu")} onClick={() => setOpen(true)}>
        <Icon name="menu" />
      </Button>
      {isOpen !== undefined && (
        <Suspense>
          <Menu isOpen={isOpen} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
