import { useId } from "react";

import { type MessageId, t } from "@/i18n/t";

import { type Sort, sorts } from "./api/search-params";
import styles from "./listing.module.css";

interface SortFieldProps {
  value: Sort;
  /** What the shop's own order is called here. */
  relevance: MessageId;
  onChange: (sort: Sort) => void;
}

export function SortField({ value, relevance, onChange }: SortFieldProps) {
  const id = useId();
  return (
    <div className={styles.sort}>
      <label htmlFor={id}>{t("search.sortBy")}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.target.value as Sort)}>
        {sorts.map((sort) => (
          <option key={sort} value={sort}>
            {t(sort === "relevance" ? relevance : `search.sort.${sort}`)}
          </option>
        ))}
      </select>
    </div>
  );
}
