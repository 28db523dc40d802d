import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { Button } from "@/components/button";
import { ProblemNotice } from "@/components/notice";
import { Skeleton } from "@/components/skeleton";
import { t } from "@/i18n/t";

import { ordersQuery } from "./api/order";
import { OrderCard } from "./order-card";
import styles from "./orders.module.css";

export function OrderHistoryPage() {
  const query = useInfiniteQuery(ordersQuery());
  const orders = query.data?.pages.flatMap((page) => page.orders);
  return (
    <>
      <title>{`${t("orders.history")} – ${t("common.shopName")}`}</title>
      <h1>{t("orders.history")}</h1>
      {query.isPending && <Skeleton height="24rem" />}
      {orders?.length === 0 && <NoOrders />}
      <ul className={styles.orderCards} aria-busy={query.isFetchingNextPage}>
        {orders?.map((order) => (
          <OrderCard key={order.id} order={order} />
        ))}
      </ul>
      {query.error && <ProblemNotice error={query.error} retry={() => void query.refetch()} />}
      {query.hasNextPage && (
        <div>
          <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t("common.loadMore")}
          </Button>
        </div>
      )}
    </>
  );
}

function NoOrders() {
  return (
    <div className="card stack">
      <p>{t("orders.none")}</p>
      <p>
        <Link to="/">{t("orders.lookAround")}</Link> ·{" "}
        <Link to="/orders">{t("orders.guestOrders")}</Link>
      </p>
    </div>
  );
}
