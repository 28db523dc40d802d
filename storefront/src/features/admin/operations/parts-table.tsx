import { formatCount } from "@/i18n/format";
import { t } from "@/i18n/t";

import { type Column, DataTable } from "../components/data-table";
import { term } from "../components/term";
import { type Part, partsByTrouble, troubleOfPart } from "./picture";
import { StateWord } from "./state-word";

/** Services, workers and functions, as each told of itself just now. */
export function PartsTable({ parts }: { parts: readonly Part[] }) {
  return (
    <DataTable
      caption={t("adminOperations.parts")}
      columns={columns()}
      rows={partsByTrouble(parts)}
      rowKey={(part) => `${part.kind} ${part.name}`}
      empty={<p>{t("adminOperations.noParts")}</p>}
    />
  );
}

const columns = (): Column<Part>[] => [
  { key: "name", label: t("adminOperations.part"), head: true, cell: ({ name }) => name },
  {
    key: "state",
    label: t("adminOperations.stateLabel"),
    cell: (part) => <State part={part} />,
  },
  {
    key: "milliseconds",
    label: t("adminOperations.answers"),
    numeric: true,
    cell: ({ milliseconds }) =>
      milliseconds === null
        ? "–"
        : t("adminOperations.milliseconds", { count: formatCount(milliseconds) }),
  },
  {
    key: "kind",
    label: t("adminOperations.kind"),
    cell: ({ kind }) => term("adminOperations.kindOf", kind),
  },
];

/** The state, and what stands behind it. */
function State({ part }: { part: Part }) {
  const { status, failing, degraded } = part;
  const behind = [...failing, ...degraded];
  const goesOn = status === "ready" && degraded.length > 0;
  return (
    <>
      <StateWord trouble={troubleOfPart(part)}>
        {goesOn ? t("adminOperations.goesOnWithLess") : term("adminOperations.state", status)}
      </StateWord>
      {behind.length > 0 && <p className="small soft">{behind.join(", ")}</p>}
    </>
  );
}
