-- question: For how many days does our stock last?
-- grain: SKU and origin, as of its last day
-- owner: purchasing
-- scans: daily stock whole
-- parameters: none
-- columns:
--   sku: of the catalog
--   origin: simulated, or where the stock was last told from
--   title: of its product
--   category: of its product
--   on_hand: units that could be sold when its last day ended
--   units_sold: in the last stock_sales_days
--   units_per_day: on these days
--   days_of_cover: on_hand / units_per_day; null when nothing sold
--   status: out of stock, low, enough, or not selling
SELECT
  s.sku,
  s.origin,
  s.title,
  s.category,
  s.on_hand,
  s.units_sold,
  s.units_per_day,
  s.days_of_cover,
  s.status
FROM analytics.stock_cover AS s
ORDER BY
  CASE s.status WHEN 'out of stock' THEN 1 WHEN 'low' THEN 2 WHEN 'enough' THEN 3 ELSE 4 END,
  s.days_of_cover,
  s.sku,
  s.origin
