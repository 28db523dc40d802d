-- question: Where do our visitors come from?
-- grain: source and campaign
-- owner: marketing
-- scans: sessions of the days asked for
-- parameters: from_day, to_day, currency, origin
-- columns:
--   source: direct, search, social, email, paid or referral
--   campaign_name: as the landing page's address said; empty where it did not
--   sessions: that count
--   visitors: ids that came
--   page_views: in all
--   cart_additions: in all
--   sessions_with_order: that placed an order
--   order_rate: sessions_with_order of sessions, 0 to 1
WITH parameters AS (
  SELECT
    CAST(? AS date) AS from_day,
    CAST(? AS date) AS to_day,
    CAST(? AS varchar) AS currency,
    CAST(? AS varchar) AS origin
)
SELECT
  s.source,
  COALESCE(s.campaign_name, '') AS campaign_name,
  COUNT(*) AS sessions,
  COUNT(DISTINCT s.visitor_id) AS visitors,
  CAST(SUM(s.page_views) AS bigint) AS page_views,
  CAST(SUM(s.cart_additions) AS bigint) AS cart_additions,
  CAST(SUM(CASE WHEN s.orders_placed > 0 THEN 1 ELSE 0 END) AS bigint) AS sessions_with_order,
  CAST(SUM(CASE WHEN s.orders_placed > 0 THEN 1 ELSE 0 END) AS decimal(38, 4))
    / NULLIF(CAST(COUNT(*) AS decimal(38, 0)), 0) AS order_rate
FROM analytics.sessions_counted AS s
CROSS JOIN parameters AS p
WHERE s.session_day BETWEEN p.from_day AND p.to_day
  AND CAST(s.dt AS date) BETWEEN date_add('day', -1, p.from_day) AND date_add('day', 1, p.to_day)
  AND (p.origin = '' OR s.origin = p.origin)
GROUP BY s.source, COALESCE(s.campaign_name, '')
ORDER BY sessions DESC, s.source, campaign_name
