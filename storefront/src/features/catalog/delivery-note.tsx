import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { useId } from "react";

import { api, read } from "@/api/client";
import { Icon } from "@/components/icon";
import { useCountry } from "@/features/checkout/api/countries";
import { formatMoney } from "@/i18n/format";
import { t } from "@/i18n/t";

import styles from "./product-page.module.css";

/** What it takes to have one of something sent to a country. */
const deliveryQuery = (sku: string, currency: string, country: string) =>
  queryOptions({
    queryKey: ["delivery", sku, currency, country],
    queryFn: ({ signal }) => {
      const lines = [{ sku, quantity: 1 }];
      const to = { country, region: null, postal_code: null };
      const open = { coupon_codes: [], shipping_method: null, customer_id: null };
      const body = { currency, lines, ship_to: to, ...open };
      return read(api.POST("/core/v1/quotes", { body, signal }));
    },
    staleTime: 5 * 60_000,
    placeholderData: keepPreviousData,
  });

interface DeliveryNoteProps {
  sku: string;
  currency: string;
}

/** How long delivery takes and costs, and what tax there is, for the country that is likely meant. */
export function DeliveryNote({ sku, currency }: DeliveryNoteProps) {
  const { countries, country, choose } = useCountry();
  const select = useId();
  const to = country ?? countries.find(({ code }) => code === "DE")?.code ?? countries[0]?.code;
  const { data: quote } = useQuery({
    ...deliveryQuery(sku, currency, to ?? ""),
    enabled: to !== undefined,
  });
  return (
    <section className={styles.delivery} aria-label={t("catalog.delivery")}>
      <div className={styles.to}>
        <Icon name="truck" />
        <label htmlFor={select}>{t("catalog.deliveryTo")}</label>
        <select id={select} value={to ?? ""} onChange={(event) => choose(event.target.value)}>
          {countries.map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <ul className={styles.ways} aria-live="polite">
        {quote?.shipping_options.map((option) => (
          <li key={option.code}>
            <span>
              {option.name} <span className="soft">{days(option.min_days, option.max_days)}</span>
            </span>
            <span>
              {option.amount === 0
                ? t("catalog.free")
                : formatMoney({ amount: option.amount, currency: quote.currency })}
            </span>
          </li>
        ))}
        {quote?.shipping_options.length === 0 && <li>{t("catalog.noDelivery")}</li>}
      </ul>
      <p className={styles.assurance}>
        <Icon name="info" />
        <span>
          {quote && t(quote.prices_include_tax ? "common.taxIncluded" : "catalog.taxAdded")}
        </span>
      </p>
    </section>
  );
}

function days(min: number, max: number): string {
  if (min === 0) return max === 0 ? t("catalog.today") : t("catalog.within", { days: max });
  if (min === max) return t("catalog.days", { days: max });
  return t("catalog.daysBetween", { min, max });
}
