import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { api, type components, read } from "@/api/client";
import { formatCount } from "@/i18n/format";
import { t } from "@/i18n/t";

import { useIsIn } from "../components/staff";

export type StockItem = components["schemas"]["StockItem"];
export type StockLevels = ReadonlyMap<string, StockItem>;

const most = 500;

/** What all of the texts begin with. */
export function commonPrefix(texts: readonly string[]): string {
  const [first = "", ...others] = texts;
  let length = first.length;
  for (const text of others) {
    while (!text.startsWith(first.slice(0, length))) length -= 1;
  }
  return first.slice(0, length);
}

/** The stock of some SKUs, in one question; undefined for who may not see it, and meanwhile. */
export function useStockLevels(skus: readonly string[]): StockLevels | undefined {
  const maySee = useIsIn("orders", "support");
  const q = commonPrefix(skus.filter(Boolean));
  const { data } = useQuery({
    queryKey: ["admin", "stock", "levels", q],
    enabled: maySee && q.length > 0,
    queryFn: async ({ signal }) => {
      const params = { query: { q, limit: most } };
      return (await read(api.GET("/core/v1/admin/stock", { params, signal }))).items;
    },
    select: bySku,
  });
  return data;
}

function bySku(items: readonly StockItem[]): StockLevels {
  return new Map(items.map((item) => [item.sku, item]));
}

/** How many pieces of a SKU can be sold, with the way to change it. */
export function StockCell({ sku, levels }: { sku: string; levels: StockLevels | undefined }) {
  const item = levels?.get(sku);
  if (!item) return <span className="soft">–</span>;
  return (
    <Link
      to="/admin/stock"
      search={{ q: sku }}
      aria-label={t("adminCatalog.stockOf", { sku, count: item.available })}
    >
      {formatCount(item.available)}
    </Link>
  );
}
