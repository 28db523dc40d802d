-- One row per order that counts and one per refund of it, each on its day: whatever is added up
-- over these rows is revenue by the definitions.
CREATE OR REPLACE VIEW analytics.revenue_events AS
SELECT
  order_day AS day,
  order_id,
  origin,
  customer_id,
  customer_kind,
  channel,
  country,
  source,
  device_class,
  currency,
  1 AS orders,
  units,
  CAST(gmv AS decimal(38, 4)) AS gmv,
  CAST(discounts AS decimal(38, 4)) AS discounts,
  CAST(shipping AS decimal(38, 4)) AS shipping,
  CAST(tax AS decimal(38, 4)) AS tax,
  CAST(order_value AS decimal(38, 4)) AS order_value,
  CAST(0 AS decimal(38, 4)) AS refunds,
  CAST(revenue AS decimal(38, 4)) AS net_revenue
FROM analytics.orders_counted
UNION ALL
SELECT
  day,
  order_id,
  origin,
  customer_id,
  customer_kind,
  channel,
  country,
  source,
  device_class,
  currency,
  0 AS orders,
  0 AS units,
  CAST(0 AS decimal(38, 4)) AS gmv,
  CAST(0 AS decimal(38, 4)) AS discounts,
  CAST(0 AS decimal(38, 4)) AS shipping,
  CAST(0 AS decimal(38, 4)) AS tax,
  CAST(0 AS decimal(38, 4)) AS order_value,
  CAST(amount AS decimal(38, 4)) AS refunds,
  CAST(-revenue AS decimal(38, 4)) AS net_revenue
FROM analytics.refunds_counted
