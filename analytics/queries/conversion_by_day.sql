-- question: Which part of the visits ends in a paid order, day by day?
-- grain: day
-- owner: marketing
-- scans: funnel steps of the days asked for
-- parameters: from_day, to_day, currency, origin
-- columns:
--   day: on which the session began, in the reporting time zone
--   sessions: that count
--   with_product: that looked at a product
--   with_cart: that put something into the cart
--   with_checkout: that began to check out
--   with_order: that placed an order
--   with_payment: whose order was paid
--   conversion_rate: with_payment of sessions, 0 to 1
WITH parameters AS (
  SELECT
    CAST(? AS date) AS from_day,
    CAST(? AS date) AS to_day,
    CAST(? AS varchar) AS currency,
    CAST(? AS varchar) AS origin
)
SELECT
  f.session_day AS day,
  COUNT(*) AS sessions,
  CAST(SUM(f.saw_product) AS bigint) AS with_product,
  CAST(SUM(f.filled_cart) AS bigint) AS with_cart,
  CAST(SUM(f.began_checkout) AS bigint) AS with_checkout,
  CAST(SUM(f.placed_order) AS bigint) AS with_order,
  CAST(SUM(f.paid_order) AS bigint) AS with_payment,
  CAST(SUM(f.paid_order) AS decimal(38, 4)) / NULLIF(CAST(COUNT(*) AS decimal(38, 0)), 0) AS conversion_rate
FROM analytics.sessions_funnel AS f
CROSS JOIN parameters AS p
WHERE f.session_day BETWEEN p.from_day AND p.to_day
  AND CAST(f.dt AS date) BETWEEN date_add('day', -1, p.from_day) AND date_add('day', 1, p.to_day)
  AND (p.origin = '' OR f.origin = p.origin)
GROUP BY f.session_day
ORDER BY f.session_day
