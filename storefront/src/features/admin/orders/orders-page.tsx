import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";

import { SelectField, TextField } from "@/components/field";
import { ProblemNotice } from "@/components/notice";
import { formatCount, formatMoment, formatMoney } from "@/i18n/format";
import { t } from "@/i18n/t";

import { type Column, DataTable } from "../components/data-table";
import { FilterBar } from "../components/filter-bar";
import { LoadMore } from "../components/load-more";
import { PageHead } from "../components/page-head";
import { term } from "../components/term";
import { orderStatuses, type OrderSummary } from "./order";
import { OrderBadge } from "./order-badge";
import { ordersQuery } from "./order-queries";
import { type OrdersFilter, parseOrdersFilter } from "./orders-filter";

export function OrdersPage() {
  const filter = parseOrdersFilter(useSearch({ from: "/admin/orders" }));
  const orders = useInfiniteQuery(ordersQuery(filter));
  const rows = orders.data?.pages.flatMap((page) => page.orders);
  return (
    <>
      <PageHead title={t("adminOrders.title")} />
      <Filters key={JSON.stringify(filter)} filter={filter} />
      {orders.isError && !rows ? (
        <ProblemNotice error={orders.error} retry={() => void orders.refetch()} />
      ) : (
        <>
          <OrdersTable orders={rows} />
          <LoadMore query={orders} shown={rows?.length ?? 0} />
        </>
      )}
    </>
  );
}

function Filters({ filter }: { filter: OrdersFilter }) {
  const navigate = useNavigate({ from: "/admin/orders" });
  const show = (next: OrdersFilter) => void navigate({ search: next });
  return (
    <FilterBar
      label={t("adminOrders.find")}
      onApply={(values) => show(parseOrdersFilter(Object.fromEntries(values)))}
      onReset={Object.keys(filter).length > 0 ? () => show({}) : undefined}
    >
      <TextField
        type="search"
        name="q"
        label={t("adminOrders.numberOrEmail")}
        defaultValue={filter.q}
        autoComplete="off"
        spellCheck={false}
        unmarked
      />
      <SelectField name="status" label={t("adminOrders.statusLabel")} defaultValue={filter.status}>
        <option value="">{t("adminOrders.anyStatus")}</option>
        {orderStatuses.map((status) => (
          <option key={status} value={status}>
            {term("adminOrders.status", status)}
          </option>
        ))}
      </SelectField>
      <TextField
        type="date"
        name="from"
        label={t("adminOrders.placedFrom")}
        defaultValue={filter.from}
        unmarked
      />
      <TextField
        type="date"
        name="to"
        label={t("adminOrders.placedTo")}
        defaultValue={filter.to}
        unmarked
      />
    </FilterBar>
  );
}

/** Orders as rows that lead to their pages. */
export function OrdersTable({ orders }: { orders: readonly OrderSummary[] | undefined }) {
  return (
    <DataTable
      caption={t("adminOrders.title")}
      columns={columns()}
      rows={orders}
      rowKey={(order) => order.id}
      empty={<p>{t("adminOrders.noneFound")}</p>}
    />
  );
}

const columns = (): Column<OrderSummary>[] => [
  {
    key: "number",
    label: t("adminOrders.number"),
    head: true,
    cell: ({ id, number }) => (
      <Link to="/admin/orders/$orderId" params={{ orderId: id }}>
        {number}
      </Link>
    ),
  },
  {
    key: "status",
    label: t("adminOrders.statusLabel"),
    cell: ({ status }) => <OrderBadge status={status} />,
  },
  {
    key: "placed",
    label: t("adminOrders.placed"),
    cell: (order) => <time dateTime={order.placed_at}>{formatMoment(order.placed_at)}</time>,
  },
  { key: "email", label: t("adminOrders.email"), cell: (order) => order.email },
  { key: "goods", label: t("adminOrders.goods"), cell: (order) => goodsOf(order) },
  {
    key: "total",
    label: t("adminOrders.total"),
    numeric: true,
    cell: ({ total: amount, currency }) => formatMoney({ amount, currency }),
  },
  {
    key: "refunded",
    label: t("adminOrders.refunded"),
    numeric: true,
    cell: ({ refunded_total: amount, currency }) =>
      amount > 0 ? formatMoney({ amount, currency }) : "–",
  },
];

function goodsOf({ lines, item_count }: OrderSummary): string {
  const [first, ...others] = lines;
  const count = t("adminOrders.pieces", { count: item_count });
  if (!first) return count;
  const more = others.length > 0 ? ` + ${formatCount(others.length)}` : "";
  return `${first.title}${more} · ${count}`;
}
