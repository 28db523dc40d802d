import { useState } from "react";

import { formatCount } from "@/i18n/format";
import { t } from "@/i18n/t";

import type { SearchParams } from "./api/search-params";
import { type Bucket, type Facet, isChosen, toggled } from "./choices";
import styles from "./facets.module.css";
import { facetName, rangeLabel } from "./labels";
import { PriceFields } from "./price-fields";

const shownAtFirst = 6;

interface FacetsProps {
  facets: readonly Facet[];
  params: SearchParams;
  currency: string | undefined;
  onChange: (params: SearchParams) => void;
}

/** Everything that the list can be narrowed by; each choice counts at once. */
export function Facets({ facets, params, currency, onChange }: FacetsProps) {
  return (
    <div className={styles.facets}>
      {facets.map((facet) => (
        <fieldset key={facet.field} className={styles.facet}>
          <legend>{facetName(facet)}</legend>
          <Buckets facet={facet} params={params} currency={currency} onChange={onChange} />
          {facet.kind === "range" && currency && (
            <PriceFields
              key={params.price}
              range={params.price}
              currency={currency}
              onChange={(range) => onChange(toggled({ ...params, price: "" }, "price", range))}
            />
          )}
        </fieldset>
      ))}
    </div>
  );
}

function Buckets({ facet, params, currency, onChange }: BucketsProps) {
  const [all, setAll] = useState(false);
  const chosen = (bucket: Bucket) => isChosen(params, facet.field, bucket.value);
  const shown = all
    ? facet.buckets
    : facet.buckets.filter((bucket, index) => index < shownAtFirst || chosen(bucket));
  return (
    <>
      <ul className={styles.buckets}>
        {shown.map((bucket) => (
          <li key={bucket.value}>
            <label className={styles.bucket}>
              <input
                type="checkbox"
                checked={chosen(bucket)}
                onChange={() => onChange(toggled(params, facet.field, bucket.value))}
              />
              <span>{bucketName(facet, bucket, currency)}</span>
              <span className={styles.count}>
                <span aria-hidden="true">{formatCount(bucket.count)}</span>
                <span className="visually-hidden">
                  {t("search.products", { count: bucket.count })}
                </span>
              </span>
            </label>
          </li>
        ))}
      </ul>
      {facet.buckets.length > shown.length && (
        <button type="button" className={styles.more} onClick={() => setAll(true)}>
          {t("search.showAll", { count: facet.buckets.length })}
        </button>
      )}
    </>
  );
}

interface BucketsProps extends Omit<FacetsProps, "facets"> {
  facet: Facet;
}

function bucketName(facet: Facet, bucket: Bucket, currency: string | undefined): string {
  if (facet.field === "in_stock") {
    return t(bucket.value === "true" ? "search.inStock" : "search.notInStock");
  }
  return facet.kind === "range" && currency ? rangeLabel(bucket.value, currency) : bucket.label;
}
