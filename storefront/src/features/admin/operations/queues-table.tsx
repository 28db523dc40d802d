import { Link } from "@tanstack/react-router";

import { formatCount } from "@/i18n/format";
import { t } from "@/i18n/t";

import { type Column, DataTable } from "../components/data-table";
import { formatAge } from "./format-age";
import { byTrouble, type Queue, troubleOfQueue } from "./picture";
import { StateWord } from "./state-word";

/** Every queue, those in trouble first. */
export function QueuesTable({ queues }: { queues: readonly Queue[] }) {
  return (
    <DataTable
      caption={t("adminOperations.queues")}
      columns={columns()}
      rows={byTrouble(queues)}
      rowKey={(queue) => queue.name}
      empty={<p>{t("adminOperations.noQueues")}</p>}
    />
  );
}

const columns = (): Column<Queue>[] => [
  { key: "name", label: t("adminOperations.queue"), head: true, cell: ({ name }) => name },
  {
    key: "state",
    label: t("adminOperations.stateLabel"),
    cell: (queue) => {
      const trouble = troubleOfQueue(queue);
      return <StateWord trouble={trouble}>{t(`adminOperations.queueState.${trouble}`)}</StateWord>;
    },
  },
  {
    key: "dead",
    label: t("adminOperations.deadLetters"),
    numeric: true,
    cell: ({ name, dead_letters: count }) =>
      count ? (
        <Link to="/admin/operations/dead-letters/$queue" params={{ queue: name }}>
          {t("adminOperations.deadLetterCount", { count })}
        </Link>
      ) : (
        countOf(count)
      ),
  },
  {
    key: "depth",
    label: t("adminOperations.waiting"),
    numeric: true,
    cell: ({ depth }) => countOf(depth),
  },
  {
    key: "in_flight",
    label: t("adminOperations.inFlight"),
    numeric: true,
    cell: ({ in_flight }) => countOf(in_flight),
  },
  {
    key: "oldest",
    label: t("adminOperations.oldest"),
    numeric: true,
    cell: ({ oldest_seconds: age }) => (age === null ? "–" : formatAge(age)),
  },
];

/** What could not be read is not nought. */
function countOf(count: number | null): string {
  return count === null ? t("adminOperations.unread") : formatCount(count);
}
