-- One row per line of a return, with the days that the customer had it in mind.
CREATE OR REPLACE VIEW analytics.returns_dated AS
WITH dated AS (
  SELECT
    r.return_id,
    r.order_id,
    r.line_id,
    r.origin,
    r.sku,
    r.quantity,
    COALESCE(NULLIF(r.reason_code, ''), 'other') AS reason_code,
    r.status,
    r.requested_at,
    r.placed_at,
    CAST(at_timezone(with_timezone(r.requested_at, 'UTC'), d.time_zone) AS date) AS return_day,
    CAST(at_timezone(with_timezone(r.placed_at, 'UTC'), d.time_zone) AS date) AS order_day,
    d.days_between
  FROM curated.returns AS r
  CROSS JOIN analytics.definitions AS d
)
SELECT
  return_id,
  order_id,
  line_id,
  origin,
  sku,
  quantity AS units,
  CASE WHEN status = 'accepted' THEN quantity ELSE 0 END AS accepted_units,
  reason_code,
  status,
  return_day,
  CASE WHEN days_between = 'elapsed' THEN date_diff('day', placed_at, requested_at)
       ELSE date_diff('day', order_day, return_day) END AS days_after_order
FROM dated
