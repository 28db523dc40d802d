import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { formatMoment, formatMoney } from "@/i18n/format";
import { language, t } from "@/i18n/t";

import { FormSection } from "../components/form-section";
import { useIsIn } from "../components/staff";
import { term } from "../components/term";
import type { Order } from "./order";
import styles from "./order-page.module.css";

/** Who bought, where it goes, and how it was paid. */
export function OrderFacts({ order }: { order: Order }) {
  const sameAddress =
    JSON.stringify(order.shipping_address) === JSON.stringify(order.billing_address);
  return (
    <>
      <FormSection title={t("adminOrders.customer")}>
        <Customer order={order} />
      </FormSection>
      <FormSection title={t("adminOrders.shippingAddress")}>
        <AddressLines address={order.shipping_address} />
        {order.shipping && <p className="small soft">{order.shipping.name}</p>}
      </FormSection>
      <FormSection title={t("adminOrders.billingAddress")}>
        {sameAddress ? (
          <p className="soft">{t("adminOrders.sameAddress")}</p>
        ) : (
          <AddressLines address={order.billing_address} />
        )}
      </FormSection>
      <FormSection title={t("adminOrders.payment")}>
        <Payments order={order} />
      </FormSection>
    </>
  );
}

function Customer({ order }: { order: Order }) {
  const maySeeAccounts = useIsIn("support");
  const hasAccount = order.customer_kind === "customer";
  return (
    <div className="stack" style={{ "--gap": "var(--space-2)" } as React.CSSProperties}>
      <p className={styles.breakable}>
        <a href={`mailto:${order.email}?subject=${encodeURIComponent(order.number)}`}>
          {order.email}
        </a>
      </p>
      <p className="small soft">
        {t(hasAccount ? "adminOrders.withAccount" : "adminOrders.asGuest")} ·{" "}
        {t("adminOrders.language", { language: languageName(order.locale) })}
      </p>
      <ul className={styles.links}>
        {hasAccount && maySeeAccounts && (
          <li>
            <Link to="/admin/customers/$customerId" params={{ customerId: order.customer_id }}>
              {t("adminOrders.toAccount")}
            </Link>
          </li>
        )}
        <li>
          <Link to="/admin/orders" search={{ q: order.email }}>
            {t("adminOrders.allOrdersOf")}
          </Link>
        </li>
      </ul>
    </div>
  );
}

function languageName(locale: string): string {
  try {
    return new Intl.DisplayNames(language(), { type: "language" }).of(locale) ?? locale;
  } catch {
    return locale;
  }
}

/** An address as the carrier reads it. */
export function AddressLines({ address }: { address: Order["shipping_address"] }) {
  const country = new Intl.DisplayNames(language(), { type: "region" }).of(address.country);
  const lines = [
    address.name,
    address.line1,
    address.line2,
    `${address.postal_code} ${address.city}`.trim(),
    address.region_name || address.region,
    country,
  ];
  return (
    <address className={styles.address}>
      {lines.filter(Boolean).map((line, index) => (
        <span key={index}>{line}</span>
      ))}
      {address.phone && <a href={`tel:${address.phone}`}>{address.phone}</a>}
    </address>
  );
}

function Payments({ order }: { order: Order }) {
  if (order.payments.length === 0) {
    return (
      <p className="soft">{t(order.total === 0 ? "adminOrders.free" : "adminOrders.unpaid")}</p>
    );
  }
  return (
    <ul className={styles.links}>
      {order.payments.map((note) => (
        <li key={note.payment_id}>
          <p>
            <Link to="/admin/payments/$paymentId" params={{ paymentId: note.payment_id }}>
              {term("adminOrders.paymentStatus", note.status)}
            </Link>
            {note.currency && `: ${formatMoney({ amount: note.amount, currency: note.currency })}`}
          </p>
          <Small>
            <time dateTime={note.at}>{formatMoment(note.at)}</time>
            {note.reason && ` · ${term("adminPayments.reason", note.reason)}`}
          </Small>
        </li>
      ))}
    </ul>
  );
}

function Small({ children }: { children: ReactNode }) {
  return <p className="small soft">{children}</p>;
}
