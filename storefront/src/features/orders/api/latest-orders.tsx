import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { ProblemNotice } from "@/components/notice";
import { Skeleton } from "@/components/skeleton";
import { t } from "@/i18n/t";

import { OrderCard } from "../order-card";
import styles from "../orders.module.css";
import { ordersQuery } from "./order";

const shown = 3;

/** The customer's last few orders, with the way to all of them. */
export function LatestOrders() {
  const { data, error, refetch } = useInfiniteQuery(ordersQuery(shown));
  const page = data?.pages[0];
  return (
    <section className="stack">
      <div className="spread">
        <h2>{t("orders.latest")}</h2>
        {page?.next_cursor && <Link to="/account/orders">{t("orders.all")}</Link>}
      </div>
      {error && <ProblemNotice error={error} retry={() => void refetch()} />}
      {!page && !error && <Skeleton height="9rem" />}
      {page?.orders.length === 0 && <p className="soft">{t("orders.none")}</p>}
      <ul className={styles.orderCards}>
        {page?.orders.map((order) => (
          <OrderCard key={order.id} order={order} />
        ))}
      </ul>
    </section>
  );
}
