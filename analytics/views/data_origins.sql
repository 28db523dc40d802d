-- One row per origin of what is in the lake: whoever shows a number shows this beside it.
CREATE OR REPLACE VIEW analytics.data_origins AS
WITH things AS (
  SELECT origin, 1 AS orders, 0 AS sessions, placed_at AS happened_at FROM curated.orders
  UNION ALL
  SELECT origin, 0 AS orders, 1 AS sessions, started_at AS happened_at FROM curated.sessions
)
SELECT
  t.origin,
  t.origin = 'simulated' AS is_simulated,
  CAST(SUM(t.orders) AS bigint) AS orders,
  CAST(SUM(t.sessions) AS bigint) AS sessions,
  MIN(CAST(at_timezone(with_timezone(t.happened_at, 'UTC'), d.time_zone) AS date)) AS first_day,
  MAX(CAST(at_timezone(with_timezone(t.happened_at, 'UTC'), d.time_zone) AS date)) AS last_day
FROM things AS t
CROSS JOIN analytics.definitions AS d
GROUP BY t.origin
