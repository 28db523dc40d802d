import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";

import { record } from "@/clickstream/record";
import { categoriesQuery, departmentsOf } from "@/features/catalog/api/categories";
import { t } from "@/i18n/t";

import { listingQuery } from "./api/listing";
import { Listing } from "./listing";
import styles from "./listing.module.css";

export function SearchPage() {
  const params = useSearch({ from: "/shop/search" });
  const words = params.q;
  useSearchCount(words);
  const title = words ? t("search.titleFor", { words }) : t("search.titleAll");
  return (
    <div className="page">
      <title>{`${title} – ${t("common.shopName")}`}</title>
      <meta name="robots" content="noindex" />
      <header className={styles.head}>
        <h1>{title}</h1>
      </header>
      <Listing params={params} empty={<Nothing words={words ?? ""} />} />
    </div>
  );
}

/** Count the search, once for its words: narrowing it down is not another search. */
function useSearchCount(words: string | undefined): void {
  const { data } = useInfiniteQuery({ ...listingQuery({ q: words ?? "" }), enabled: false });
  const found = data?.pages[0]?.total;
  useEffect(() => {
    if (words && found !== undefined) {
      record("searched", { query: words.slice(0, 200), result_count: found });
    }
  }, [words, found]);
}

/** What may help when nothing was found: other spellings, and ways to look around. */
function Nothing({ words }: { words: string }) {
  const { data: categories = [] } = useQuery(categoriesQuery());
  return (
    <div className={styles.nothing}>
      <h2>{t("search.nothingTitle", { words })}</h2>
      <ul className={styles.tips} style={{ listStyle: "disc" }}>
        <li>{t("search.tipSpelling")}</li>
        <li>{t("search.tipFewer")}</li>
        <li>{t("search.tipGeneral")}</li>
      </ul>
      <h3>{t("search.lookAround")}</h3>
      <ul className={styles.chips}>
        {departmentsOf(categories).map(({ id, slug, name }) => (
          <li key={id}>
            <Link to="/categories/$slug" params={{ slug }} className={styles.chip}>
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
