import { Link } from "@tanstack/react-router";

import { Icon } from "@/components/icon";
import { t } from "@/i18n/t";

import type { SearchParams } from "./api/search-params";
import { type Choice, cleared, toggled } from "./choices";
import styles from "./listing.module.css";

/** A wider list is another page than this one, and no part of it. */
const exactly = { exact: true };

/** What the list is narrowed by, each with a way to take it back. */
export function ActiveFilters({ choices, params }: { choices: Choice[]; params: SearchParams }) {
  if (choices.length === 0) return null;
  return (
    <ul className={styles.chips} aria-label={t("search.activeFilters")}>
      {choices.map(({ field, value, label }) => (
        <li key={`${field} ${value}`}>
          <Link
            to="."
            search={toggled(params, field, value)}
            resetScroll={false}
            preload={false}
            activeOptions={exactly}
            className={styles.chip}
            aria-label={t("search.removeFilter", { filter: label })}
          >
            {label}
            <Icon name="close" size={14} />
          </Link>
        </li>
      ))}
      <li>
        <Link
          to="."
          search={cleared(params)}
          resetScroll={false}
          preload={false}
          activeOptions={exactly}
          className={styles.clear}
        >
          {t("search.clearFilters")}
        </Link>
      </li>
    </ul>
  );
}
