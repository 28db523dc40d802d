import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { api, read } from "@/api/client";
import { announce } from "@/components/announcer";
import { Button } from "@/components/button";
import { ProblemNotice } from "@/components/notice";
import { Skeleton } from "@/components/skeleton";
import { formatCount, formatMoment } from "@/i18n/format";
import { t } from "@/i18n/t";

import { FormSection } from "../components/form-section";
import { term } from "../components/term";
import { reconciliationQuery } from "../payments/payment-queries";
import { rebuildQuery } from "./operations-queries";
import { StateWord } from "./state-word";

/** Whether the books agree with the payment provider's. */
export function ReconciliationState() {
  const { data, error, refetch } = useQuery(reconciliationQuery());
  return (
    <FormSection title={t("adminOperations.reconciliation")}>
      {error && !data && <ProblemNotice error={error} retry={() => void refetch()} />}
      {!error && !data && <Skeleton height="3rem" />}
      {data && (
        <>
          <StateWord trouble={data.differences.length > 0 ? "bad" : "none"}>
            {t("adminOperations.differences", { count: data.differences.length })}
          </StateWord>
          <p className="small soft">
            {data.runs[0]
              ? t("adminOperations.lastRun", {
                  moment: formatMoment(data.runs[0].started_at),
                  outcome: term("adminPayments.runOutcome", data.runs[0].outcome),
                })
              : t("adminOperations.noRun")}
          </p>
          <p>
            <Link to="/admin/payments/reconciliation">{t("adminOperations.toReconciliation")}</Link>
          </p>
        </>
      )}
    </FormSection>
  );
}

/** What is being searched, and whether it is being built anew. */
export function SearchIndexState() {
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(rebuildQuery());
  const rebuild = useMutation({
    mutationFn: () => read(api.POST("/core/v1/admin/search/rebuild")),
    onSuccess: () => {
      announce(t("adminOperations.rebuildBegun"));
      return client.invalidateQueries({ queryKey: rebuildQuery().queryKey });
    },
  });
  const state = data?.rebuild?.state;
  const isRunning = state === "requested" || state === "running";
  return (
    <FormSection title={t("adminOperations.searchIndex")}>
      {error && !data && <ProblemNotice error={error} retry={() => void refetch()} />}
      {!error && !data && <Skeleton height="3rem" />}
      {data && (
        <>
          <StateWord trouble={state === "failed" ? "bad" : data.index ? "none" : "caution"}>
            {t("adminOperations.documents", { count: formatCount(data.documents) })}
          </StateWord>
          {data.rebuild && (
            <p className="small soft">
              {term("adminOperations.rebuildState", data.rebuild.state)} ·{" "}
              {formatMoment(data.rebuild.finished_at ?? data.rebuild.requested_at)}
              {isRunning &&
                ` · ${t("adminOperations.indexed", { count: formatCount(data.rebuild.indexed) })}`}
              {data.rebuild.error && ` · ${data.rebuild.error}`}
            </p>
          )}
          {rebuild.error && <ProblemNotice error={rebuild.error} />}
          <div>
            <Button
              size="small"
              busy={rebuild.isPending || isRunning}
              onClick={() => rebuild.mutate()}
            >
              {t("adminOperations.rebuild")}
            </Button>
          </div>
        </>
      )}
    </FormSection>
  );
}
