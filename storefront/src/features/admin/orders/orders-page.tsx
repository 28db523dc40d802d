import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";

import { SelectField, TextField } from "@/components/field";
import { ProblemNotice } from "@/components/notice";
import { t } from "@/i18n/t";

import { FilterBar } from "../components/filter-bar";
import { LoadMore } from "../components/load-more";
import { PageHead } from "../components/page-head";
import { term } from "../components/term";
import { orderStatuses } from "./order";
import { ordersQuery } from "./order-queries";
import { type OrdersFilter, parseOrdersFilter } from "./orders-filter";
import { OrdersTable } from "./orders-table";

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
          <OrdersTable orders={rows} empty={t("adminOrders.noneFound")} />
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
