import { type ReactNode, type SyntheticEvent } from "react";

import { Button } from "@/components/button";
import { t } from "@/i18n/t";

import styles from "./filter-bar.module.css";

interface FilterBarProps {
  /** What is being filtered, for screen readers. */
  label: string;
  /** Called on Enter and on “Apply”; without it the fields act by themselves. */
  onApply?: (values: FormData) => void;
  onReset?: (() => void) | undefined;
  children: ReactNode;
}

/** Fields side by side above a table that say what it shows. */
export function FilterBar({ label, onApply, onReset, children }: FilterBarProps) {
  const apply = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    onApply?.(new FormData(event.currentTarget));
  };
  return (
    <form className={styles.bar} role="search" aria-label={label} onSubmit={apply}>
      {children}
      <div className="cluster">
        {onApply && (
          <Button type="submit" look="secondary">
            {t("admin.apply")}
          </Button>
        )}
        {onReset && (
          <Button look="quiet" onClick={onReset}>
            {t("admin.resetFilters")}
          </Button>
        )}
      </div>
    </form>
  );
}
