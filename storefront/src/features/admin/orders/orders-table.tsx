import { Link } from "@tanstack/react-router";

import { formatCount, formatMoment, formatMoney } from "@/i18n/format";
import { t } from "@/i18n/t";

import { type Column, DataTable } from "../components/data-table";
import type { OrderSummary } from "./order";
import { OrderBadge } from "./order-badge";

interface OrdersTableProps {
  orders: readonly OrderSummary[] | undefined;
  empty: string;
  expected?: number;
}

/** Orders as rows that lead to their pages. */
export function OrdersTable({ orders, empty, expected = 8 }: OrdersTableProps) {
  return (
    <DataTable
      caption={t("adminOrders.title")}
      columns={columns()}
      rows={orders}
      rowKey={(order) => order.id}
      empty={<p>{empty}</p>}
      expected={expected}
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
