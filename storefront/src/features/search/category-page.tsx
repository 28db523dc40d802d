import { useQuery } from "@tanstack/react-query";
import { Link, useParams, useSearch } from "@tanstack/react-router";

import { ProblemError } from "@/api/problem";
import { Breadcrumbs } from "@/components/breadcrumbs";
import { ProblemNotice } from "@/components/notice";
import { Picture } from "@/components/picture";
import { Skeleton } from "@/components/skeleton";
import { categoriesQuery, type Category, pathTo } from "@/features/catalog/api/categories";
import { t } from "@/i18n/t";

import { Listing } from "./listing";
import styles from "./listing.module.css";

// The application shows its page for what does not exist.
const noSuchCategory = { code: "not-found", status: 404, title: "", detail: "", errors: [] };

export function CategoryPage() {
  const { slug } = useParams({ from: "/shop/categories/$slug" });
  const params = useSearch({ from: "/shop/categories/$slug" });
  const { data: categories, error, refetch } = useQuery(categoriesQuery());
  const category = categories?.find((one) => one.slug === slug);
  if (categories && !category) throw new ProblemError(noSuchCategory);
  return (
    <div className="page">
      <header className={styles.head}>
        {category && categories ? (
          <Head category={category} categories={categories} />
        ) : (
          <HeadSkeleton />
        )}
        {error && !categories && <ProblemNotice error={error} retry={() => void refetch()} />}
      </header>
      <Listing key={slug} params={params} within={slug} empty={<Nothing />} />
    </div>
  );
}

function Head({ category, categories }: { category: Category; categories: readonly Category[] }) {
  const path = pathTo(category, categories);
  const below = categories.filter((one) => one.parent_id === category.id);
  return (
    <>
      <title>{`${category.name} – ${t("common.shopName")}`}</title>
      <meta
        name="description"
        content={t("search.categoryDescription", {
          name: category.name,
          count: category.product_count,
        })}
      />
      <Breadcrumbs path={path.slice(0, -1)} here={category.name} />
      <h1>{category.name}</h1>
      {below.length > 0 && (
        <nav aria-label={t("search.subcategories")}>
          <ul className={styles.subcategories}>
            {below.map((one) => (
              <li key={one.id}>
                <Link
                  to="/categories/$slug"
                  params={{ slug: one.slug }}
                  className={styles.subcategory}
                >
                  {one.image_url && (
                    <Picture src={one.image_url} alt="" width={56} height={56} sizes="56px" />
                  )}
                  <span>{one.name}</span>
                </Link>
              </li>
            ))}
          </ul>
        </nav>
      )}
    </>
  );
}

function HeadSkeleton() {
  return (
    <>
      <Skeleton width="12rem" height="2rem" />
      <Skeleton width="16rem" height="2.4rem" />
    </>
  );
}

function Nothing() {
  return (
    <div className={styles.nothing}>
      <h2>{t("search.emptyCategory")}</h2>
      <p>
        <Link to="/">{t("common.toFrontPage")}</Link>
      </p>
    </div>
  );
}
