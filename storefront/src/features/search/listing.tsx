import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef, useState } from "react";

import { Button } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { Icon } from "@/components/icon";
import { Notice, ProblemNotice } from "@/components/notice";
import { ProductCard, ProductCardSkeletons, ProductGrid } from "@/components/product-card";
import { record } from "@/clickstream/record";
import { t } from "@/i18n/t";
import { chosenCurrency } from "@/session/currency";

import { ActiveFilters } from "./active-filters";
import { listingQuery, pageSize, type Results } from "./api/listing";
import { parseSearch, type SearchParams } from "./api/search-params";
import { chosen } from "./choices";
import { DidYouMean } from "./did-you-mean";
import { Facets } from "./facets";
import styles from "./listing.module.css";
import { choiceLabel } from "./labels";
import { SortField } from "./sort-field";

interface ListingProps {
  /** What the address says. */
  params: SearchParams;
  /** The category that the page is about: no choice of the visitor's. */
  within?: string;
  /** What to say when there is nothing, and nothing was filtered away. */
  empty: ReactNode;
}

/** Products to narrow down, sort and page through; the address holds it all. */
export function Listing({ params, within, empty }: ListingProps) {
  const listing = useListing(params, within);
  const change = useChange();
  const top = useRef<HTMLDivElement>(null);
  const { results, hits } = listing;
  const currency = hits.find((hit) => hit.price)?.price?.currency ?? chosenCurrency();
  const facets = (results?.facets ?? []).filter(({ field }) => !(within && field === "category"));
  const choices = chosen(params, (field, value) => choiceLabel(facets, currency, field, value));
  const narrow = (next: SearchParams) => {
    change(next);
    if ((top.current?.getBoundingClientRect().top ?? 0) < 0) top.current?.scrollIntoView();
  };
  const filters = <Facets facets={facets} params={params} currency={currency} onChange={narrow} />;
  return (
    <div className={styles.listing} ref={top}>
      <aside className={styles.filters} aria-label={t("search.filters")}>
        {results ? filters : <FacetSkeletons />}
      </aside>
      <div className={styles.main}>
        <div className={styles.bar}>
          <p role="status" className={styles.count}>
            {results && t("search.products", { count: results.total })}
          </p>
          <FilterDrawer
            total={results?.total}
            chosen={choices.length}
            available={facets.length > 0}
          >
            {filters}
          </FilterDrawer>
          {results?.total !== 0 && (
            <SortField
              value={params.sort ?? "relevance"}
              relevance={params.q ? "search.sort.relevance" : "search.sort.recommended"}
              onChange={(sort) => narrow(parseSearch({ ...params, sort, page: 1 }))}
            />
          )}
        </div>
        <ActiveFilters choices={choices} params={params} />
        {results?.degraded && <Notice tone="note">{t("search.degraded")}</Notice>}
        {results?.did_you_mean && <DidYouMean words={results.did_you_mean} />}
        <Hits listing={listing} params={params} empty={choices.length > 0 ? null : empty} />
      </div>
    </div>
  );
}

type Listing = ReturnType<typeof useListing>;

function useListing(params: SearchParams, within: string | undefined) {
  const query = useInfiniteQuery({
    ...listingQuery(within ? { ...params, category: within } : params),
    placeholderData: keepPreviousData,
  });
  const { data, hasNextPage, isFetching, isError, isPlaceholderData, fetchNextPage } = query;
  const hits = data?.pages.flatMap((page) => page.hits) ?? [];
  const isShort = hits.length < (params.page ?? 1) * pageSize && hasNextPage;
  useEffect(() => {
    if (isShort && !isFetching && !isError && !isPlaceholderData) void fetchNextPage();
  }, [isShort, isFetching, isError, isPlaceholderData, fetchNextPage]);
  const results: Results | undefined = data?.pages[0];
  return { ...query, results, hits };
}

function useChange() {
  const navigate = useNavigate();
  return (search: SearchParams, replace = false) =>
    void navigate({ to: ".", search, replace, resetScroll: false });
}

interface HitsProps {
  listing: Listing;
  params: SearchParams;
  empty: ReactNode;
}

function Hits({ listing, params, empty }: HitsProps) {
  const { results, hits, error, isPending, isPlaceholderData, isFetchingNextPage } = listing;
  const wanted = (params.page ?? 1) * pageSize;
  if (isPending) {
    return (
      <ProductGrid>
        <ProductCardSkeletons count={wanted} />
      </ProductGrid>
    );
  }
  if (!results) return <ProblemNotice error={error} retry={() => void listing.refetch()} />;
  if (results.total === 0) return empty ?? <NothingLeft />;
  return (
    <>
      <h2 className="visually-hidden">{t("search.products", { count: results.total })}</h2>
      <div className={styles.hits} aria-busy={isPlaceholderData} id="hits">
        <ProductGrid>
          {hits.map((hit, index) => (
            <ProductCard
              key={hit.id}
              product={hit}
              prominent={index < 4}
              onOpen={() => params.q && opened(params.q, hit.id, index + 1)}
            />
          ))}
          {isFetchingNextPage && (
            <ProductCardSkeletons count={Math.min(pageSize, results.total - hits.length)} />
          )}
        </ProductGrid>
      </div>
      {error && <ProblemNotice error={error} retry={() => void listing.refetch()} />}
      <More listing={listing} params={params} />
    </>
  );
}

function opened(query: string, productId: string, position: number): void {
  record("search_result_clicked", { query: query.slice(0, 200), product_id: productId, position });
}

function NothingLeft() {
  return (
    <div className={styles.nothing}>
      <h2>{t("search.nothingLeftTitle")}</h2>
      <p className="soft">{t("search.nothingLeftText")}</p>
    </div>
  );
}

/** The next page, below the others: how many are shown is in the address, for back and reload. */
function More({ listing, params }: { listing: Listing; params: SearchParams }) {
  const change = useChange();
  const { results, hits, hasNextPage, isFetchingNextPage } = listing;
  const focusAt = useRef<number>(undefined);
  useEffect(() => {
    if (focusAt.current === undefined || hits.length <= focusAt.current) return;
    const links = document.querySelectorAll<HTMLElement>("#hits h3 a");
    links[focusAt.current]?.focus({ preventScroll: true });
    focusAt.current = undefined;
  }, [hits.length]);
  if (!results) return null;
  const next = () => {
    focusAt.current = hits.length;
    change({ ...params, page: Math.ceil(hits.length / pageSize) + 1 }, true);
  };
  return (
    <div className={styles.more}>
      <p className="soft small" role="status">
        {t("search.shown", { shown: hits.length, total: results.total })}
      </p>
      <progress className={styles.progress} value={hits.length} max={results.total} aria-hidden />
      {hasNextPage && (
        <Button onClick={next} busy={isFetchingNextPage}>
          {t("common.loadMore")}
        </Button>
      )}
    </div>
  );
}

interface FilterDrawerProps {
  total: number | undefined;
  chosen: number;
  available: boolean;
  children: ReactNode;
}

/** The filters on a phone: over the page, with a way back that says how much is left. */
function FilterDrawer({ total = 0, chosen: count, available, children }: FilterDrawerProps) {
  const [open, setOpen] = useState(false);
  return (
    <div className={styles.drawerButton}>
      <Button onClick={() => setOpen(true)} disabled={!available} size="small">
        <Icon name="filter" size={18} />
        {count > 0 ? t("search.filtersCount", { count }) : t("search.filters")}
      </Button>
      <Dialog title={t("search.filters")} open={open} onClose={() => setOpen(false)} shape="drawer">
        {children}
        <div className={styles.apply}>
          <Button look="primary" wide onClick={() => setOpen(false)}>
            {t("search.showResults", { count: total })}
          </Button>
        </div>
      </Dialog>
    </div>
  );
}

function FacetSkeletons() {
  return <div className={styles.facetPlace} aria-hidden="true" />;
}
