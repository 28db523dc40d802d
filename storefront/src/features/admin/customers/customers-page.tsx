import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";

import { TextField } from "@/components/field";
import { ProblemNotice } from "@/components/notice";
import { formatDay } from "@/i18n/format";
import { t } from "@/i18n/t";

import { type Column, DataTable } from "../components/data-table";
import { FilterBar } from "../components/filter-bar";
import { LoadMore } from "../components/load-more";
import { PageHead } from "../components/page-head";
import { AccountBadge } from "./account-badge";
import { type Customer, customersQuery } from "./customer-queries";

export function CustomersPage() {
  const { q = "" } = useSearch({ from: "/admin/customers" });
  const navigate = useNavigate({ from: "/admin/customers" });
  const customers = useInfiniteQuery(customersQuery(q));
  const rows = customers.data?.pages.flatMap((page) => page.customers);
  const find = (values: FormData) => {
    const typed = values.get("q");
    const next = typeof typed === "string" ? typed.trim() : "";
    void navigate({ search: next ? { q: next } : {} });
  };
  return (
    <>
      <PageHead title={t("adminCustomers.title")} />
      <FilterBar
        key={q}
        label={t("adminCustomers.find")}
        onApply={find}
        onReset={q ? () => void navigate({ search: {} }) : undefined}
      >
        <TextField
          type="search"
          name="q"
          label={t("adminCustomers.emailBegins")}
          defaultValue={q}
          maxLength={254}
          autoComplete="off"
          spellCheck={false}
          unmarked
        />
      </FilterBar>
      {customers.isError && !rows ? (
        <ProblemNotice error={customers.error} retry={() => void customers.refetch()} />
      ) : (
        <>
          <DataTable
            caption={t("adminCustomers.title")}
            columns={columns()}
            rows={rows}
            rowKey={(customer) => customer.id}
            empty={<p>{t("adminCustomers.noneFound")}</p>}
          />
          <LoadMore query={customers} shown={rows?.length ?? 0} />
        </>
      )}
    </>
  );
}

const columns = (): Column<Customer>[] => [
  {
    key: "email",
    label: t("adminCustomers.email"),
    head: true,
    cell: ({ id, email }) => (
      <Link to="/admin/customers/$customerId" params={{ customerId: id }}>
        {email}
      </Link>
    ),
  },
  {
    key: "status",
    label: t("adminCustomers.statusLabel"),
    cell: (account) => <AccountBadge account={account} />,
  },
  {
    key: "verified",
    label: t("adminCustomers.emailVerified"),
    cell: ({ email_verified }) => t(email_verified ? "admin.yes" : "admin.no"),
  },
  {
    key: "mfa",
    label: t("adminCustomers.secondFactor"),
    cell: ({ mfa_enabled }) => t(mfa_enabled ? "admin.yes" : "admin.no"),
  },
  {
    key: "created",
    label: t("adminCustomers.since"),
    cell: ({ created_at }) => <time dateTime={created_at}>{formatDay(created_at)}</time>,
  },
];
