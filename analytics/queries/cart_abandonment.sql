-- question: How many carts are left behind, and how far did they come?
-- grain: day and device class
-- owner: shop management
-- scans: clickstream whole: a cart lives longer than a day; orders whole
-- parameters: from_day, to_day, currency, origin
-- columns:
--   day: on which the cart was begun, in the reporting time zone
--   device_class: on which it was begun
--   carts: that something was put into
--   ordered: of them
--   abandoned: left alone for longer than abandonment_hours, not ordered
--   still_open: too young to tell
--   abandoned_in_checkout: of abandoned, after checkout had begun
--   abandonment_rate: abandoned of ordered and abandoned, 0 to 1
WITH parameters AS (
  SELECT
    CAST(? AS date) AS from_day,
    CAST(? AS date) AS to_day,
    CAST(? AS varchar) AS currency,
    CAST(? AS varchar) AS origin
)
SELECT
  c.cart_day AS day,
  c.device_class,
  COUNT(*) AS carts,
  CAST(SUM(CASE WHEN c.outcome = 'ordered' THEN 1 ELSE 0 END) AS bigint) AS ordered,
  CAST(SUM(CASE WHEN c.outcome = 'abandoned' THEN 1 ELSE 0 END) AS bigint) AS abandoned,
  CAST(SUM(CASE WHEN c.outcome = 'open' THEN 1 ELSE 0 END) AS bigint) AS still_open,
  CAST(SUM(CASE WHEN c.outcome = 'abandoned' AND c.began_checkout THEN 1 ELSE 0 END) AS bigint) AS abandoned_in_checkout,
  CAST(SUM(CASE WHEN c.outcome = 'abandoned' THEN 1 ELSE 0 END) AS decimal(38, 4))
    / NULLIF(CAST(SUM(CASE WHEN c.outcome <> 'open' THEN 1 ELSE 0 END) AS decimal(38, 0)), 0) AS abandonment_rate
FROM analytics.carts AS c
CROSS JOIN parameters AS p
WHERE c.cart_day BETWEEN p.from_day AND p.to_day
  AND (p.origin = '' OR c.origin = p.origin)
GROUP BY c.cart_day, c.device_class
ORDER BY c.cart_day, c.device_class
