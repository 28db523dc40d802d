-- One row per session that counts: how far it came on the way from visit to paid order.
CREATE OR REPLACE VIEW analytics.sessions_funnel AS
WITH reached AS (
  SELECT
    f.session_id,
    f.origin,
    f.device_class,
    f.source,
    f.dt,
    MIN(f.reached_at) AS started_at,
    MAX(f.step) AS furthest_step,
    MAX(CASE WHEN f.step_name = 'product' THEN 1 ELSE 0 END) AS saw_product,
    MAX(CASE WHEN f.step_name = 'cart' THEN 1 ELSE 0 END) AS filled_cart,
    MAX(CASE WHEN f.step_name = 'checkout' THEN 1 ELSE 0 END) AS began_checkout,
    MAX(CASE WHEN f.step_name = 'order' THEN 1 ELSE 0 END) AS placed_order,
    MAX(CASE WHEN f.step_name = 'paid' THEN 1 ELSE 0 END) AS paid_order
  FROM curated.funnel_steps AS f
  GROUP BY f.session_id, f.origin, f.device_class, f.source, f.dt
)
SELECT
  r.session_id,
  r.origin,
  r.device_class,
  r.source,
  CAST(at_timezone(with_timezone(r.started_at, 'UTC'), d.time_zone) AS date) AS session_day,
  r.furthest_step,
  1 AS visited,
  r.saw_product,
  r.filled_cart,
  r.began_checkout,
  r.placed_order,
  r.paid_order,
  r.dt
FROM reached AS r
CROSS JOIN analytics.definitions AS d
WHERE r.device_class <> 'bot' OR d.count_bots
