import type { ErrorComponentProps } from "@tanstack/react-router";

import { ProblemError } from "@/api/problem";
import { ProblemNotice } from "@/components/notice";
import { t } from "@/i18n/t";

import { NotFoundPage } from "./not-found-page";

/** What is shown in a page's place when it cannot be; the shell around it stays. */
export function ErrorPage({ error, reset }: ErrorComponentProps) {
  if (error instanceof ProblemError && error.status === 404) return <NotFoundPage />;
  return (
    <div className="page" style={{ paddingBlock: "var(--space-8)" }}>
      <title>{`${t("common.errorTitle")} – ${t("common.shopName")}`}</title>
      <div className="stack" style={{ maxWidth: "var(--measure)" }}>
        <h1>{t("common.errorTitle")}</h1>
        <ProblemNotice error={error} retry={reset} />
      </div>
    </div>
  );
}
