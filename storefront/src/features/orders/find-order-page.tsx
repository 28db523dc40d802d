import { Link } from "@tanstack/react-router";

import { t } from "@/i18n/t";
import { useStanding } from "@/session/store";

import { LookupForm } from "./lookup-form";
import styles from "./orders.module.css";

export function FindOrderPage() {
  const standing = useStanding();
  const isCustomer = standing === "customer" || standing === "unknown";
  return (
    <div className={`page ${styles.narrow ?? ""}`}>
      <title>{`${t("common.findOrder")} – ${t("common.shopName")}`}</title>
      <h1>{t("common.findOrder")}</h1>
      <p className="soft">{t("orders.findIntro")}</p>
      <div className="card">
        <LookupForm />
      </div>
      <p>
        {t("orders.haveAccount")}{" "}
        {isCustomer ? (
          <Link to="/account/orders">{t("orders.toHistory")}</Link>
        ) : (
          <Link to="/sign-in" search={{ next: "/account/orders" }}>
            {t("common.signIn")}
          </Link>
        )}
      </p>
    </div>
  );
}
