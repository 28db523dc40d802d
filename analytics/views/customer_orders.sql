-- One row per order that counts of somebody who is a customer by the definitions, in the order in
-- which that customer placed them.
CREATE OR REPLACE VIEW analytics.customer_orders AS
WITH placed AS (
  SELECT
    o.customer_id,
    o.customer_kind,
    o.order_id,
    o.origin,
    o.currency,
    o.channel,
    o.country,
    o.counted_at,
    o.order_day,
    o.units,
    o.gmv,
    o.revenue,
    d.days_between,
    ROW_NUMBER() OVER (
      PARTITION BY o.customer_id ORDER BY o.counted_at, o.order_id
    ) AS order_number,
    MIN(o.counted_at) OVER (PARTITION BY o.customer_id) AS first_at,
    MIN(o.order_day) OVER (PARTITION BY o.customer_id) AS first_day,
    LAG(o.counted_at) OVER (
      PARTITION BY o.customer_id ORDER BY o.counted_at, o.order_id
    ) AS previous_at,
    LAG(o.order_day) OVER (
      PARTITION BY o.customer_id ORDER BY o.counted_at, o.order_id
    ) AS previous_day
  FROM analytics.orders_counted AS o
  CROSS JOIN analytics.definitions AS d
  WHERE o.customer_kind <> 'guest' OR d.guests_are_customers
)
SELECT
  customer_id,
  customer_kind,
  order_id,
  origin,
  currency,
  channel,
  country,
  counted_at,
  order_day,
  order_number,
  first_day,
  CAST(date_trunc('month', first_day) AS date) AS cohort_month,
  (year(order_day) - year(first_day)) * 12 + month(order_day) - month(first_day) AS months_since_first,
  CASE WHEN days_between = 'elapsed' THEN date_diff('day', previous_at, counted_at)
       ELSE date_diff('day', previous_day, order_day) END AS days_since_previous,
  CASE WHEN days_between = 'elapsed' THEN date_diff('day', first_at, counted_at)
       ELSE date_diff('day', first_day, order_day) END AS days_since_first,
  units,
  gmv,
  revenue
FROM placed
