-- One row per attempt to pay, whether its order counts or not: a shop learns most from the others.
CREATE OR REPLACE VIEW analytics.payment_attempts AS
SELECT
  p.attempt_id,
  p.payment_id,
  p.order_id,
  p.origin,
  o.channel,
  o.country,
  COALESCE(NULLIF(p.method, ''), 'unknown') AS method,
  p.outcome,
  CASE WHEN p.outcome = 'failed' THEN COALESCE(NULLIF(p.reason, ''), 'unknown') END AS reason,
  p.currency,
  CAST(p.amount AS decimal(38, 4)) AS amount,
  p.attempted_at,
  CAST(at_timezone(with_timezone(p.attempted_at, 'UTC'), d.time_zone) AS date) AS attempt_day,
  ROW_NUMBER() OVER (PARTITION BY p.payment_id ORDER BY p.attempted_at, p.attempt_id) AS attempt_number,
  MAX(CASE WHEN p.outcome = 'succeeded' THEN 1 ELSE 0 END)
    OVER (PARTITION BY p.payment_id) = 1 AS was_paid_in_the_end
FROM curated.payments AS p
LEFT JOIN curated.orders AS o ON o.order_id = p.order_id
CROSS JOIN analytics.definitions AS d
