import type { components } from "@/api/client";
import { t } from "@/i18n/t";

import { addressLines, isSameAddress } from "./address-lines";
import type { Order } from "./order";
import styles from "./orders.module.css";

export function Addresses({ order }: { order: Order }) {
  const { shipping_address: shipping, billing_address: billing } = order;
  return (
    <section className="card stack">
      <h2>{t("orders.shippingAddress")}</h2>
      <Address address={shipping} />
      <h2>{t("orders.billingAddress")}</h2>
      {isSameAddress(shipping, billing) ? (
        <p className="soft">{t("orders.sameAddress")}</p>
      ) : (
        <Address address={billing} />
      )}
      <h2>{t("orders.contact")}</h2>
      <p>{order.email}</p>
    </section>
  );
}

function Address({ address }: { address: components["schemas"]["Address"] }) {
  return (
    <address className={styles.address}>
      {addressLines(address).map((line, index) => (
        <span key={index}>{line}</span>
      ))}
    </address>
  );
}
