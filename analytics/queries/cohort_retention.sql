-- question: Do customers who first bought in a month come back in the months after?
-- grain: month of the first order, and months since
-- owner: marketing
-- scans: orders whole: cohorts are told from first orders
-- parameters: from_day, to_day, currency, origin
-- columns:
--   cohort_month: of the first order, in the reporting time zone
--   months_since: 0 is the month itself
--   cohort_size: customers of the cohort
--   active_customers: of them, who ordered in that month
--   retention: active_customers of cohort_size, 0 to 1
WITH parameters AS (
  SELECT
    CAST(? AS date) AS from_day,
    CAST(? AS date) AS to_day,
    CAST(? AS varchar) AS currency,
    CAST(? AS varchar) AS origin
),
chosen AS (
  SELECT c.customer_id, c.cohort_month, c.months_since_first AS months_since
  FROM analytics.customer_orders AS c
  CROSS JOIN parameters AS p
  WHERE c.first_day BETWEEN p.from_day AND p.to_day
    AND c.order_day <= p.to_day
    AND (p.currency = '' OR c.currency = p.currency)
    AND (p.origin = '' OR c.origin = p.origin)
),
sizes AS (
  SELECT cohort_month, COUNT(DISTINCT customer_id) AS cohort_size
  FROM chosen
  GROUP BY cohort_month
),
active AS (
  SELECT cohort_month, months_since, COUNT(DISTINCT customer_id) AS active_customers
  FROM chosen
  GROUP BY cohort_month, months_since
)
SELECT
  a.cohort_month,
  a.months_since,
  s.cohort_size,
  a.active_customers,
  CAST(a.active_customers AS decimal(38, 4)) / NULLIF(CAST(s.cohort_size AS decimal(38, 0)), 0) AS retention
FROM active AS a
JOIN sizes AS s ON s.cohort_month = a.cohort_month
ORDER BY a.cohort_month, a.months_since
