-- One row per session that counts and product that it looked at.
CREATE OR REPLACE VIEW analytics.product_views AS
SELECT
  c.session_id,
  c.product_id,
  c.origin,
  MIN(CAST(at_timezone(with_timezone(c.occurred_at, 'UTC'), d.time_zone) AS date)) AS view_day,
  COUNT(*) AS views
FROM curated.clickstream AS c
CROSS JOIN analytics.definitions AS d
WHERE c.event_type = 'product_viewed'
  AND c.product_id IS NOT NULL
  AND (c.device_class <> 'bot' OR d.count_bots)
GROUP BY c.session_id, c.product_id, c.origin
