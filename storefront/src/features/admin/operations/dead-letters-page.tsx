import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";

import { Button } from "@/components/button";
import { ChoiceField } from "@/components/field";
import { Notice, ProblemNotice } from "@/components/notice";
import { Skeleton } from "@/components/skeleton";
import { t } from "@/i18n/t";

import { ConfirmDialog } from "../components/confirm-dialog";
import { PageHead } from "../components/page-head";
import { DeadLetterEntry } from "./dead-letter-entry";
import styles from "./operations.module.css";
import {
  type DeadLetter,
  deadLettersQuery,
  type Settled,
  useSettleDeadLetters,
} from "./operations-queries";

/** Messages that a queue's consumer gave up: why, and what shall become of them. */
export function DeadLettersPage() {
  const { queue } = useParams({ from: "/admin/operations/dead-letters/$queue" });
  const letters = useQuery(deadLettersQuery(queue));
  return (
    <>
      <PageHead
        title={t("adminOperations.deadLettersOf", { queue })}
        before={<Link to="/admin/operations">{t("adminOperations.title")}</Link>}
        intro={t("adminOperations.deadLettersIntro")}
      >
        <Button size="small" busy={letters.isFetching} onClick={() => void letters.refetch()}>
          {t("adminOperations.refresh")}
        </Button>
      </PageHead>
      {letters.isError && (
        <ProblemNotice error={letters.error} retry={() => void letters.refetch()} />
      )}
      {letters.isPending && <Skeleton height="12rem" />}
      {letters.data && (
        <Letters queue={queue} depth={letters.data.depth} letters={letters.data.messages} />
      )}
    </>
  );
}

interface LettersProps {
  queue: string;
  depth: number;
  letters: readonly DeadLetter[];
}

type Deed = "redrive" | "discard";

function Letters({ queue, depth, letters }: LettersProps) {
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const [asked, setAsked] = useState<Deed>();
  const settling = useSettleDeadLetters(queue);
  const shown = letters.map(({ message_id }) => message_id);
  const chosen = shown.filter((id) => marked.has(id));
  const isAll = chosen.length === 0;
  const count = isAll ? depth : chosen.length;

  const mark = (ids: readonly string[], on: boolean) => {
    const next = new Set(marked);
    for (const id of ids) {
      if (on) next.add(id);
      else next.delete(id);
    }
    setMarked(next);
  };
  const close = () => setAsked(undefined);
  const settle = (discardReason?: string) =>
    settling.mutate(
      { messageIds: isAll ? "all" : chosen, ...(discardReason ? { discardReason } : {}) },
      {
        onSuccess: () => {
          setMarked(new Set());
          close();
        },
      },
    );
  const ask = (deed: Deed) => {
    settling.reset();
    setAsked(deed);
  };

  return (
    <div className="stack">
      {settling.data && <Outcome settled={settling.data} />}
      {letters.length === 0 ? (
        <Notice tone="good">{t("adminOperations.noDeadLetters")}</Notice>
      ) : (
        <>
          <div className="spread">
            <ChoiceField
              type="checkbox"
              label={t("adminOperations.chooseShown")}
              checked={chosen.length === shown.length}
              onChange={(event) => mark(shown, event.target.checked)}
            />
            <p className="small soft" role="status">
              {t("adminOperations.shownOf", { shown: shown.length, depth })}
            </p>
          </div>
          <ul className={styles.letters}>
            {letters.map((letter) => (
              <DeadLetterEntry
                key={letter.message_id}
                letter={letter}
                chosen={marked.has(letter.message_id)}
                onChoose={(on) => mark([letter.message_id], on)}
              />
            ))}
          </ul>
          <div className={`cluster ${styles.deeds ?? ""}`}>
            <Button look="primary" onClick={() => ask("redrive")}>
              {t(isAll ? "adminOperations.redriveAll" : "adminOperations.redriveChosen", { count })}
            </Button>
            <Button look="danger" onClick={() => ask("discard")}>
              {t(isAll ? "adminOperations.discardAll" : "adminOperations.discardChosen", { count })}
            </Button>
          </div>
        </>
      )}
      <ConfirmDialog
        title={t("adminOperations.redriveTitle", { count })}
        action={t("adminOperations.redrive")}
        open={asked === "redrive"}
        onClose={close}
        onConfirm={() => settle()}
        busy={settling.isPending}
        error={settling.error}
      >
        {t("adminOperations.redriveText")}
      </ConfirmDialog>
      <ConfirmDialog
        title={t("adminOperations.discardTitle", { count })}
        action={t("adminOperations.discard")}
        open={asked === "discard"}
        onClose={close}
        onConfirm={settle}
        asksReason
        reasonLength={{ least: 3, most: 200 }}
        danger
        busy={settling.isPending}
        error={settling.error}
      >
        {t("adminOperations.discardText")}
      </ConfirmDialog>
    </div>
  );
}

/** What became of the messages. It takes the focus: what was acted on is gone with its buttons. */
function Outcome({ settled }: { settled: Settled }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.focus(), [settled]);
  const { done, failed, not_found, left } = settled;
  const isClean = failed === 0 && not_found.length === 0;
  return (
    <div ref={place} role="status" tabIndex={-1}>
      <Notice tone={isClean ? "good" : "caution"}>
        <p>{t("adminOperations.settled", { done, left })}</p>
        {failed > 0 && <p>{t("adminOperations.settleFailed", { count: failed })}</p>}
        {not_found.length > 0 && (
          <p>{t("adminOperations.settleGone", { count: not_found.length })}</p>
        )}
      </Notice>
    </div>
  );
}
