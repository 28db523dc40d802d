import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";

import { ProblemNotice } from "@/components/notice";
import { Skeleton } from "@/components/skeleton";
import { t } from "@/i18n/t";

import { PageHead } from "../components/page-head";
import { ProductEditor } from "./product-editor";
import { productQuery } from "./products";

/** One product, to be changed or, at `/admin/products/new`, to be made. */
export function ProductEditorPage() {
  const { productId } = useParams({ from: "/admin/products/$productId" });
  return productId === "new" ? (
    <ProductEditor key="new" product={undefined} />
  ) : (
    <StoredProduct key={productId} id={productId} />
  );
}

function StoredProduct({ id }: { id: string }) {
  const product = useQuery(productQuery(id));
  if (product.data) return <ProductEditor product={product.data} />;
  return (
    <>
      <PageHead
        title={t("adminCatalog.product")}
        before={<Link to="/admin/products">{t("adminCatalog.products")}</Link>}
      />
      {product.error ? (
        <ProblemNotice error={product.error} retry={() => void product.refetch()} />
      ) : (
        <Skeleton height="30rem" />
      )}
    </>
  );
}
