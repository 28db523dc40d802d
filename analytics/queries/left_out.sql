-- question: Which orders are in no number, and why?
-- grain: reason, currency and origin
-- owner: whoever checks a number
-- scans: orders and order lines whole
-- parameters: from_day, to_day, currency, origin
-- columns:
--   reason: not paid, or cancelled; empty for those that count
--   currency: amounts of different currencies are never added
--   origin: where the orders come from
--   orders: with this reason
--   amount: what they would have come to
WITH parameters AS (
  SELECT
    CAST(? AS date) AS from_day,
    CAST(? AS date) AS to_day,
    CAST(? AS varchar) AS currency,
    CAST(? AS varchar) AS origin
)
SELECT
  COALESCE(o.left_out_because, '') AS reason,
  o.currency,
  o.origin,
  COUNT(*) AS orders,
  CAST(SUM(o.gmv) AS decimal(38, 4)) AS amount
FROM analytics.orders_dated AS o
CROSS JOIN parameters AS p
WHERE o.order_day BETWEEN p.from_day AND p.to_day
  AND (p.currency = '' OR o.currency = p.currency)
  AND (p.origin = '' OR o.origin = p.origin)
GROUP BY COALESCE(o.left_out_because, ''), o.currency, o.origin
ORDER BY reason, o.currency, o.origin
