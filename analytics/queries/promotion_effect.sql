-- question: What did each promotion cost, and did its orders differ from the others?
-- grain: promotion and currency
-- owner: marketing
-- scans: orders, order lines and order discounts whole
-- parameters: from_day, to_day, currency, origin
-- columns:
--   promotion_id: of the catalog, or the history's coupon
--   code: that customers typed; empty where none was needed
--   label: as customers saw it
--   currency: amounts of different currencies are never added
--   orders: that it reduced
--   discount: what it took off
--   gmv: of these orders, after the discount
--   revenue: of these orders, before refunds
--   average_order_value: gmv / orders
--   average_order_value_without: of orders that no promotion reduced, same currency and period
--   discount_rate: discount of gmv and discount, 0 to 1
WITH parameters AS (
  SELECT
    CAST(? AS date) AS from_day,
    CAST(? AS date) AS to_day,
    CAST(? AS varchar) AS currency,
    CAST(? AS varchar) AS origin
),
chosen AS (
  SELECT o.order_id, o.currency, o.gmv, o.revenue
  FROM analytics.orders_counted AS o
  CROSS JOIN parameters AS p
  WHERE o.order_day BETWEEN p.from_day AND p.to_day
    AND (p.currency = '' OR o.currency = p.currency)
    AND (p.origin = '' OR o.origin = p.origin)
),
reduced AS (
  SELECT
    r.promotion_id,
    r.code,
    MAX(r.label) AS label,
    c.currency,
    COUNT(DISTINCT r.order_id) AS orders,
    CAST(SUM(r.discount) AS decimal(38, 4)) AS discount,
    CAST(SUM(c.gmv) AS decimal(38, 4)) AS gmv,
    CAST(SUM(c.revenue) AS decimal(38, 4)) AS revenue
  FROM analytics.promotions_counted AS r
  JOIN chosen AS c ON c.order_id = r.order_id
  GROUP BY r.promotion_id, r.code, c.currency
),
without AS (
  SELECT
    c.currency,
    CAST(SUM(c.gmv) AS decimal(38, 4)) / NULLIF(CAST(COUNT(*) AS decimal(38, 0)), 0) AS average_order_value
  FROM chosen AS c
  LEFT JOIN (SELECT DISTINCT order_id FROM analytics.promotions_counted) AS r ON r.order_id = c.order_id
  WHERE r.order_id IS NULL
  GROUP BY c.currency
)
SELECT
  x.promotion_id,
  x.code,
  x.label,
  x.currency,
  x.orders,
  x.discount,
  x.gmv,
  x.revenue,
  CAST(x.gmv AS decimal(38, 4)) / NULLIF(CAST(x.orders AS decimal(38, 0)), 0) AS average_order_value,
  w.average_order_value AS average_order_value_without,
  CAST(x.discount AS decimal(38, 4)) / NULLIF(CAST(x.gmv + x.discount AS decimal(38, 4)), 0) AS discount_rate
FROM reduced AS x
LEFT JOIN without AS w ON w.currency = x.currency
ORDER BY x.currency, x.discount DESC, x.promotion_id, x.code
