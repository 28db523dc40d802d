import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { api, read } from "@/api/client";
import { announce } from "@/components/announcer";
import { Button } from "@/components/button";
import { Badge, ProblemNotice } from "@/components/notice";
import { Skeleton } from "@/components/skeleton";
import { formatCount, formatMoment } from "@/i18n/format";
import { t } from "@/i18n/t";

import { ConfirmDialog } from "../components/confirm-dialog";
import { FormSection } from "../components/form-section";

const queryKey = ["admin", "search-rebuild"];

const states = {
  requested: { tone: "note", label: "adminCatalog.rebuildRequested" },
  running: { tone: "note", label: "adminCatalog.rebuildRunning" },
  succeeded: { tone: "good", label: "adminCatalog.rebuildSucceeded" },
  failed: { tone: "bad", label: "adminCatalog.rebuildFailed" },
} as const;

/** What is being searched, how far a rebuild is, and a button that begins one. */
export function SearchIndex() {
  const status = useQuery({
    queryKey,
    queryFn: ({ signal }) => read(api.GET("/core/v1/admin/search/rebuild", { signal })),
    refetchInterval: (query) => {
      const state = query.state.data?.rebuild?.state;
      return state === "requested" || state === "running" ? 1500 : false;
    },
  });
  const rebuild = status.data?.rebuild;
  const isBusy = rebuild?.state === "requested" || rebuild?.state === "running";
  return (
    <FormSection title={t("adminCatalog.index")} action={<Rebuild disabled={isBusy} />}>
      {status.error ? (
        <ProblemNotice error={status.error} retry={() => void status.refetch()} />
      ) : !status.data ? (
        <Skeleton height="3rem" />
      ) : (
        <div role="status">
          <p>{t("admin.startSearchText", { count: status.data.documents })}</p>
          {rebuild && (
            <p className="cluster">
              <Badge tone={states[rebuild.state].tone}>{t(states[rebuild.state].label)}</Badge>
              <span className="small soft">
                {t("adminCatalog.rebuildCount", {
                  count: formatCount(rebuild.indexed),
                  when: formatMoment(rebuild.finished_at ?? rebuild.requested_at),
                })}
              </span>
            </p>
          )}
          {rebuild?.error && <p className="small">{rebuild.error}</p>}
        </div>
      )}
    </FormSection>
  );
}

function Rebuild({ disabled }: { disabled: boolean }) {
  const queryClient = useQueryClient();
  const [asked, setAsked] = useState(false);
  const begin = useMutation({
    mutationFn: () => read(api.POST("/core/v1/admin/search/rebuild")),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey });
      setAsked(false);
      announce(t("adminCatalog.rebuildBegun"));
    },
  });
  return (
    <>
      <Button size="small" disabled={disabled} onClick={() => setAsked(true)}>
        {t("adminCatalog.rebuild")}
      </Button>
      <ConfirmDialog
        title={t("adminCatalog.rebuildTitle")}
        action={t("adminCatalog.rebuild")}
        open={asked}
        onClose={() => setAsked(false)}
        onConfirm={() => begin.mutate()}
        busy={begin.isPending}
        error={begin.error}
      >
        {t("adminCatalog.rebuildText")}
      </ConfirmDialog>
    </>
  );
}
