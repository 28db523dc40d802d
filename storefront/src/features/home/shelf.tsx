import { type LinkProps, Link } from "@tanstack/react-router";

import type { components } from "@/api/client";
import { Button } from "@/components/button";
import { Notice } from "@/components/notice";
import { ProductCard, ProductCardSkeletons } from "@/components/product-card";
import { Shelf as ProductShelf } from "@/components/shelf";
import { t } from "@/i18n/t";

const shown = 8;

interface ShelfProps {
  title: string;
  /** Undefined while they are on their way; null when the catalog could not give them just now. */
  products: readonly components["schemas"]["ProductCard"][] | null | undefined;
  more?: Pick<LinkProps, "to" | "search">;
  retry: () => void;
}

/** A titled row or two of products; an empty one is not shown at all. */
export function Shelf({ title, products, more, retry }: ShelfProps) {
  if (products?.length === 0) return null;
  if (products === null) return <Missing title={title} retry={retry} />;
  return (
    <ProductShelf title={title} more={more && <Link {...more}>{t("home.seeAll")}</Link>}>
      {products ? (
        products
          .slice(0, shown)
          .map((product) => <ProductCard key={product.id} product={product} />)
      ) : (
        <ProductCardSkeletons count={shown} />
      )}
    </ProductShelf>
  );
}

/** What stands in the place of a part that cannot be shown. */
export function Missing({ title, retry }: { title: string; retry: () => void }) {
  return (
    <Notice tone="note" title={title}>
      <p>{t("home.missing")}</p>
      <Button size="small" onClick={retry}>
        {t("common.retry")}
      </Button>
    </Notice>
  );
}
