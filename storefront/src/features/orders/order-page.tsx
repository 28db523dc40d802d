import { Link, useParams, useSearch } from "@tanstack/react-router";

import { Notice, ProblemNotice } from "@/components/notice";
import { Skeleton } from "@/components/skeleton";
import { t } from "@/i18n/t";
import { useStanding } from "@/session/store";

import { isRefused } from "./api/order";
import { LookupForm } from "./lookup-form";
import { OrderDetails } from "./order-details";
import styles from "./orders.module.css";
import { useOrder } from "./use-order";

export function OrderPage() {
  const { orderId } = useParams({ from: "/shop/personal/orders/$orderId" });
  return <OrderById key={orderId} orderId={orderId} />;
}

function OrderById({ orderId }: { orderId: string }) {
  const { returned, cancelled, payment } = useSearch({ from: "/shop/personal/orders/$orderId" });
  const { data, error, refetch, dataUpdatedAt } = useOrder(orderId);
  // Also when it could be seen before: a pass has run out.
  if (error && isRefused(error)) return <NotYours orderId={orderId} />;
  if (data)
    return (
      <>
        {error && <Outdated retry={() => void refetch()} />}
        <OrderDetails
          order={data}
          now={dataUpdatedAt}
          returned={returned || cancelled ? { payment } : undefined}
        />
      </>
    );
  return (
    <div className={`page ${styles.order ?? ""}`}>
      <title>{`${t("orders.title")} – ${t("common.shopName")}`}</title>
      <h1>{t("orders.title")}</h1>
      {error ? (
        <ProblemNotice error={error} retry={() => void refetch()} />
      ) : (
        <Skeleton height="28rem" />
      )}
    </div>
  );
}

function Outdated({ retry }: { retry: () => void }) {
  return (
    <div className="page" style={{ paddingTop: "var(--space-4)" }}>
      <Notice tone="caution">
        {t("orders.outdated")}{" "}
        <button type="button" className={styles.textButton} onClick={retry}>
          {t("common.retry")}
        </button>
      </Notice>
    </div>
  );
}

/** Somebody else's order looks like none: whoever placed it can say with which address. */
function NotYours({ orderId }: { orderId: string }) {
  const standing = useStanding();
  return (
    <div className={`page ${styles.narrow ?? ""}`}>
      <title>{`${t("orders.lookupTitle")} – ${t("common.shopName")}`}</title>
      <h1>{t("orders.lookupTitle")}</h1>
      <p className="soft">
        {t(standing === "customer" ? "orders.lookupNotInAccount" : "orders.lookupIntro")}
      </p>
      <div className="card">
        <LookupForm orderId={orderId} />
      </div>
      <p>
        {standing !== "customer" && (
          <>
            {t("orders.haveAccount")}{" "}
            <Link to="/sign-in" search={{ next: `/orders/${orderId}` }}>
              {t("common.signIn")}
            </Link>
            {" · "}
          </>
        )}
        <Link to="/orders">{t("orders.findAnother")}</Link>
      </p>
    </div>
  );
}
