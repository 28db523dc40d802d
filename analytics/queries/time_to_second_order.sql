-- question: When do customers who buy again do so?
-- grain: span of days
-- owner: marketing
-- scans: orders whole
-- parameters: from_day, to_day, currency, origin
-- columns:
--   bucket: 1 to 6, to sort by
--   days: the span
--   customers: whose second order came so many days after the first
--   share: of all who ordered again, 0 to 1
WITH parameters AS (
  SELECT
    CAST(? AS date) AS from_day,
    CAST(? AS date) AS to_day,
    CAST(? AS varchar) AS currency,
    CAST(? AS varchar) AS origin
),
seconds AS (
  SELECT
    CASE WHEN c.days_since_first < 1 THEN 1 WHEN c.days_since_first <= 7 THEN 2
      WHEN c.days_since_first <= 30 THEN 3 WHEN c.days_since_first <= 90 THEN 4
      WHEN c.days_since_first <= 180 THEN 5 ELSE 6 END AS bucket
  FROM analytics.customer_orders AS c
  CROSS JOIN parameters AS p
  WHERE c.order_number = 2
    AND c.first_day BETWEEN p.from_day AND p.to_day
    AND c.order_day <= p.to_day
    AND (p.currency = '' OR c.currency = p.currency)
    AND (p.origin = '' OR c.origin = p.origin)
)
SELECT
  s.bucket,
  CASE s.bucket WHEN 1 THEN '0' WHEN 2 THEN '1-7' WHEN 3 THEN '8-30' WHEN 4 THEN '31-90'
    WHEN 5 THEN '91-180' ELSE '181+' END AS days,
  COUNT(*) AS customers,
  CAST(COUNT(*) AS decimal(38, 4)) / NULLIF(CAST(SUM(COUNT(*)) OVER () AS decimal(38, 0)), 0) AS share
FROM seconds AS s
GROUP BY s.bucket
ORDER BY s.bucket
