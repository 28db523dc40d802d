-- question: Which products sell, and which are only looked at?
-- grain: product and currency
-- owner: assortment
-- scans: orders and order lines whole; product views of the clickstream
-- parameters: from_day, to_day, currency, origin
-- columns:
--   product_id: of the catalog
--   title: as it was last sold
--   currency: amounts of different currencies are never added
--   orders: with it
--   units: sold
--   revenue: of its lines, before refunds
--   discounts: on its lines
--   share_of_revenue: of the currency's, 0 to 1
--   returned_units: of accepted returns of these orders
--   return_rate: returned_units of units, 0 to 1
--   sessions_viewed: that looked at it in the period, whatever they would pay in
WITH parameters AS (
  SELECT
    CAST(? AS date) AS from_day,
    CAST(? AS date) AS to_day,
    CAST(? AS varchar) AS currency,
    CAST(? AS varchar) AS origin
),
sold AS (
  SELECT
    l.product_id,
    MAX_BY(l.title, l.order_id) AS title,
    l.currency,
    COUNT(DISTINCT l.order_id) AS orders,
    CAST(SUM(l.units) AS bigint) AS units,
    CAST(SUM(l.revenue) AS decimal(38, 4)) AS revenue,
    CAST(SUM(l.discounts) AS decimal(38, 4)) AS discounts,
    CAST(SUM(l.returned_units) AS bigint) AS returned_units
  FROM analytics.order_lines_counted AS l
  CROSS JOIN parameters AS p
  WHERE l.order_day BETWEEN p.from_day AND p.to_day
    AND (p.currency = '' OR l.currency = p.currency)
    AND (p.origin = '' OR l.origin = p.origin)
  GROUP BY l.product_id, l.currency
),
viewed AS (
  SELECT v.product_id, COUNT(DISTINCT v.session_id) AS sessions_viewed
  FROM analytics.product_views AS v
  CROSS JOIN parameters AS p
  WHERE v.view_day BETWEEN p.from_day AND p.to_day
    AND (p.origin = '' OR v.origin = p.origin)
  GROUP BY v.product_id
)
SELECT
  s.product_id,
  s.title,
  s.currency,
  s.orders,
  s.units,
  s.revenue,
  s.discounts,
  CAST(s.revenue AS decimal(38, 4)) / NULLIF(CAST(
    SUM(s.revenue) OVER (PARTITION BY s.currency) AS decimal(38, 4)), 0) AS share_of_revenue,
  s.returned_units,
  CAST(s.returned_units AS decimal(38, 4)) / NULLIF(CAST(s.units AS decimal(38, 0)), 0) AS return_rate,
  COALESCE(v.sessions_viewed, 0) AS sessions_viewed
FROM sold AS s
LEFT JOIN viewed AS v ON v.product_id = s.product_id
ORDER BY s.currency, s.revenue DESC, s.product_id
