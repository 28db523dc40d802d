import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";

import { ProblemError } from "@/api/problem";
import { record } from "@/clickstream/record";
import { Breadcrumbs } from "@/components/breadcrumbs";
import { ProblemNotice } from "@/components/notice";
import { ProductCard } from "@/components/product-card";
import { Shelf } from "@/components/shelf";
import { t } from "@/i18n/t";

import { type Product, productPageQuery, type Variant } from "./api/product-page";
import { BuyPanel } from "./buy-panel";
import { Gallery } from "./gallery";
import { firstVariant } from "./option-picker";
import { ProductFacts } from "./product-facts";
import styles from "./product-page.module.css";
import { ProductSkeleton } from "./product-skeleton";
import { structuredData } from "./structured-data";

export function ProductPage() {
  const { slug } = useParams({ from: "/shop/products/$slug" });
  const { sku } = useSearch({ from: "/shop/products/$slug" });
  const { data, error, refetch } = useQuery(productPageQuery(slug));
  usePresentAddress(slug, data?.product);
  useViewCount(data?.product);
  if (error instanceof ProblemError && error.status === 404) throw error;
  if (!data) {
    return (
      <div className="page">
        {error ? <ProblemNotice error={error} retry={() => void refetch()} /> : <ProductSkeleton />}
      </div>
    );
  }
  const { product, related } = data;
  return (
    <div className="page">
      <About product={product} />
      <div className={styles.crumbs}>
        <Breadcrumbs path={product.category?.path ?? []} />
      </div>
      <Chosen key={product.id} product={product} sku={sku} />
      <ProductFacts product={product} />
      {related && related.length > 0 && (
        <Shelf title={t("catalog.related")}>
          {related.map((other) => (
            <ProductCard key={other.id} product={other} />
          ))}
        </Shelf>
      )}
    </div>
  );
}

/** The pictures and the way to buy, of the variant in the address. */
function Chosen({ product, sku }: { product: Product; sku: string | undefined }) {
  const navigate = useNavigate();
  const variant = firstVariant(product.variants, sku);
  const choose = (next: Variant) =>
    void navigate({ to: ".", search: { sku: next.sku }, replace: true, resetScroll: false });
  return (
    <div className={styles.main}>
      <Gallery title={product.title} images={product.images} shown={variant?.image_url ?? null} />
      <BuyPanel product={product} variant={variant} onChoose={choose} />
    </div>
  );
}

/** What search engines and shared links show. */
function About({ product }: { product: Product }) {
  return (
    <>
      <title>{`${product.seo_title || product.title} – ${t("common.shopName")}`}</title>
      {product.seo_description && <meta name="description" content={product.seo_description} />}
      <script
        type="application/ld+json"
        dangerouslySetInnerHTML={{ __html: structuredData(product, location.origin) }}
      />
    </>
  );
}

/** An old slug led here: say the present one, so that it is what gets shared. */
function usePresentAddress(slug: string, product: Product | undefined): void {
  const navigate = useNavigate();
  const present = product?.slug;
  useEffect(() => {
    if (present === undefined || present === slug) return;
    void navigate({
      to: "/products/$slug",
      params: { slug: present },
      search: true,
      replace: true,
    });
  }, [navigate, slug, present]);
}

function useViewCount(product: Product | undefined): void {
  const id = product?.id;
  const category = product?.category?.slug;
  useEffect(() => {
    if (id) record("product_viewed", { product_id: id, ...(category && { category }) });
  }, [id, category]);
}
