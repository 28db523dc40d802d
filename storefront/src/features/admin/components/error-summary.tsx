import { useEffect, useRef } from "react";

import type { FieldProblem } from "@/api/problem";
import { Notice } from "@/components/notice";
import { t } from "@/i18n/t";

import styles from "./error-summary.module.css";

/** What is wrong with the field at a JSON pointer, or undefined. */
export function errorAt(problems: readonly FieldProblem[], pointer: string): string | undefined {
  return problems.find((problem) => problem.pointer === pointer)?.detail;
}

/**
 * The control that a pointer means. Fields have their pointer as `name`; a pointer to something
 * larger (`/variants/2`) means the first field in it, one to something smaller the field around it.
 */
function controlAt(pointer: string): HTMLElement | undefined {
  const controls = [...document.querySelectorAll<HTMLInputElement>("main [name^='/']")];
  return (
    controls.find((control) => control.name === pointer) ??
    controls.find((control) => control.name.startsWith(`${pointer}/`)) ??
    controls.find((control) => pointer.startsWith(`${control.name}/`))
  );
}

/** Bring a field into view and put the focus into it, opening what it is folded into. */
export function goToField(pointer: string): void {
  const control = controlAt(pointer);
  const folded = control?.closest("details");
  if (folded) folded.open = true;
  control?.focus();
}

interface ErrorSummaryProps {
  problems: readonly FieldProblem[];
  /** What a field is called, for the links. */
  nameOf: (pointer: string) => string;
}

/** All that has to be put right before it can be saved, each with the way to its field. */
export function ErrorSummary({ problems, nameOf }: ErrorSummaryProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (problems.length > 0) place.current?.focus();
  }, [problems]);
  if (problems.length === 0) return null;
  return (
    <div ref={place} tabIndex={-1} className={styles.place}>
      <Notice tone="bad" title={t("admin.errorSummary", { count: problems.length })} urgent>
        <ul>
          {problems.map(({ pointer, detail }) => (
            <li key={`${pointer} ${detail}`}>
              <button type="button" className={styles.link} onClick={() => goToField(pointer)}>
                {[nameOf(pointer), detail].filter(Boolean).join(": ")}
              </button>
            </li>
          ))}
        </ul>
      </Notice>
    </div>
  );
}
