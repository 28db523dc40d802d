import { Link, Outlet } from "@tanstack/react-router";

import { Button } from "@/components/button";
import { Notice } from "@/components/notice";
import { Skeleton } from "@/components/skeleton";
import { t } from "@/i18n/t";

import styles from "./account.module.css";
import { ToSignIn } from "./api/to-sign-in";
import { useKnownStanding } from "./use-known-standing";

/** The customer's own pages; everybody else is led to the sign-in, and back. */
export function AccountLayout() {
  const { standing, hasFailed, retry } = useKnownStanding();
  if (standing === "stranger" || standing === "guest") return <ToSignIn />;
  return (
    <div className={`page ${styles.account ?? ""}`}>
      <Navigation />
      <div className={styles.content}>
        {standing === "customer" ? <Outlet /> : <Waiting hasFailed={hasFailed} retry={retry} />}
      </div>
    </div>
  );
}

const pages = [
  ["/account", "account.overview"],
  ["/account/orders", "account.orders"],
  ["/account/security", "account.security"],
  ["/account/preferences", "account.preferences"],
] as const;

function Navigation() {
  return (
    <nav className={styles.nav} aria-label={t("common.account")}>
      <ul className={styles.navList}>
        {pages.map(([to, name]) => (
          <li key={to}>
            <Link to={to} activeOptions={{ exact: true }}>
              {t(name)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Waiting({ hasFailed, retry }: { hasFailed: boolean; retry: () => void }) {
  if (!hasFailed) return <Skeleton width="60%" height="2.5rem" />;
  return (
    <Notice tone="caution" urgent title={t("account.notReachedTitle")}>
      <div className="stack">
        <p>{t("account.notReachedText")}</p>
        <div>
          <Button size="small" onClick={retry}>
            {t("common.retry")}
          </Button>
        </div>
      </div>
    </Notice>
  );
}
