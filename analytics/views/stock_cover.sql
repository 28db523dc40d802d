-- One row per SKU: what is left, how fast it sells, and for how many days that lasts. A SKU that
-- was simulated too has a second row: made-up sales do not empty real shelves.
CREATE OR REPLACE VIEW analytics.stock_cover AS
WITH last_day AS (
  SELECT
    sku,
    origin = 'simulated' AS is_simulated,
    MAX(stock_day) AS stock_day
  FROM analytics.stock_days
  GROUP BY sku, origin = 'simulated'
),
sold AS (
  SELECT
    s.sku,
    MIN(s.title) AS title,
    MIN(s.category) AS category,
    MIN(s.origin) AS origin,
    MAX(CASE WHEN s.stock_day = l.stock_day THEN s.closing END) AS on_hand,
    SUM(s.units_sold) AS units_sold,
    COUNT(*) AS days
  FROM analytics.stock_days AS s
  JOIN last_day AS l ON l.sku = s.sku AND l.is_simulated = (s.origin = 'simulated')
  CROSS JOIN analytics.definitions AS d
  WHERE date_diff('day', s.stock_day, l.stock_day) < d.stock_sales_days
  GROUP BY s.sku, l.is_simulated
),
covered AS (
  SELECT
    sku,
    title,
    category,
    origin,
    on_hand,
    units_sold,
    days,
    CAST(units_sold AS decimal(38, 4)) / NULLIF(CAST(days AS decimal(38, 0)), 0) AS units_per_day,
    CAST(on_hand * days AS decimal(38, 1)) / NULLIF(CAST(units_sold AS decimal(38, 0)), 0) AS days_of_cover
  FROM sold
)
SELECT
  c.sku,
  c.title,
  c.category,
  c.origin,
  CAST(c.on_hand AS bigint) AS on_hand,
  CAST(c.units_sold AS bigint) AS units_sold,
  CAST(c.days AS bigint) AS days,
  CAST(c.units_per_day AS decimal(19, 4)) AS units_per_day,
  CAST(c.days_of_cover AS decimal(19, 1)) AS days_of_cover,
  CASE WHEN c.on_hand <= 0 THEN 'out of stock'
       WHEN c.units_sold = 0 THEN 'not selling'
       WHEN c.days_of_cover < d.low_cover_days THEN 'low'
       ELSE 'enough' END AS status
FROM covered AS c
CROSS JOIN analytics.definitions AS d
