import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { api, read } from "@/api/client";
import { type Tone, Badge, ProblemNotice } from "@/components/notice";
import { Skeleton } from "@/components/skeleton";
import { formatCount } from "@/i18n/format";
import { t } from "@/i18n/t";

import { PageHead } from "./components/page-head";
import { useIsIn } from "./components/staff";
import styles from "./start-page.module.css";

const lowStock = 5;
const most = 100;

/** What needs somebody's attention, each with the way there. */
export function StartPage() {
  const sells = useIsIn("orders", "support");
  const seesStock = useIsIn("orders", "support");
  const operates = useIsIn("operations");
  const edits = useIsIn("catalog");
  return (
    <>
      <PageHead title={t("admin.navStart")} intro={t("admin.startIntro")} />
      <div className={styles.cards}>
        {sells && <OrderCards />}
        {seesStock && <StockCard />}
        {operates && <OperationsCards />}
        {edits && <SearchCard />}
      </div>
    </>
  );
}

interface CardProps {
  title: string;
  to: ReactNode;
  /** Undefined while it is on its way. */
  value: string | undefined;
  text: string | undefined;
  tone?: Tone | "neutral";
  error?: unknown;
}

function Card({ title, to, value, text, tone = "neutral", error }: CardProps) {
  return (
    <section className={styles.card}>
      <h2>{title}</h2>
      {error ? (
        <ProblemNotice error={error} />
      ) : (
        <>
          <p className={styles.value} data-tone={tone}>
            {value ?? <Skeleton width="3rem" height="1.2em" />}
          </p>
          <p className="small soft">{text ?? <Skeleton width="70%" />}</p>
        </>
      )}
      <p className={styles.link}>{to}</p>
    </section>
  );
}

/** A count of what was fetched; `+` when there is more than one page of it. */
function counted(found: { count: number; more: boolean } | undefined): string | undefined {
  return found && `${formatCount(found.count)}${found.more ? "+" : ""}`;
}

function useOrderCount(status: "paid" | "held") {
  return useQuery({
    queryKey: ["admin", "start", "orders", status],
    queryFn: async ({ signal }) => {
      const query = { status, limit: most };
      const page = await read(api.GET("/core/v1/admin/orders", { params: { query }, signal }));
      return { count: page.orders.length, more: page.next_cursor !== null };
    },
  });
}

function OrderCards() {
  const paid = useOrderCount("paid");
  const held = useOrderCount("held");
  return (
    <>
      <Card
        title={t("admin.startOrders")}
        value={counted(paid.data)}
        text={paid.data && t("admin.startOrdersText", { count: paid.data.count })}
        error={paid.error}
        to={
          <Link to="/admin/orders" search={{ status: "paid" }}>
            {t("admin.navOrders")}
          </Link>
        }
      />
      <Card
        title={t("admin.startHeld")}
        value={counted(held.data)}
        text={held.data && t("admin.startHeldText", { count: held.data.count })}
        tone={held.data?.count ? "caution" : "neutral"}
        error={held.error}
        to={
          <Link to="/admin/orders" search={{ status: "held" }}>
            {t("admin.navOrders")}
          </Link>
        }
      />
    </>
  );
}

function StockCard() {
  const stock = useQuery({
    queryKey: ["admin", "start", "stock"],
    queryFn: async ({ signal }) => {
      const query = { below: lowStock, limit: most };
      const page = await read(api.GET("/core/v1/admin/stock", { params: { query }, signal }));
      return { count: page.items.length, more: page.next_cursor !== null };
    },
  });
  return (
    <Card
      title={t("admin.startStock")}
      value={counted(stock.data)}
      text={stock.data && t("admin.startStockText", { count: stock.data.count, below: lowStock })}
      tone={stock.data?.count ? "caution" : "neutral"}
      error={stock.error}
      to={
        <Link to="/admin/stock" search={{ below: lowStock.toString() }}>
          {t("admin.navStock")}
        </Link>
      }
    />
  );
}

const platform = {
  healthy: { tone: "good", label: "admin.startHealthy" },
  degraded: { tone: "caution", label: "admin.startDegraded" },
  failing: { tone: "bad", label: "admin.startFailing" },
} as const;

function OperationsCards() {
  const overview = useQuery({
    queryKey: ["admin", "start", "operations"],
    queryFn: ({ signal }) => read(api.GET("/api/admin/operations", { signal })),
    refetchInterval: 30_000,
  });
  const dead = overview.data?.queues.reduce((sum, queue) => sum + (queue.dead_letters ?? 0), 0);
  const link = <Link to="/admin/operations">{t("admin.navOperations")}</Link>;
  const state = overview.data && platform[overview.data.status];
  return (
    <>
      <section className={styles.card}>
        <h2>{t("admin.startPlatform")}</h2>
        {overview.error ? (
          <ProblemNotice error={overview.error} />
        ) : (
          <p>
            {state ? <Badge tone={state.tone}>{t(state.label)}</Badge> : <Skeleton width="8rem" />}
          </p>
        )}
        <p className={styles.link}>{link}</p>
      </section>
      <Card
        title={t("admin.startDeadLetters")}
        value={dead === undefined ? undefined : formatCount(dead)}
        text={dead === undefined ? undefined : t("admin.startDeadLettersText", { count: dead })}
        tone={dead ? "bad" : "neutral"}
        error={overview.error}
        to={link}
      />
    </>
  );
}

function SearchCard() {
  const status = useQuery({
    queryKey: ["admin", "search-rebuild"],
    queryFn: ({ signal }) => read(api.GET("/core/v1/admin/search/rebuild", { signal })),
  });
  const state = status.data?.rebuild?.state;
  const documents = status.data?.documents;
  return (
    <Card
      title={t("admin.startSearch")}
      value={documents === undefined ? undefined : formatCount(documents)}
      text={
        documents === undefined
          ? undefined
          : state === "failed"
            ? t("admin.startRebuildFailed")
            : state === "running" || state === "requested"
              ? t("admin.startRebuildRunning")
              : t("admin.startSearchText", { count: documents })
      }
      tone={state === "failed" ? "bad" : "neutral"}
      error={status.error}
      to={<Link to="/admin/synonyms">{t("admin.navSearch")}</Link>}
    />
  );
}
