import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { isMessageId, t } from "@/i18n/t";

import { Code } from "../components/facts";
import { term } from "../components/term";
import { formatAge } from "./format-age";
import styles from "./operations.module.css";
import { type Attention, type DegradedMode, type Queue, troubleOfPart } from "./picture";
import { StateWord } from "./state-word";

/** What somebody should look at, the worst first: what it is, what customers notice, where to go on. */
export function AttentionList({ attention }: { attention: readonly Attention[] }) {
  return (
    <ul className={styles.attention} aria-label={t("adminOperations.attention")}>
      {attention.map((item) => (
        <li key={keyOf(item)}>
          <Item item={item} />
        </li>
      ))}
    </ul>
  );
}

function keyOf(item: Attention): string {
  switch (item.kind) {
    case "part":
      return `part ${item.part.name}`;
    case "mode":
      return `mode ${item.mode.code}`;
    case "queue":
      return `queue ${item.queue.name}`;
    default:
      return item.kind;
  }
}

function Item({ item }: { item: Attention }) {
  switch (item.kind) {
    case "part": {
      const { part } = item;
      return (
        <Entry
          title={
            <StateWord trouble={troubleOfPart(part)}>
              {t("adminOperations.partTrouble", {
                name: part.name,
                state: term("adminOperations.state", part.status),
              })}
            </StateWord>
          }
          mode={item.mode}
        >
          {part.failing.length > 0 && (
            <p>{t("adminOperations.failingChecks", { checks: part.failing.join(", ") })}</p>
          )}
        </Entry>
      );
    }
    case "mode":
      return (
        <Entry
          title={<StateWord trouble="caution">{titleOf(item.mode)}</StateWord>}
          mode={item.mode}
        >
          <p className="small soft">
            {t("adminOperations.toldBy", { parts: item.mode.parts.join(", ") })}
          </p>
        </Entry>
      );
    case "queue":
      return (
        <Entry
          title={<StateWord trouble={item.trouble}>{queueTrouble(item.queue)}</StateWord>}
          mode={item.mode}
        >
          {(item.queue.dead_letters ?? 0) > 0 && (
            <p>
              <Link
                to="/admin/operations/dead-letters/$queue"
                params={{ queue: item.queue.name }}
                aria-label={t("adminOperations.toDeadLettersOf", { queue: item.queue.name })}
              >
                {t("adminOperations.toDeadLetters")}
              </Link>
            </p>
          )}
        </Entry>
      );
    case "books":
      return (
        <Entry
          title={
            <StateWord trouble="bad">
              {t("adminOperations.booksDiffer", { count: item.differences })}
            </StateWord>
          }
        >
          <p>
            <Link to="/admin/payments/reconciliation">{t("adminOperations.toReconciliation")}</Link>
          </p>
        </Entry>
      );
    case "rebuild":
      return (
        <Entry
          title={
            <StateWord trouble="caution">{t("adminOperations.rebuildState.failed")}</StateWord>
          }
        />
      );
  }
}

interface EntryProps {
  title: ReactNode;
  mode?: DegradedMode | undefined;
  children?: ReactNode;
}

function Entry({ title, mode, children }: EntryProps) {
  return (
    <div className={styles.entry}>
      <p className={styles.entryTitle}>{title}</p>
      {mode && <p>{t("adminOperations.customersNotice", { notice: noticeOf(mode) })}</p>}
      {children}
      {mode?.runbook && <Runbook path={mode.runbook} />}
    </div>
  );
}

/** A runbook is a document of the repository; where that can be read is told at build time. */
function Runbook({ path }: { path: string }) {
  const base: unknown = import.meta.env.VITE_RUNBOOKS_URL;
  const name = <Code>{path}</Code>;
  return (
    <p className="small">
      {t("adminOperations.runbook")}{" "}
      {typeof base === "string" && base ? (
        <a href={`${base.replace(/\/$/, "")}/${path}`} target="_blank" rel="noreferrer">
          {name}
        </a>
      ) : (
        name
      )}
    </p>
  );
}

function queueTrouble(queue: Queue): string {
  const { name, dead_letters, depth, oldest_seconds } = queue;
  if (dead_letters) return t("adminOperations.queueDead", { name, count: dead_letters });
  if (depth === null) return t("adminOperations.queueUnreadable", { name });
  return oldest_seconds === null
    ? t("adminOperations.queueDeep", { name, count: depth })
    : t("adminOperations.queueOld", { name, count: depth, age: formatAge(oldest_seconds) });
}

function titleOf(mode: DegradedMode): string {
  return wordsFor(`adminOperations.mode.${kindOf(mode)}.title`, mode.title);
}

function noticeOf(mode: DegradedMode): string {
  return wordsFor(`adminOperations.mode.${kindOf(mode)}.notice`, mode.notice);
}

/** Workers that are away are all alike. */
function kindOf({ code }: DegradedMode): string {
  return /^away:.*-worker$/.test(code) ? "away:worker" : code;
}

/** Our words in the reader's language; for a mode that is newer than this page, the API's. */
function wordsFor(id: string, told: string): string {
  return isMessageId(id) ? t(id) : told;
}
