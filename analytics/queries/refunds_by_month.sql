-- question: How much money goes back?
-- grain: month and currency
-- owner: finance
-- scans: orders, order lines and refunds whole
-- parameters: from_day, to_day, currency, origin
-- columns:
--   month: by refunds_dated_by, in the reporting time zone
--   currency: amounts of different currencies are never added
--   refunds: of orders that count
--   orders_refunded: in whole or in part
--   amount: that went back, tax and shipping included
--   revenue_lost: what it took from net revenue
--   gmv: of the orders of the same month
--   refund_rate: amount of gmv, 0 to 1
WITH parameters AS (
  SELECT
    CAST(? AS date) AS from_day,
    CAST(? AS date) AS to_day,
    CAST(? AS varchar) AS currency,
    CAST(? AS varchar) AS origin
),
refunded AS (
  SELECT
    CAST(date_trunc('month', r.day) AS date) AS month,
    r.currency,
    COUNT(*) AS refunds,
    COUNT(DISTINCT r.order_id) AS orders_refunded,
    CAST(SUM(r.amount) AS decimal(38, 4)) AS amount,
    CAST(SUM(r.revenue) AS decimal(38, 4)) AS revenue_lost
  FROM analytics.refunds_counted AS r
  CROSS JOIN parameters AS p
  WHERE r.day BETWEEN p.from_day AND p.to_day
    AND (p.currency = '' OR r.currency = p.currency)
    AND (p.origin = '' OR r.origin = p.origin)
  GROUP BY CAST(date_trunc('month', r.day) AS date), r.currency
),
sold AS (
  SELECT
    CAST(date_trunc('month', o.order_day) AS date) AS month,
    o.currency,
    CAST(SUM(o.gmv) AS decimal(38, 4)) AS gmv
  FROM analytics.orders_counted AS o
  CROSS JOIN parameters AS p
  WHERE o.order_day BETWEEN p.from_day AND p.to_day
    AND (p.currency = '' OR o.currency = p.currency)
    AND (p.origin = '' OR o.origin = p.origin)
  GROUP BY CAST(date_trunc('month', o.order_day) AS date), o.currency
)
SELECT
  COALESCE(r.month, s.month) AS month,
  COALESCE(r.currency, s.currency) AS currency,
  COALESCE(r.refunds, 0) AS refunds,
  COALESCE(r.orders_refunded, 0) AS orders_refunded,
  COALESCE(r.amount, CAST(0 AS decimal(38, 4))) AS amount,
  COALESCE(r.revenue_lost, CAST(0 AS decimal(38, 4))) AS revenue_lost,
  COALESCE(s.gmv, CAST(0 AS decimal(38, 4))) AS gmv,
  CAST(COALESCE(r.amount, 0) AS decimal(38, 4)) / NULLIF(CAST(s.gmv AS decimal(38, 4)), 0) AS refund_rate
FROM refunded AS r
FULL OUTER JOIN sold AS s ON s.month = r.month AND s.currency = r.currency
ORDER BY month, currency
