-- One row per order that counts, by the definitions.
CREATE OR REPLACE VIEW analytics.orders_counted AS
SELECT
  o.order_id,
  o.number,
  o.origin,
  o.customer_id,
  o.customer_kind,
  o.channel,
  o.session_id,
  o.source,
  o.device_class,
  o.country,
  o.currency,
  o.is_cancelled,
  o.placed_at,
  o.counted_at,
  o.order_day,
  o.units,
  o.gmv,
  o.discounts,
  o.shipping,
  o.tax,
  o.refunded,
  o.revenue,
  CASE WHEN d.order_value_of = 'revenue' THEN o.revenue ELSE o.gmv END AS order_value
FROM analytics.orders_dated AS o
CROSS JOIN analytics.definitions AS d
WHERE o.left_out_because IS NULL
