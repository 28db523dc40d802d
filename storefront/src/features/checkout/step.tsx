import { type ReactNode, useEffect, useId, useRef } from "react";

import { Button } from "@/components/button";
import { Icon } from "@/components/icon";
import { t } from "@/i18n/t";

import styles from "./checkout.module.css";

interface StepProps {
  number: number;
  title: string;
  state: "open" | "done" | "ahead";
  /** What was told, in the step's place once it is done. */
  summary?: ReactNode;
  onEdit?: (() => void) | undefined;
  children: ReactNode;
}

/** One step of the checkout: open, folded to what was told in it, or still ahead. */
export function Step({ number, title, state, summary, onEdit, children }: StepProps) {
  const heading = useId();
  const place = useFocusWhenOpened(state === "open");
  return (
    <section
      ref={place}
      tabIndex={-1}
      className={styles.step}
      data-state={state}
      aria-labelledby={heading}
      aria-current={state === "open" ? "step" : undefined}
    >
      <div className={styles.stepHead}>
        <span className={styles.number} aria-hidden="true">
          {state === "done" ? <Icon name="check" size={16} /> : number}
        </span>
        <h2 id={heading}>
          {title}
          {state === "done" && <span className="visually-hidden"> ({t("checkout.done")})</span>}
        </h2>
        {state === "done" && onEdit && (
          <Button look="quiet" size="small" onClick={onEdit}>
            {t("common.edit")}
            <span className="visually-hidden"> {title}</span>
          </Button>
        )}
      </div>
      {state === "done" && summary && <div className={styles.told}>{summary}</div>}
      {state === "open" && <div className={styles.stepBody}>{children}</div>}
    </section>
  );
}

/** Who goes on to a step goes on reading there; a page that just opened keeps its focus. */
function useFocusWhenOpened(isOpen: boolean) {
  const place = useRef<HTMLElement>(null);
  const wasOpen = useRef(isOpen);
  useEffect(() => {
    if (isOpen && !wasOpen.current && !place.current?.contains(document.activeElement))
      place.current?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);
  return place;
}
