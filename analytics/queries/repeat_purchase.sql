-- question: How many customers buy again, and after how long?
-- grain: month of the first order
-- owner: marketing
-- scans: orders whole: cohorts are told from first orders
-- parameters: from_day, to_day, currency, origin
-- columns:
--   cohort_month: of the first order, in the reporting time zone
--   customers: of the cohort
--   repeat_customers: of them, who ordered again
--   repeat_rate: repeat_customers of customers, 0 to 1
--   median_days: to the second order, half of those who ordered again took no more
--   p90_days: nine of ten took no more
WITH parameters AS (
  SELECT
    CAST(? AS date) AS from_day,
    CAST(? AS date) AS to_day,
    CAST(? AS varchar) AS currency,
    CAST(? AS varchar) AS origin
),
chosen AS (
  SELECT c.customer_id, c.cohort_month, c.order_number, c.days_since_first
  FROM analytics.customer_orders AS c
  CROSS JOIN parameters AS p
  WHERE c.first_day BETWEEN p.from_day AND p.to_day
    AND c.order_day <= p.to_day
    AND (p.currency = '' OR c.currency = p.currency)
    AND (p.origin = '' OR c.origin = p.origin)
),
cohorts AS (
  SELECT cohort_month, COUNT(DISTINCT customer_id) AS customers
  FROM chosen
  GROUP BY cohort_month
),
ranked AS (
  SELECT
    cohort_month,
    days_since_first AS days,
    ROW_NUMBER() OVER (PARTITION BY cohort_month ORDER BY days_since_first) AS place,
    COUNT(*) OVER (PARTITION BY cohort_month) AS places
  FROM chosen
  WHERE order_number = 2
),
summed AS (
  SELECT
    cohort_month,
    COUNT(*) AS repeat_customers,
    MIN(CASE WHEN place * 10 >= places * 5 THEN days END) AS median_days,
    MIN(CASE WHEN place * 10 >= places * 9 THEN days END) AS p90_days
  FROM ranked
  GROUP BY cohort_month
)
SELECT
  c.cohort_month,
  c.customers,
  COALESCE(s.repeat_customers, 0) AS repeat_customers,
  CAST(COALESCE(s.repeat_customers, 0) AS decimal(38, 4)) / NULLIF(CAST(c.customers AS decimal(38, 0)), 0) AS repeat_rate,
  s.median_days,
  s.p90_days
FROM cohorts AS c
LEFT JOIN summed AS s ON s.cohort_month = c.cohort_month
ORDER BY c.cohort_month
