-- question: Which part of the payments succeeds, by method?
-- grain: method and currency
-- owner: finance
-- scans: payments whole
-- parameters: from_day, to_day, currency, origin
-- columns:
--   method: card, or what the provider calls it
--   currency: amounts of different currencies are never added
--   attempts: in all
--   succeeded: of them
--   attempt_success_rate: succeeded of attempts, 0 to 1
--   payments: that were attempted with this method first
--   paid_in_the_end: of payments, with whatever method
--   payment_success_rate: paid_in_the_end of payments, 0 to 1
--   amount_paid: by successful attempts
WITH parameters AS (
  SELECT
    CAST(? AS date) AS from_day,
    CAST(? AS date) AS to_day,
    CAST(? AS varchar) AS currency,
    CAST(? AS varchar) AS origin
)
SELECT
  a.method,
  a.currency,
  COUNT(*) AS attempts,
  CAST(SUM(CASE WHEN a.outcome = 'succeeded' THEN 1 ELSE 0 END) AS bigint) AS succeeded,
  CAST(SUM(CASE WHEN a.outcome = 'succeeded' THEN 1 ELSE 0 END) AS decimal(38, 4))
    / NULLIF(CAST(COUNT(*) AS decimal(38, 0)), 0) AS attempt_success_rate,
  CAST(SUM(CASE WHEN a.attempt_number = 1 THEN 1 ELSE 0 END) AS bigint) AS payments,
  CAST(SUM(CASE WHEN a.attempt_number = 1 AND a.was_paid_in_the_end THEN 1 ELSE 0 END) AS bigint) AS paid_in_the_end,
  CAST(SUM(CASE WHEN a.attempt_number = 1 AND a.was_paid_in_the_end THEN 1 ELSE 0 END) AS decimal(38, 4))
    / NULLIF(CAST(SUM(CASE WHEN a.attempt_number = 1 THEN 1 ELSE 0 END) AS decimal(38, 0)), 0) AS payment_success_rate,
  CAST(SUM(CASE WHEN a.outcome = 'succeeded' THEN a.amount ELSE 0 END) AS decimal(38, 4)) AS amount_paid
FROM analytics.payment_attempts AS a
CROSS JOIN parameters AS p
WHERE a.attempt_day BETWEEN p.from_day AND p.to_day
  AND (p.currency = '' OR a.currency = p.currency)
  AND (p.origin = '' OR a.origin = p.origin)
GROUP BY a.method, a.currency
ORDER BY a.currency, attempts DESC, a.method
