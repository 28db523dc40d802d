-- One row per search, with the first result that was clicked, if any. A click belongs to the last
-- search for the same words before it, in its session.
CREATE OR REPLACE VIEW analytics.searches AS
WITH asked AS (
  SELECT
    c.event_id,
    c.session_id,
    c.origin,
    c.device_class,
    c.occurred_at,
    LOWER(TRIM(c.query)) AS words,
    COALESCE(c.result_count, 0) AS results,
    c.dt,
    LEAD(c.occurred_at) OVER (
      PARTITION BY c.session_id, LOWER(TRIM(c.query)) ORDER BY c.occurred_at, c.event_id
    ) AS asked_again_at
  FROM curated.clickstream AS c
  CROSS JOIN analytics.definitions AS d
  WHERE c.event_type = 'searched'
    AND TRIM(COALESCE(c.query, '')) <> ''
    AND (c.device_class <> 'bot' OR d.count_bots)
),
clicks AS (
  SELECT session_id, occurred_at, LOWER(TRIM(query)) AS words, position, event_id
  FROM curated.clickstream
  WHERE event_type = 'search_result_clicked'
),
answered AS (
  SELECT
    a.event_id,
    COUNT(k.event_id) AS clicks,
    MIN_BY(k.position, k.occurred_at) AS clicked_position
  FROM asked AS a
  CROSS JOIN analytics.definitions AS d
  JOIN clicks AS k
    ON k.session_id = a.session_id
    AND k.words = a.words
    AND k.occurred_at >= a.occurred_at
    AND (a.asked_again_at IS NULL OR k.occurred_at < a.asked_again_at)
    AND date_diff('second', a.occurred_at, k.occurred_at) <= d.search_click_minutes * 60
  GROUP BY a.event_id
)
SELECT
  a.event_id,
  a.session_id,
  a.origin,
  a.device_class,
  a.occurred_at,
  CAST(at_timezone(with_timezone(a.occurred_at, 'UTC'), d.time_zone) AS date) AS search_day,
  a.words,
  a.results,
  COALESCE(w.clicks, 0) AS clicks,
  w.clicked_position,
  a.dt
FROM asked AS a
LEFT JOIN answered AS w ON w.event_id = a.event_id
CROSS JOIN analytics.definitions AS d
