import { t } from "@/i18n/t";

import { differencesOf, type Leaf, toWords } from "../components/differences";
import styles from "./changes.module.css";
import type { AuditEntry } from "./entry";

/** The leaves that an entry's fields changed, each with its path. */
export function leavesOf(changes: AuditEntry["changes"]): Leaf[] {
  return Object.entries(changes).flatMap(([field, [before, after]]) =>
    differencesOf(before, after, [field]),
  );
}

const openWhenFewerThan = 4;

/** What was before and after, told apart by words and by looks. */
export function Changes({ entry }: { entry: AuditEntry }) {
  const leaves = leavesOf(entry.changes);
  if (leaves.length === 0) return <span className="soft">–</span>;
  return (
    <details open={entry.action !== "created" && leaves.length < openWhenFewerThan}>
      <summary>{t("adminCatalog.changeCount", { count: leaves.length })}</summary>
      <dl className={styles.changes}>
        {leaves.map((leaf) => (
          <div key={leaf.path.join("\n")}>
            <dt>{leaf.path.join(" › ")}</dt>
            <dd>
              <Value label={t("adminCatalog.before")} value={leaf.before} isOld />
              <Value label={t("adminCatalog.after")} value={leaf.after} />
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function Value({
  label,
  value,
  isOld = false,
}: {
  label: string;
  value: unknown;
  isOld?: boolean;
}) {
  const words = toWords(value);
  if (words === undefined) return null;
  const Mark = isOld ? "del" : "ins";
  return (
    <Mark className={isOld ? styles.before : styles.after}>
      <span className="visually-hidden">{label}: </span>
      {words}
    </Mark>
  );
}
