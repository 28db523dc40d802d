import { type ReactNode, useId } from "react";

import { ProductGrid } from "./product-card";
import styles from "./shelf.module.css";

interface ShelfProps {
  title: string;
  /** Where there is more of it. */
  more?: ReactNode;
  children: ReactNode;
}

/** Products under a heading. */
export function Shelf({ title, more, children }: ShelfProps) {
  const heading = useId();
  return (
    <section className={styles.shelf} aria-labelledby={heading}>
      <div className="spread">
        <h2 id={heading}>{title}</h2>
        {more}
      </div>
      <ProductGrid>{children}</ProductGrid>
    </section>
  );
}
