import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";

import { Button } from "@/components/button";
import { Notice, ProblemNotice } from "@/components/notice";
import { Skeleton } from "@/components/skeleton";
import { formatMoment } from "@/i18n/format";
import { t } from "@/i18n/t";

import { PageHead } from "../components/page-head";
import { useIsIn } from "../components/staff";
import { Attention } from "./attention";
import type { Order } from "./order";
import { OrderBadge } from "./order-badge";
import { type OpenDialog, OrderDialogs } from "./order-dialogs";
import { OrderFacts } from "./order-facts";
import { OrderLines } from "./order-lines";
import styles from "./order-page.module.css";
import { orderQuery } from "./order-queries";
import { OrderTimeline } from "./order-timeline";
import { Parcels } from "./parcels";
import { possibleActions } from "./possible-actions";
import { Refunds, Returns } from "./refunds-and-returns";

export function OrderPage() {
  const { orderId } = useParams({ from: "/admin/orders/$orderId" });
  const order = useQuery(orderQuery(orderId));
  const toOrders = <Link to="/admin/orders">{t("adminOrders.title")}</Link>;
  if (order.data) return <Details key={orderId} order={order.data} stale={order.isRefetchError} />;
  return (
    <>
      <PageHead title={t("adminOrders.order")} before={toOrders} />
      {order.isError ? (
        <ProblemNotice error={order.error} retry={() => void order.refetch()} />
      ) : (
        <div className={styles.columns} aria-busy="true">
          <Skeleton height="24rem" />
          <Skeleton height="24rem" />
        </div>
      )}
    </>
  );
}

function Details({ order, stale }: { order: Order; stale: boolean }) {
  const [dialog, setDialog] = useState<OpenDialog>();
  return (
    <>
      <PageHead
        title={t("adminOrders.orderNumber", { number: order.number })}
        before={<Link to="/admin/orders">{t("adminOrders.title")}</Link>}
      >
        <Actions order={order} onAct={setDialog} />
      </PageHead>
      <div className="stack">
        <p className="cluster">
          <OrderBadge status={order.status} />
          <span className="soft">
            {t("adminOrders.placedAt", { moment: formatMoment(order.placed_at) })}
          </span>
        </p>
        {stale && <Notice tone="caution">{t("adminOrders.stale")}</Notice>}
        <Attention order={order} />
        <div className={styles.columns}>
          <div className="stack">
            <OrderLines order={order} />
            <Parcels order={order} onAct={setDialog} />
            <Returns order={order} onAct={setDialog} />
            <Refunds order={order} onAct={setDialog} />
            <OrderTimeline order={order} />
          </div>
          <aside className="stack" aria-label={t("adminOrders.facts")}>
            <OrderFacts order={order} />
          </aside>
        </div>
      </div>
      <OrderDialogs order={order} open={dialog} onClose={() => setDialog(undefined)} />
    </>
  );
}

function Actions({ order, onAct }: { order: Order; onAct: (dialog: OpenDialog) => void }) {
  const mayAct = useIsIn("orders");
  if (!mayAct) return null;
  const possible = possibleActions(order);
  return (
    <>
      {possible.release && (
        <Button look="primary" onClick={() => onAct({ kind: "release" })}>
          {t("adminOrders.release")}
        </Button>
      )}
      {possible.pack && (
        <Button look="primary" onClick={() => onAct({ kind: "pack" })}>
          {t("adminOrders.pack")}
        </Button>
      )}
      {possible.refund && (
        <Button onClick={() => onAct({ kind: "refund" })}>{t("adminOrders.refund")}</Button>
      )}
      {possible.cancel && (
        <Button look="danger" onClick={() => onAct({ kind: "cancel" })}>
          {t("adminOrders.cancelOrder")}
        </Button>
      )}
    </>
  );
}
