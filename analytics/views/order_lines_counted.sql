-- One row per line of an order that counts. Revenue is the line's, before refunds, which belong to
-- orders; shipping belongs to no line.
CREATE OR REPLACE VIEW analytics.order_lines_counted AS
SELECT
  l.order_id,
  l.line_id,
  o.origin,
  o.order_day,
  o.channel,
  o.country,
  o.currency,
  l.sku,
  l.product_id,
  l.title,
  COALESCE(NULLIF(l.brand, ''), 'unknown') AS brand,
  COALESCE(NULLIF(l.category, ''), 'unknown') AS category,
  COALESCE(NULLIF(l.category_path, ''), NULLIF(l.category, ''), 'unknown') AS category_path,
  l.quantity AS units,
  COALESCE(l.returned_quantity, 0) AS returned_units,
  CAST(l.discount AS decimal(38, 4)) AS discounts,
  CAST(CASE WHEN d.revenue_tax = 'net' THEN l.total - l.tax ELSE l.total END
    AS decimal(38, 4)) AS revenue
FROM curated.order_lines AS l
JOIN analytics.orders_counted AS o ON o.order_id = l.order_id
CROSS JOIN analytics.definitions AS d
