-- One row per parcel: how long it took.
CREATE OR REPLACE VIEW analytics.deliveries AS
WITH dated AS (
  SELECT
    f.fulfilment_id,
    f.order_id,
    f.origin,
    f.carrier,
    f.country,
    f.shipping_method,
    o.channel,
    f.units,
    f.paid_at,
    f.shipped_at,
    f.delivered_at,
    CAST(at_timezone(with_timezone(f.paid_at, 'UTC'), d.time_zone) AS date) AS paid_day,
    CAST(at_timezone(with_timezone(f.shipped_at, 'UTC'), d.time_zone) AS date) AS shipped_day,
    CAST(at_timezone(with_timezone(f.delivered_at, 'UTC'), d.time_zone) AS date) AS delivered_day,
    d.days_between,
    d.delivery_promise_days
  FROM curated.fulfilments AS f
  LEFT JOIN curated.orders AS o ON o.order_id = f.order_id
  CROSS JOIN analytics.definitions AS d
),
aged AS (
  SELECT
    fulfilment_id,
    order_id,
    origin,
    carrier,
    country,
    shipping_method,
    channel,
    units,
    paid_day,
    shipped_day,
    delivered_day,
    CASE WHEN days_between = 'elapsed' THEN date_diff('day', paid_at, shipped_at)
         ELSE date_diff('day', paid_day, shipped_day) END AS days_to_ship,
    CASE WHEN days_between = 'elapsed' THEN date_diff('day', shipped_at, delivered_at)
         ELSE date_diff('day', shipped_day, delivered_day) END AS days_in_transit,
    CASE WHEN days_between = 'elapsed' THEN date_diff('day', paid_at, delivered_at)
         ELSE date_diff('day', paid_day, delivered_day) END AS days_to_deliver,
    delivery_promise_days
  FROM dated
)
SELECT
  fulfilment_id,
  order_id,
  origin,
  carrier,
  country,
  shipping_method,
  channel,
  units,
  paid_day,
  shipped_day,
  delivered_day,
  days_to_ship,
  days_in_transit,
  days_to_deliver,
  delivered_day IS NOT NULL AS is_delivered,
  COALESCE(days_to_deliver > delivery_promise_days, FALSE) AS is_late
FROM aged
