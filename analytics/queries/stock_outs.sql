-- question: What could not be bought, for how long, and what did that cost?
-- grain: SKU; one that was simulated too has a second row
-- owner: purchasing
-- scans: daily stock of the days asked for
-- parameters: from_day, to_day, currency, origin
-- columns:
--   sku: of the catalog
--   origin: simulated, or where the stock was told from
--   title: of its product
--   days: that were counted
--   days_with_stock_out: on which it could not be bought for some time
--   hours_out_of_stock: in all
--   units_sold: on these days
--   units_lost: as many as would have sold in that time at the speed of the rest
WITH parameters AS (
  SELECT
    CAST(? AS date) AS from_day,
    CAST(? AS date) AS to_day,
    CAST(? AS varchar) AS currency,
    CAST(? AS varchar) AS origin
),
summed AS (
  SELECT
    s.sku,
    MIN(s.origin) AS origin,
    MIN(s.title) AS title,
    COUNT(*) AS days,
    CAST(SUM(CASE WHEN s.out_of_stock_seconds > 0 THEN 1 ELSE 0 END) AS bigint) AS days_with_stock_out,
    CAST(SUM(s.out_of_stock_seconds) AS bigint) AS seconds_out,
    CAST(SUM(s.units_sold) AS bigint) AS units_sold
  FROM analytics.stock_days AS s
  CROSS JOIN parameters AS p
  WHERE s.stock_day BETWEEN p.from_day AND p.to_day
    AND (p.origin = '' OR s.origin = p.origin)
  GROUP BY s.sku, s.origin = 'simulated'
)
SELECT
  s.sku,
  s.origin,
  s.title,
  s.days,
  s.days_with_stock_out,
  CAST(s.seconds_out AS decimal(38, 1)) / CAST(3600 AS decimal(38, 0)) AS hours_out_of_stock,
  s.units_sold,
  CAST(s.units_sold * s.seconds_out AS decimal(38, 1))
    / NULLIF(CAST(s.days * 86400 - s.seconds_out AS decimal(38, 0)), 0) AS units_lost
FROM summed AS s
WHERE s.seconds_out > 0
ORDER BY hours_out_of_stock DESC, s.sku, s.origin
