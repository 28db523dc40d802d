import { Link } from "@tanstack/react-router";

import { Picture } from "@/components/picture";
import { formatMoney } from "@/i18n/format";
import { t } from "@/i18n/t";

import { type Column, DataTable } from "../components/data-table";
import { FormSection } from "../components/form-section";
import { useIsIn } from "../components/staff";
import { type LineProgress, progressOf } from "./line-progress";
import type { Order, OrderLine } from "./order";
import styles from "./order-page.module.css";

interface Row {
  line: OrderLine;
  done: LineProgress;
}

/** What was sold, where its units are, and what it came to. */
export function OrderLines({ order }: { order: Order }) {
  const mayEdit = useIsIn("catalog");
  const rows = order.lines.map((line) => ({ line, done: progressOf(order, line) }));
  return (
    <FormSection title={t("adminOrders.lines")}>
      <DataTable
        caption={t("adminOrders.lines")}
        columns={columns(order.currency, mayEdit)}
        rows={rows}
        rowKey={({ line }) => line.id}
        empty={null}
      />
      <Totals order={order} />
    </FormSection>
  );
}

const columns = (currency: string, mayEdit: boolean): Column<Row>[] => [
  {
    key: "title",
    label: t("adminOrders.article"),
    head: true,
    cell: ({ line }) => <Article line={line} mayEdit={mayEdit} />,
  },
  {
    key: "quantity",
    label: t("adminOrders.ordered"),
    numeric: true,
    cell: ({ line }) => line.quantity,
  },
  {
    key: "where",
    label: t("adminOrders.whereabouts"),
    cell: ({ done }) => <Whereabouts done={done} />,
  },
  {
    key: "price",
    label: t("adminOrders.unitPrice"),
    numeric: true,
    cell: ({ line }) => formatMoney({ amount: line.unit_price, currency }),
  },
  {
    key: "discount",
    label: t("adminOrders.discount"),
    numeric: true,
    cell: ({ line }) =>
      line.discount > 0 ? formatMoney({ amount: -line.discount, currency }) : "–",
  },
  {
    key: "total",
    label: t("adminOrders.lineTotal"),
    numeric: true,
    cell: ({ line }) => formatMoney({ amount: line.total, currency }),
  },
];

function Article({ line, mayEdit }: { line: OrderLine; mayEdit: boolean }) {
  return (
    <div className={styles.article}>
      {line.image_url && (
        <Picture src={line.image_url} alt="" width={48} height={48} sizes="3rem" />
      )}
      <div>
        {mayEdit ? (
          <Link to="/admin/products/$productId" params={{ productId: line.product_id }}>
            {line.title}
          </Link>
        ) : (
          line.title
        )}
        <p className="small soft">{[line.variant_title, line.sku].filter(Boolean).join(" · ")}</p>
      </div>
    </div>
  );
}

/** Only what is not nought: `1 packed, 2 to ship`. */
function Whereabouts({ done }: { done: LineProgress }) {
  const parts = (
    [
      ["adminOrders.unitsToShip", done.toShip],
      ["adminOrders.unitsPacked", done.packing],
      ["adminOrders.unitsShipped", done.shipped],
      ["adminOrders.unitsWithdrawn", done.withdrawn],
      ["adminOrders.unitsReturned", done.returned],
      ["adminOrders.unitsRefunded", done.refunded],
    ] as const
  ).filter(([, count]) => count > 0);
  return (
    <ul className={styles.whereabouts}>
      {parts.map(([id, count]) => (
        <li key={id}>{t(id, { count })}</li>
      ))}
    </ul>
  );
}

function Totals({ order }: { order: Order }) {
  const { currency } = order;
  const rows: [string, number, "strong"?][] = [
    [t("adminOrders.subtotal"), order.subtotal],
    ...(order.discount_total > 0
      ? [[discountLabel(order), -order.discount_total] as [string, number]]
      : []),
    [shippingLabel(order), order.shipping_total],
    [t(order.prices_include_tax ? "adminOrders.taxIncluded" : "adminOrders.tax"), order.tax_total],
    [t("adminOrders.total"), order.total, "strong"],
    [t("adminOrders.paid"), order.paid_total],
    ...(order.refunded_total > 0
      ? [[t("adminOrders.refunded"), -order.refunded_total] as [string, number]]
      : []),
    ...(order.refundable > 0
      ? [[t("adminOrders.refundable"), order.refundable] as [string, number]]
      : []),
  ];
  return (
    <dl className={styles.totals}>
      {rows.map(([label, amount, strong]) => (
        <div key={label} className={strong && styles.strong}>
          <dt>{label}</dt>
          <dd>{formatMoney({ amount, currency })}</dd>
        </div>
      ))}
    </dl>
  );
}

function discountLabel({ coupon_codes: codes }: Order): string {
  return codes.length > 0
    ? t("adminOrders.discountWith", { codes: codes.join(", ") })
    : t("adminOrders.discount");
}

function shippingLabel({ shipping }: Order): string {
  return shipping
    ? t("adminOrders.shippingBy", { name: shipping.name })
    : t("adminOrders.shipping");
}
