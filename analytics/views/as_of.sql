-- The moment from which ages are told, in UTC, and its day in the reporting time zone. One row.
CREATE OR REPLACE VIEW analytics.as_of AS
WITH last_seen AS (
  SELECT MAX(placed_at) AS moment FROM curated.orders
  UNION ALL
  SELECT MAX(ended_at) AS moment FROM curated.sessions
),
chosen AS (
  SELECT
    d.time_zone,
    COALESCE(CAST(NULLIF(d.as_of, '') AS timestamp), l.moment) AS moment
  FROM (SELECT MAX(moment) AS moment FROM last_seen) AS l
  CROSS JOIN analytics.definitions AS d
)
SELECT
  moment,
  CAST(at_timezone(with_timezone(moment, 'UTC'), time_zone) AS date) AS day
FROM chosen
