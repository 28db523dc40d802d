import type { ReactNode } from "react";

import { explain, ProblemError } from "@/api/problem";
import { t } from "@/i18n/t";

import { Button } from "./button";
import { Icon, type IconName } from "./icon";
import styles from "./notice.module.css";

export type Tone = "note" | "good" | "caution" | "bad";

const icons: Record<Tone, IconName> = {
  note: "info",
  good: "check",
  caution: "warning",
  bad: "warning",
};

interface NoticeProps {
  tone: Tone;
  title?: string;
  /** Read out at once when it appears; for what the visitor's own action led to. */
  urgent?: boolean;
  children?: ReactNode;
}

/** Says what happened and what to do. */
export function Notice({ tone, title, urgent = false, children }: NoticeProps) {
  return (
    <div className={[styles.notice, styles[tone]].join(" ")} role={urgent ? "alert" : undefined}>
      <Icon name={icons[tone]} />
      <div className="stack" style={{ "--gap": "var(--space-2)" } as React.CSSProperties}>
        {title && <p className={styles.title}>{title}</p>}
        {children && <div>{children}</div>}
      </div>
    </div>
  );
}

/** What went wrong, in the visitor's language, with a way to try again if that may help. */
export function ProblemNotice({ error, retry }: { error: unknown; retry?: () => void }) {
  const trace = error instanceof ProblemError && error.status >= 500 ? error.traceId : undefined;
  return (
    <Notice tone="bad" urgent>
      <div className="stack" style={{ "--gap": "var(--space-2)" } as React.CSSProperties}>
        <p>{explain(error)}</p>
        {trace && <p className="small soft">{t("common.errorTrace", { trace })}</p>}
        {retry && (
          <div>
            <Button size="small" onClick={retry}>
              {t("common.retry")}
            </Button>
          </div>
        )}
      </div>
    </Notice>
  );
}

/** A word about a state: paid, sold out, draft. */
export function Badge({
  tone = "neutral",
  children,
}: {
  tone?: Tone | "neutral";
  children: ReactNode;
}) {
  return <span className={[styles.badge, styles[tone]].join(" ")}>{children}</span>;
}
