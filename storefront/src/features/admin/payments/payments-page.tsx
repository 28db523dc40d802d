import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";

import { ButtonLink } from "@/components/button";
import { SelectField } from "@/components/field";
import { ProblemNotice } from "@/components/notice";
import { formatMoment, formatMoney } from "@/i18n/format";
import { t } from "@/i18n/t";

import { type Column, DataTable } from "../components/data-table";
import { FilterBar } from "../components/filter-bar";
import { LoadMore } from "../components/load-more";
import { PageHead } from "../components/page-head";
import { term } from "../components/term";
import { PaymentBadge } from "./payment-badge";
import { type Payment, paymentsQuery, paymentStatuses } from "./payment-queries";

export function PaymentsPage() {
  const search = useSearch({ from: "/admin/payments" });
  const status = paymentStatuses.find((each) => each === search.status);
  const navigate = useNavigate({ from: "/admin/payments" });
  const payments = useInfiniteQuery(paymentsQuery(status));
  const rows = payments.data?.pages.flatMap((page) => page.payments);
  return (
    <>
      <PageHead title={t("adminPayments.title")}>
        <ButtonLink size="small" to="/admin/payments/reconciliation">
          {t("adminPayments.reconciliation")}
        </ButtonLink>
      </PageHead>
      <FilterBar label={t("adminPayments.find")}>
        <SelectField
          label={t("adminPayments.statusLabel")}
          value={status ?? ""}
          onChange={({ target: { value } }) =>
            void navigate({ search: value ? { status: value } : {} })
          }
        >
          <option value="">{t("adminPayments.anyStatus")}</option>
          {paymentStatuses.map((each) => (
            <option key={each} value={each}>
              {term("adminPayments.status", each)}
            </option>
          ))}
        </SelectField>
      </FilterBar>
      {payments.isError && !rows ? (
        <ProblemNotice error={payments.error} retry={() => void payments.refetch()} />
      ) : (
        <>
          <DataTable
            caption={t("adminPayments.title")}
            columns={columns()}
            rows={rows}
            rowKey={(payment) => payment.id}
            empty={<p>{t("adminPayments.noneFound")}</p>}
          />
          <LoadMore query={payments} shown={rows?.length ?? 0} />
        </>
      )}
    </>
  );
}

const columns = (): Column<Payment>[] => [
  {
    key: "amount",
    label: t("adminPayments.amount"),
    head: true,
    cell: ({ id, amount, currency }) => (
      <Link to="/admin/payments/$paymentId" params={{ paymentId: id }}>
        {formatMoney({ amount, currency })}
      </Link>
    ),
  },
  {
    key: "status",
    label: t("adminPayments.statusLabel"),
    cell: ({ status }) => <PaymentBadge status={status} />,
  },
  {
    key: "why",
    label: t("adminPayments.why"),
    cell: ({ hold_reason, failure_reason }) => {
      const reason = hold_reason || failure_reason;
      return reason ? term("adminPayments.reason", reason) : "–";
    },
  },
  {
    key: "method",
    label: t("adminPayments.method"),
    cell: ({ method }) => (method ? term("adminPayments.methodOf", method) : "–"),
  },
  {
    key: "refunded",
    label: t("adminPayments.refunded"),
    numeric: true,
    cell: ({ refunded_amount: amount, currency }) =>
      amount > 0 ? formatMoney({ amount, currency }) : "–",
  },
  {
    key: "created",
    label: t("adminPayments.begun"),
    cell: ({ created_at }) => <time dateTime={created_at}>{formatMoment(created_at)}</time>,
  },
  {
    key: "order",
    label: t("adminPayments.order"),
    cell: ({ order_id }) => (
      <Link to="/admin/orders/$orderId" params={{ orderId: order_id }}>
        {t("adminPayments.toOrder")}
      </Link>
    ),
  },
];
