import type { ReactNode } from "react";

import { Icon } from "@/components/icon";

import styles from "./operations.module.css";
import type { Trouble } from "./picture";

const icons = { bad: "warning", caution: "warning", unknown: "info", none: "check" } as const;

/** A state in a word, with a sign and a colour that say the same. */
export function StateWord({ trouble, children }: { trouble: Trouble; children: ReactNode }) {
  return (
    <span className={[styles.state, styles[trouble]].join(" ")}>
      <Icon name={icons[trouble]} size={16} />
      {children}
    </span>
  );
}
