-- question: What is a customer worth to us, month after month since the first order?
-- grain: cohort month, currency and months since
-- owner: marketing
-- scans: orders, order lines and refunds whole
-- parameters: from_day, to_day, currency, origin
-- columns:
--   cohort_month: of the first order in any currency, in the reporting time zone
--   currency: amounts of different currencies are never added
--   months_since: 0 is the month itself
--   customers: of the cohort, who ever paid in this currency
--   orders: of them up to and in that month
--   net_revenue: of these orders, refunds subtracted
--   value_per_customer: net_revenue / customers
WITH parameters AS (
  SELECT
    CAST(? AS date) AS from_day,
    CAST(? AS date) AS to_day,
    CAST(? AS varchar) AS currency,
    CAST(? AS varchar) AS origin
),
chosen AS (
  SELECT
    c.cohort_month,
    e.currency,
    e.customer_id,
    (year(e.day) - year(c.cohort_month)) * 12 + month(e.day) - month(c.cohort_month) AS months_since,
    e.orders,
    e.net_revenue
  FROM analytics.revenue_events AS e
  JOIN analytics.customers AS c ON c.customer_id = e.customer_id
  CROSS JOIN parameters AS p
  WHERE c.first_day BETWEEN p.from_day AND p.to_day
    AND e.day <= p.to_day
    AND (p.currency = '' OR e.currency = p.currency)
    AND (p.origin = '' OR e.origin = p.origin)
),
sizes AS (
  SELECT cohort_month, currency, COUNT(DISTINCT customer_id) AS customers
  FROM chosen
  GROUP BY cohort_month, currency
),
monthly AS (
  SELECT cohort_month, currency, months_since, SUM(orders) AS orders, SUM(net_revenue) AS net_revenue
  FROM chosen
  GROUP BY cohort_month, currency, months_since
),
running AS (
  SELECT
    cohort_month,
    currency,
    months_since,
    CAST(SUM(orders) OVER (
      PARTITION BY cohort_month, currency ORDER BY months_since
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS bigint) AS orders,
    CAST(SUM(net_revenue) OVER (
      PARTITION BY cohort_month, currency ORDER BY months_since
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS decimal(38, 4)) AS net_revenue
  FROM monthly
)
SELECT
  r.cohort_month,
  r.currency,
  r.months_since,
  s.customers,
  r.orders,
  r.net_revenue,
  CAST(r.net_revenue AS decimal(38, 4)) / NULLIF(CAST(s.customers AS decimal(38, 0)), 0) AS value_per_customer
FROM running AS r
JOIN sizes AS s ON s.cohort_month = r.cohort_month AND s.currency = r.currency
ORDER BY r.cohort_month, r.currency, r.months_since
