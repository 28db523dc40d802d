-- One row per customer and currency: what they bought to date, refunds subtracted.
CREATE OR REPLACE VIEW analytics.customer_values AS
SELECT
  c.customer_id,
  c.cohort_month,
  e.currency,
  CAST(SUM(e.orders) AS bigint) AS orders,
  CAST(SUM(e.gmv) AS decimal(38, 4)) AS gmv,
  CAST(SUM(e.refunds) AS decimal(38, 4)) AS refunds,
  CAST(SUM(e.net_revenue) AS decimal(38, 4)) AS net_revenue
FROM analytics.revenue_events AS e
JOIN analytics.customers AS c ON c.customer_id = e.customer_id
GROUP BY c.customer_id, c.cohort_month, e.currency
