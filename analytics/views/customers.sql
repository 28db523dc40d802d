-- One row per customer with an order that counts. No amounts: a customer may pay in two currencies;
-- analytics.customer_values has them.
CREATE OR REPLACE VIEW analytics.customers AS
WITH seen AS (
  SELECT
    customer_id,
    MIN(order_day) AS first_day,
    MAX(order_day) AS last_day,
    MAX(counted_at) AS last_at,
    COUNT(*) AS orders
  FROM analytics.customer_orders
  GROUP BY customer_id
),
aged AS (
  SELECT
    s.customer_id,
    s.first_day,
    s.last_day,
    s.orders,
    CASE WHEN d.days_between = 'elapsed' THEN date_diff('day', s.last_at, a.moment)
         ELSE date_diff('day', s.last_day, a.day) END AS days_since_last,
    d.active_days,
    d.lapsed_days
  FROM seen AS s
  CROSS JOIN analytics.as_of AS a
  CROSS JOIN analytics.definitions AS d
)
SELECT
  customer_id,
  first_day,
  CAST(date_trunc('month', first_day) AS date) AS cohort_month,
  last_day,
  orders,
  days_since_last,
  CASE WHEN days_since_last <= active_days THEN 'active'
       WHEN days_since_last <= lapsed_days THEN 'lapsing'
       ELSE 'lapsed' END AS status
FROM aged
