import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";

import { announce } from "@/components/announcer";
import { Button } from "@/components/button";
import { Notice, ProblemNotice } from "@/components/notice";
import { Skeleton } from "@/components/skeleton";
import { formatCount, formatMoment, formatMoney } from "@/i18n/format";
import { t } from "@/i18n/t";

import { ConfirmDialog } from "../components/confirm-dialog";
import { type Column, DataTable } from "../components/data-table";
import { FormSection } from "../components/form-section";
import { PageHead } from "../components/page-head";
import { useIsIn } from "../components/staff";
import { term } from "../components/term";
import {
  type Difference,
  type Reconciliation,
  reconciliationQuery,
  useResolveDifference,
} from "./payment-queries";

export function ReconciliationPage() {
  const { data, error, refetch } = useQuery(reconciliationQuery());
  return (
    <>
      <PageHead
        title={t("adminPayments.reconciliation")}
        before={<Link to="/admin/payments">{t("adminPayments.title")}</Link>}
        intro={t("adminPayments.reconciliationIntro")}
      />
      <div className="stack">
        {error && <ProblemNotice error={error} retry={() => void refetch()} />}
        {!data && !error && <Skeleton height="16rem" />}
        {data && (
          <>
            <Differences differences={data.differences} />
            <Balances balances={data.balances} />
            <Runs runs={data.runs} />
          </>
        )}
      </div>
    </>
  );
}

function Differences({ differences }: Pick<Reconciliation, "differences">) {
  const mayAct = useIsIn("orders");
  const [asked, setAsked] = useState<Difference>();
  const resolving = useResolveDifference();
  const resolve = (note: string) =>
    asked &&
    resolving.mutate(
      { id: asked.id, note },
      {
        onSuccess: () => {
          setAsked(undefined);
          announce(t("adminPayments.resolved"));
        },
      },
    );
  const ask = (difference: Difference) => {
    resolving.reset();
    setAsked(difference);
  };
  return (
    <FormSection title={t("adminPayments.differences")}>
      {differences.length === 0 ? (
        <Notice tone="good">{t("adminPayments.noDifferences")}</Notice>
      ) : (
        <DataTable
          caption={t("adminPayments.differences")}
          rows={differences}
          rowKey={({ id }) => id}
          empty={null}
          columns={differenceColumns(mayAct ? ask : undefined)}
        />
      )}
      <ConfirmDialog
        title={t("adminPayments.resolveTitle")}
        action={t("adminPayments.resolve")}
        open={asked !== undefined}
        onClose={() => setAsked(undefined)}
        onConfirm={resolve}
        asksReason
        reasonLength={{ least: 3, most: 500 }}
        busy={resolving.isPending}
        error={resolving.error}
      >
        {t("adminPayments.resolveText")}
      </ConfirmDialog>
    </FormSection>
  );
}

function differenceColumns(
  onResolve: ((difference: Difference) => void) | undefined,
): Column<Difference>[] {
  const money = (amount: number | null, currency: string) =>
    amount === null ? "–" : formatMoney({ amount, currency });
  return [
    {
      key: "kind",
      label: t("adminPayments.difference"),
      cell: ({ kind, detail }) => (
        <>
          <p>
            <strong>{term("adminPayments.differenceKind", kind)}</strong>
          </p>
          <p className="small soft">{detail}</p>
        </>
      ),
    },
    {
      key: "expected",
      label: t("adminPayments.expected"),
      numeric: true,
      cell: ({ expected, currency }) => money(expected, currency),
    },
    {
      key: "actual",
      label: t("adminPayments.actual"),
      numeric: true,
      cell: ({ actual, currency }) => money(actual, currency),
    },
    {
      key: "about",
      label: t("adminPayments.about"),
      cell: ({ payment_id, order_id, reference }) => (
        <p className="cluster">
          {payment_id && (
            <Link to="/admin/payments/$paymentId" params={{ paymentId: payment_id }}>
              {t("adminPayments.payment")}
            </Link>
          )}
          {order_id && (
            <Link to="/admin/orders/$orderId" params={{ orderId: order_id }}>
              {t("adminPayments.order")}
            </Link>
          )}
          {!payment_id && !order_id && <code>{reference}</code>}
        </p>
      ),
    },
    {
      key: "since",
      label: t("adminPayments.since"),
      cell: ({ first_seen_at }) => (
        <time dateTime={first_seen_at}>{formatMoment(first_seen_at)}</time>
      ),
    },
    ...(onResolve
      ? [
          {
            key: "resolve",
            label: <span className="visually-hidden">{t("admin.actions")}</span>,
            cell: (difference: Difference) => (
              <Button size="small" onClick={() => onResolve(difference)}>
                {t("adminPayments.resolve")}
              </Button>
            ),
          },
        ]
      : []),
  ];
}

function Balances({ balances }: Pick<Reconciliation, "balances">) {
  return (
    <FormSection title={t("adminPayments.balances")} intro={t("adminPayments.balancesIntro")}>
      <DataTable
        caption={t("adminPayments.balances")}
        rows={balances}
        rowKey={({ account, currency }) => `${account} ${currency}`}
        empty={<p>{t("adminPayments.noLedger")}</p>}
        columns={[
          {
            key: "account",
            label: t("adminPayments.account"),
            head: true,
            cell: ({ account }) => term("adminPayments.accountOf", account),
          },
          { key: "currency", label: t("common.currency"), cell: ({ currency }) => currency },
          {
            key: "balance",
            label: t("adminPayments.balance"),
            numeric: true,
            cell: ({ balance: amount, currency }) => formatMoney({ amount, currency }),
          },
        ]}
      />
    </FormSection>
  );
}

function Runs({ runs }: Pick<Reconciliation, "runs">) {
  return (
    <FormSection title={t("adminPayments.runs")}>
      <DataTable
        caption={t("adminPayments.runs")}
        rows={runs}
        rowKey={({ id }) => id}
        empty={<p>{t("adminPayments.noRuns")}</p>}
        columns={[
          {
            key: "started",
            label: t("adminPayments.moment"),
            cell: ({ started_at }) => <time dateTime={started_at}>{formatMoment(started_at)}</time>,
          },
          {
            key: "outcome",
            label: t("adminPayments.outcome"),
            cell: ({ outcome }) => term("adminPayments.runOutcome", outcome),
          },
          ...(["pages", "refunds", "movements", "repaired", "differences"] as const).map((key) => ({
            key,
            label: t(`adminPayments.run.${key}`),
            numeric: true,
            cell: (run: Reconciliation["runs"][number]) => formatCount(run[key]),
          })),
        ]}
      />
    </FormSection>
  );
}
