-- question: How many of our customers are still active?
-- grain: status
-- owner: marketing
-- scans: orders whole, sessions whole for the last moment in the lake
-- parameters: none
-- columns:
--   status: active, lapsing or lapsed, by the definitions
--   customers: in it
--   orders: of them, ever
--   share: of all customers, 0 to 1
SELECT
  c.status,
  COUNT(*) AS customers,
  CAST(SUM(c.orders) AS bigint) AS orders,
  CAST(COUNT(*) AS decimal(38, 4)) / NULLIF(CAST(SUM(COUNT(*)) OVER () AS decimal(38, 0)), 0) AS share
FROM analytics.customers AS c
GROUP BY c.status
ORDER BY c.status
