import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";

import { Button, ButtonLink } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { Icon } from "@/components/icon";
import { categoriesQuery, departmentsOf } from "@/features/catalog/api/categories";
import { CartButton } from "@/features/cart/api/cart-button";
import { SearchBox } from "@/features/search/api/search-box";
import { t } from "@/i18n/t";
import { useStanding } from "@/session/store";

import styles from "./shell.module.css";

const shownDepartments = 5;

export function Header() {
  const standing = useStanding();
  const isCustomer = standing === "customer" || standing === "unknown";
  const { data: categories = [] } = useQuery(categoriesQuery());
  const departments = departmentsOf(categories);
  return (
    <header className={styles.header}>
      <div className={`page ${styles.bar ?? ""}`}>
        <div className={styles.menuButton}>
          <Menu />
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

/** All departments and their categories, for screens without room for a row of links. */
function Menu() {
  const [open, setOpen] = useState(false);
  const { data: categories = [] } = useQuery(categoriesQuery());
  return (
    <>
      <Button look="icon" aria-label={t("common.menu")} onClick={() => setOpen(true)}>
        <Icon name="menu" />
      </Button>
      <Dialog
        title={t("common.categories")}
        open={open}
        onClose={() => setOpen(false)}
        shape="drawerStart"
      >
        <nav className={styles.menu} aria-label={t("common.categories")}>
          <ul className="stack">
            {departmentsOf(categories).map((department) => (
              <li key={department.id}>
                <Link
                  to="/categories/$slug"
                  params={{ slug: department.slug }}
                  onClick={() => setOpen(false)}
                >
                  {department.name}
                </Link>
                <ul className="links">
                  {categories
                    .filter((category) => category.parent_id === department.id)
                    .map(({ id, slug, name }) => (
                      <li key={id}>
                        <Link
                          to="/categories/$slug"
                          params={{ slug }}
                          onClick={() => setOpen(false)}
                        >
                          {name}
                        </Link>
                      </li>
                    ))}
                </ul>
              </li>
            ))}
          </ul>
        </nav>
      </Dialog>
    </>
  );
}
