-- question: Why do payments fail, and do these customers pay in the end?
-- grain: method and reason
-- owner: finance
-- scans: payments whole
-- parameters: from_day, to_day, currency, origin
-- columns:
--   method: card, or what the provider calls it
--   reason: why the attempt failed
--   attempts: that failed
--   payments: with such an attempt
--   lost_payments: of payments, that no attempt paid
--   lost_rate: lost_payments of payments, 0 to 1
WITH parameters AS (
  SELECT
    CAST(? AS date) AS from_day,
    CAST(? AS date) AS to_day,
    CAST(? AS varchar) AS currency,
    CAST(? AS varchar) AS origin
)
SELECT
  a.method,
  a.reason,
  COUNT(*) AS attempts,
  COUNT(DISTINCT a.payment_id) AS payments,
  COUNT(DISTINCT CASE WHEN NOT a.was_paid_in_the_end THEN a.payment_id END) AS lost_payments,
  CAST(COUNT(DISTINCT CASE WHEN NOT a.was_paid_in_the_end THEN a.payment_id END) AS decimal(38, 4))
    / NULLIF(CAST(COUNT(DISTINCT a.payment_id) AS decimal(38, 0)), 0) AS lost_rate
FROM analytics.payment_attempts AS a
CROSS JOIN parameters AS p
WHERE a.attempt_day BETWEEN p.from_day AND p.to_day
  AND (p.currency = '' OR a.currency = p.currency)
  AND (p.origin = '' OR a.origin = p.origin)
  AND a.outcome = 'failed'
GROUP BY a.method, a.reason
ORDER BY attempts DESC, a.method, a.reason
