import { type ReactNode, useId } from "react";

import styles from "./form-section.module.css";

interface FormSectionProps {
  title: string;
  intro?: ReactNode;
  /** At the heading's end, such as “Add a variant”. */
  action?: ReactNode;
  children: ReactNode;
}

/** Fields that belong together, under a heading, on a card. */
export function FormSection({ title, intro, action, children }: FormSectionProps) {
  const id = useId();
  return (
    <section className={styles.section} aria-labelledby={id}>
      <div className="spread">
        <h2 id={id}>{title}</h2>
        {action}
      </div>
      {intro && <p className="small soft">{intro}</p>}
      {children}
    </section>
  );
}

/** Fields side by side where there is room. */
export function FieldRow({ children }: { children: ReactNode }) {
  return <div className={styles.row}>{children}</div>;
}
