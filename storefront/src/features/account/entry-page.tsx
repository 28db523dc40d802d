import type { ReactNode } from "react";

import { ProblemError } from "@/api/problem";
import { Notice, ProblemNotice } from "@/components/notice";
import { t } from "@/i18n/t";

import styles from "./account.module.css";

interface EntryPageProps {
  title: string;
  intro?: ReactNode;
  /** What else one may have come for; below the form. */
  aside?: ReactNode;
  children: ReactNode;
}

/** A page with one short form on it: signing in and what belongs to it. */
export function EntryPage({ title, intro, aside, children }: EntryPageProps) {
  return (
    <div className={`page ${styles.entry ?? ""}`}>
      <title>{`${title} – ${t("common.shopName")}`}</title>
      <div className={`card stack ${styles.entryCard ?? ""}`}>
        <div className="stack" style={{ "--gap": "var(--space-2)" } as React.CSSProperties}>
          <h1>{title}</h1>
          {intro && <p className="soft">{intro}</p>}
        </div>
        {children}
      </div>
      {aside && <div className={styles.entryAside}>{aside}</div>}
    </div>
  );
}

/** What went wrong with a form as a whole; too many attempts are told with their end. */
export function EntryProblem({ error }: { error: unknown }) {
  if (error === undefined) return null;
  const wait = error instanceof ProblemError && error.status === 429 && error.retryAfterSeconds;
  if (!wait) return <ProblemNotice error={error} />;
  return (
    <Notice tone="caution" urgent title={t("account.tooManyTitle")}>
      {t("account.tooManyText", { minutes: Math.ceil(wait / 60) })}
    </Notice>
  );
}
