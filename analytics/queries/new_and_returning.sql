-- question: Do we live on new customers or on those who come back?
-- grain: month, currency and kind of buyer
-- owner: marketing
-- scans: orders and order lines whole: who is new is told from all orders
-- parameters: from_day, to_day, currency, origin
-- columns:
--   month: its first day, in the reporting time zone
--   currency: amounts of different currencies are never added
--   buyer: new, returning, or guest where guests are not customers
--   orders: how many count
--   gmv: all that they were charged
--   revenue: by the definitions, before refunds
WITH parameters AS (
  SELECT
    CAST(? AS date) AS from_day,
    CAST(? AS date) AS to_day,
    CAST(? AS varchar) AS currency,
    CAST(? AS varchar) AS origin
)
SELECT
  CAST(date_trunc('month', o.order_day) AS date) AS month,
  o.currency,
  CASE WHEN c.order_id IS NULL THEN 'guest'
       WHEN c.order_number = 1 THEN 'new'
       ELSE 'returning' END AS buyer,
  COUNT(*) AS orders,
  CAST(SUM(o.gmv) AS decimal(38, 4)) AS gmv,
  CAST(SUM(o.revenue) AS decimal(38, 4)) AS revenue
FROM analytics.orders_counted AS o
LEFT JOIN analytics.customer_orders AS c ON c.order_id = o.order_id
CROSS JOIN parameters AS p
WHERE o.order_day BETWEEN p.from_day AND p.to_day
  AND (p.currency = '' OR o.currency = p.currency)
  AND (p.origin = '' OR o.origin = p.origin)
GROUP BY
  CAST(date_trunc('month', o.order_day) AS date),
  o.currency,
  CASE WHEN c.order_id IS NULL THEN 'guest' WHEN c.order_number = 1 THEN 'new' ELSE 'returning' END
ORDER BY month, o.currency, buyer
