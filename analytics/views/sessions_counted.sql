-- One row per session that counts. dt is the UTC day of its start, to read few partitions by.
CREATE OR REPLACE VIEW analytics.sessions_counted AS
SELECT
  s.session_id,
  s.visitor_id,
  s.origin,
  s.device_class,
  s.source,
  s.campaign_source,
  s.campaign_medium,
  s.campaign_name,
  s.locale,
  s.landing_path,
  s.started_at,
  s.ended_at,
  CAST(at_timezone(with_timezone(s.started_at, 'UTC'), d.time_zone) AS date) AS session_day,
  s.events,
  s.page_views,
  s.product_views,
  s.searches,
  s.cart_additions,
  s.checkouts_started,
  s.orders_placed,
  s.dt
FROM curated.sessions AS s
CROSS JOIN analytics.definitions AS d
WHERE s.device_class <> 'bot' OR d.count_bots
