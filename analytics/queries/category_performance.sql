-- question: Which categories carry the shop?
-- grain: category and currency
-- owner: assortment
-- scans: orders and order lines whole
-- parameters: from_day, to_day, currency, origin
-- columns:
--   category: the deepest, as the product is placed now
--   category_path: from the root
--   currency: amounts of different currencies are never added
--   products: that sold
--   orders: with one of them
--   units: sold
--   revenue: of their lines, before refunds
--   discounts: on their lines
--   share_of_revenue: of the currency's, 0 to 1
--   returned_units: of accepted returns of these orders
--   return_rate: returned_units of units, 0 to 1
WITH parameters AS (
  SELECT
    CAST(? AS date) AS from_day,
    CAST(? AS date) AS to_day,
    CAST(? AS varchar) AS currency,
    CAST(? AS varchar) AS origin
)
SELECT
  l.category,
  l.category_path,
  l.currency,
  COUNT(DISTINCT l.product_id) AS products,
  COUNT(DISTINCT l.order_id) AS orders,
  CAST(SUM(l.units) AS bigint) AS units,
  CAST(SUM(l.revenue) AS decimal(38, 4)) AS revenue,
  CAST(SUM(l.discounts) AS decimal(38, 4)) AS discounts,
  CAST(SUM(l.revenue) AS decimal(38, 4)) / NULLIF(CAST(
    SUM(SUM(l.revenue)) OVER (PARTITION BY l.currency) AS decimal(38, 4)), 0) AS share_of_revenue,
  CAST(SUM(l.returned_units) AS bigint) AS returned_units,
  CAST(SUM(l.returned_units) AS decimal(38, 4)) / NULLIF(CAST(SUM(l.units) AS decimal(38, 0)), 0) AS return_rate
FROM analytics.order_lines_counted AS l
CROSS JOIN parameters AS p
WHERE l.order_day BETWEEN p.from_day AND p.to_day
  AND (p.currency = '' OR l.currency = p.currency)
  AND (p.origin = '' OR l.origin = p.origin)
GROUP BY l.category, l.category_path, l.currency
ORDER BY l.currency, revenue DESC, l.category_path
