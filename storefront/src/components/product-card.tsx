import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import type { components } from "@/api/client";
import { t } from "@/i18n/t";

import { Badge } from "./notice";
import { Picture } from "./picture";
import { Price } from "./price";
import styles from "./product-card.module.css";
import { Skeleton } from "./skeleton";

type Card = components["schemas"]["ProductCard"] | components["schemas"]["SearchProductCard"];

interface ProductCardProps {
  product: Card;
  prominent?: boolean;
  onOpen?: () => void;
}

export function ProductCard({ product, prominent = false, onOpen }: ProductCardProps) {
  return (
    <article className={styles.card}>
      <div className={styles.frame}>
        {product.image_url && (
          <Picture
            src={product.image_url}
            alt=""
            prominent={prominent}
            sizes="(max-width: 40rem) 46vw, 18rem"
            className={styles.image}
          />
        )}
      </div>
      {!product.in_stock && (
        <div className={styles.badge}>
          <Badge>{t("common.soldOut")}</Badge>
        </div>
      )}
      <div className={styles.text}>
        {product.brand && <p className={styles.brand}>{product.brand}</p>}
        <h3 className={styles.title}>
          <Link to="/products/$slug" params={{ slug: product.slug }} onClick={onOpen}>
            {product.title}
          </Link>
        </h3>
        {product.price && (
          <Price
            price={product.price}
            priceMax={product.price_max}
            compareAt={product.compare_at}
          />
        )}
      </div>
    </article>
  );
}

/** Product cards side by side: two on a phone, four or more on a desk. */
export function ProductGrid({ children }: { children: ReactNode }) {
  return <div className={styles.grid}>{children}</div>;
}

/** The places of product cards that are on their way. */
export function ProductCardSkeletons({ count }: { count: number }) {
  return Array.from({ length: count }, (_, index) => (
    <div key={index} className={styles.card}>
      <div className={styles.frame} />
      <div className={styles.text}>
        <Skeleton width="40%" height="1.2rem" />
        <Skeleton width="80%" height="1.3rem" />
        <Skeleton width="30%" height="1.55rem" />
      </div>
    </div>
  ));
}
