-- One row per SKU, with its product as the catalog last told.
CREATE OR REPLACE VIEW analytics.product_skus AS
SELECT
  s.sku,
  MIN(p.product_id) AS product_id,
  MIN_BY(p.title, p.product_id) AS title,
  MIN_BY(p.brand, p.product_id) AS brand,
  MIN_BY(p.category, p.product_id) AS category
FROM curated.products AS p
CROSS JOIN UNNEST(p.skus) AS s (sku)
GROUP BY s.sku
