import type { ReactNode } from "react";

import { t } from "@/i18n/t";

import styles from "./page-head.module.css";

interface PageHeadProps {
  title: string;
  /** The way back up: a link before the heading. */
  before?: ReactNode;
  intro?: ReactNode;
  /** What can be done on the page, at the heading's end. */
  children?: ReactNode;
}

/** The beginning of a staff page: its title (the browser's too) and its actions. */
export function PageHead({ title, before, intro, children }: PageHeadProps) {
  return (
    <div className={styles.head}>
      <title>{`${title} – ${t("admin.titleSuffix")}`}</title>
      {before && <div className="small">{before}</div>}
      <div className="spread">
        <h1>{title}</h1>
        {children && <div className="cluster">{children}</div>}
      </div>
      {intro && <p className="soft">{intro}</p>}
    </div>
  );
}
