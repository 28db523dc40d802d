import type { ReactNode } from "react";

interface SectionProps {
  title: string;
  text?: ReactNode;
  children: ReactNode;
}

/** One subject of an account page. */
export function Section({ title, text, children }: SectionProps) {
  return (
    <section className="card stack">
      <div className="stack" style={{ "--gap": "var(--space-2)" } as React.CSSProperties}>
        <h2>{title}</h2>
        {text && <p className="soft">{text}</p>}
      </div>
      {children}
    </section>
  );
}
