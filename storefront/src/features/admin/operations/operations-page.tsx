import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { explain } from "@/api/problem";
import { Button } from "@/components/button";
import { Icon } from "@/components/icon";
import { Notice, ProblemNotice } from "@/components/notice";
import { Skeleton } from "@/components/skeleton";
import { language, t } from "@/i18n/t";

import { FormSection } from "../components/form-section";
import { PageHead } from "../components/page-head";
import { useIsIn } from "../components/staff";
import { reconciliationQuery } from "../payments/payment-queries";
import { AttentionList } from "./attention-list";
import styles from "./operations.module.css";
import { overviewQuery, rebuildQuery } from "./operations-queries";
import { PartsTable } from "./parts-table";
import { attentionOf, type Overview } from "./picture";
import { QueuesTable } from "./queues-table";
import { ReconciliationState, SearchIndexState } from "./related-states";

/** What an on-call person opens first. */
export function OperationsPage() {
  const [paused, setPaused] = useState(false);
  const overview = useQuery(overviewQuery(paused));
  return (
    <>
      <PageHead title={t("adminOperations.title")}>
        <Freshness
          at={overview.dataUpdatedAt}
          paused={paused}
          reading={overview.isFetching}
          onRefresh={() => void overview.refetch()}
          onPause={() => setPaused(!paused)}
        />
      </PageHead>
      <div className="stack">
        {overview.data && overview.isError && (
          <Notice tone="bad" title={t("adminOperations.notRefreshed")} urgent>
            {t("adminOperations.lastPicture", {
              time: timeOf(overview.dataUpdatedAt),
              why: explain(overview.error),
            })}
          </Notice>
        )}
        {overview.data ? (
          <Picture overview={overview.data} />
        ) : overview.isError ? (
          <ProblemNotice error={overview.error} retry={() => void overview.refetch()} />
        ) : (
          <Skeleton height="5rem" />
        )}
      </div>
    </>
  );
}

function Picture({ overview }: { overview: Overview }) {
  const seesPayments = useIsIn("orders", "support");
  const seesSearch = useIsIn("catalog");
  const books = useQuery({ ...reconciliationQuery(), enabled: seesPayments });
  const index = useQuery({ ...rebuildQuery(), enabled: seesSearch });
  const attention = attentionOf(overview, {
    differences: books.data?.differences.length ?? 0,
    rebuildFailed: index.data?.rebuild?.state === "failed",
  });
  return (
    <>
      <Verdict count={attention.length} />
      {attention.length > 0 && <AttentionList attention={attention} />}
      <FormSection title={t("adminOperations.queues")}>
        <QueuesTable queues={overview.queues} />
      </FormSection>
      <FormSection title={t("adminOperations.parts")}>
        <PartsTable parts={overview.parts} />
      </FormSection>
      {(seesPayments || seesSearch) && (
        <div className="columns">
          {seesPayments && <ReconciliationState />}
          {seesSearch && <SearchIndexState />}
        </div>
      )}
    </>
  );
}

/** The one line that says it all; read out again only when it changes. */
function Verdict({ count }: { count: number }) {
  return (
    <p className={[styles.verdict, count === 0 ? styles.none : styles.bad].join(" ")} role="status">
      <Icon name={count === 0 ? "check" : "warning"} size={28} />
      {t("adminOperations.verdict", { count })}
    </p>
  );
}

interface FreshnessProps {
  at: number;
  paused: boolean;
  reading: boolean;
  onRefresh: () => void;
  onPause: () => void;
}

function Freshness({ at, paused, reading, onRefresh, onPause }: FreshnessProps) {
  return (
    <>
      <span className="small soft">
        {at > 0 && t("adminOperations.readAt", { time: timeOf(at) })}
        {paused && ` · ${t("adminOperations.paused")}`}
      </span>
      <Button size="small" onClick={onRefresh} aria-disabled={reading || undefined}>
        {t("adminOperations.refresh")}
      </Button>
      <Button size="small" look="quiet" aria-pressed={paused} onClick={onPause}>
        {t("adminOperations.pause")}
      </Button>
    </>
  );
}

function timeOf(moment: number): string {
  return new Intl.DateTimeFormat(language(), { timeStyle: "medium" }).format(moment);
}
