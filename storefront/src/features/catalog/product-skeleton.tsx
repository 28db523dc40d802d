import { Skeleton } from "@/components/skeleton";

import styles from "./product-page.module.css";

/** A product page whose product is on its way. */
export function ProductSkeleton() {
  return (
    <>
      <div className={styles.crumbs}>
        <Skeleton width="14rem" height="2rem" />
      </div>
      <div className={styles.main}>
        <Skeleton aspectRatio="1" />
        <div className={styles.panel}>
          <Skeleton width="6rem" height="1.4rem" />
          <Skeleton width="80%" height="2.6rem" />
          <Skeleton width="7rem" height="2rem" />
          <Skeleton height="6rem" />
          <Skeleton height="2.75rem" />
          <Skeleton height="9rem" />
        </div>
      </div>
    </>
  );
}
