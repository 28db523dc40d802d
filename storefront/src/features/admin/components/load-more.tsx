import { Button } from "@/components/button";
import { ProblemNotice } from "@/components/notice";
import { t } from "@/i18n/t";

interface LoadMoreProps {
  /** What `useInfiniteQuery` answered. */
  query: {
    hasNextPage: boolean;
    isFetchingNextPage: boolean;
    isFetchNextPageError: boolean;
    error: unknown;
    fetchNextPage: () => Promise<unknown>;
  };
  shown: number;
}

/** Fetches the next rows of a list with a cursor, and says how many are shown. */
export function LoadMore({ query, shown }: LoadMoreProps) {
  const more = () => void query.fetchNextPage();
  return (
    <div className="stack" style={{ marginTop: "var(--space-3)" }}>
      {query.isFetchNextPageError && <ProblemNotice error={query.error} retry={more} />}
      <div className="spread">
        <p className="small soft" role="status">
          {shown > 0 && t("admin.shownCount", { count: shown })}
        </p>
        {query.hasNextPage && (
          <Button size="small" busy={query.isFetchingNextPage} onClick={more}>
            {t("common.loadMore")}
          </Button>
        )}
      </div>
    </div>
  );
}
