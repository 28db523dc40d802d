-- One row per SKU and day. These days are UTC days, whatever the reporting time zone: the day's
-- figures were made by the job that closed it.
CREATE OR REPLACE VIEW analytics.stock_days AS
SELECT
  s.sku,
  COALESCE(p.title, s.sku) AS title,
  COALESCE(NULLIF(p.category, ''), 'unknown') AS category,
  s.origin,
  CAST(s.dt AS date) AS stock_day,
  s.opening,
  s.closing,
  s.lowest,
  s.out_of_stock_seconds,
  s.units_sold,
  s.dt
FROM curated.daily_stock AS s
LEFT JOIN analytics.product_skus AS p ON p.sku = s.sku
