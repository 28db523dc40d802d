import { type LinkProps, Link } from "@tanstack/react-router";
import { useId } from "react";

import type { components } from "@/api/client";
import { Notice } from "@/components/notice";
import { ProductCard, ProductCardSkeletons, ProductGrid } from "@/components/product-card";
import { t } from "@/i18n/t";

import styles from "./home.module.css";

const shown = 8;

interface ShelfProps {
  title: string;
  /** Undefined while they are on their way. */
  products: readonly components["schemas"]["ProductCard"][] | null | undefined;
  /** The catalog could not give them just now. */
  isMissing: boolean;
  /** An empty shelf is not shown at all. */
  isOptional?: boolean;
  more?: Pick<LinkProps, "to" | "search">;
}

/** A titled row or two of products. */
export function Shelf({ title, products, isMissing, isOptional = false, more }: ShelfProps) {
  const id = useId();
  if (isOptional && (isMissing || products?.length === 0)) return null;
  return (
    <section aria-labelledby={id}>
      <div className="spread">
        <h2 id={id} className={styles.heading}>
          {title}
        </h2>
        {more && <Link {...more}>{t("home.seeAll")}</Link>}
      </div>
      {isMissing ? (
        <Notice tone="note">{t("home.missing")}</Notice>
      ) : (
        <ProductGrid>
          {products ? (
            products
              .slice(0, shown)
              .map((product) => <ProductCard key={product.id} product={product} />)
          ) : (
            <ProductCardSkeletons count={shown} />
          )}
        </ProductGrid>
      )}
    </section>
  );
}
