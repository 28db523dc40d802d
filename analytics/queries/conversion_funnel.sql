-- question: Where on the way to a paid order do we lose visitors, by device and source?
-- grain: device class, source and step
-- owner: marketing
-- scans: funnel steps of the days asked for
-- parameters: from_day, to_day, currency, origin
-- columns:
--   device_class: desktop, phone, tablet or unknown
--   source: direct, search, social, email, paid or referral
--   step: 1 to 6
--   step_name: visit, product, cart, checkout, order or paid
--   sessions: that came at least so far
--   of_previous: part of those at the step before, 0 to 1
--   of_first: part of all sessions, 0 to 1
WITH parameters AS (
  SELECT
    CAST(? AS date) AS from_day,
    CAST(? AS date) AS to_day,
    CAST(? AS varchar) AS currency,
    CAST(? AS varchar) AS origin
),
reached AS (
  SELECT
    f.device_class,
    f.source,
    COUNT(*) AS visit,
    SUM(f.saw_product) AS product,
    SUM(f.filled_cart) AS cart,
    SUM(f.began_checkout) AS checkout,
    SUM(f.placed_order) AS placed,
    SUM(f.paid_order) AS paid
  FROM analytics.sessions_funnel AS f
  CROSS JOIN parameters AS p
  WHERE f.session_day BETWEEN p.from_day AND p.to_day
    AND CAST(f.dt AS date) BETWEEN date_add('day', -1, p.from_day) AND date_add('day', 1, p.to_day)
    AND (p.origin = '' OR f.origin = p.origin)
  GROUP BY f.device_class, f.source
),
stepped AS (
  SELECT device_class, source, 1 AS step, 'visit' AS step_name, CAST(visit AS bigint) AS sessions FROM reached
  UNION ALL
  SELECT device_class, source, 2 AS step, 'product' AS step_name, CAST(product AS bigint) AS sessions FROM reached
  UNION ALL
  SELECT device_class, source, 3 AS step, 'cart' AS step_name, CAST(cart AS bigint) AS sessions FROM reached
  UNION ALL
  SELECT device_class, source, 4 AS step, 'checkout' AS step_name, CAST(checkout AS bigint) AS sessions FROM reached
  UNION ALL
  SELECT device_class, source, 5 AS step, 'order' AS step_name, CAST(placed AS bigint) AS sessions FROM reached
  UNION ALL
  SELECT device_class, source, 6 AS step, 'paid' AS step_name, CAST(paid AS bigint) AS sessions FROM reached
)
SELECT
  s.device_class,
  s.source,
  s.step,
  s.step_name,
  s.sessions,
  CAST(s.sessions AS decimal(38, 4)) / NULLIF(CAST(
    LAG(s.sessions) OVER (PARTITION BY s.device_class, s.source ORDER BY s.step)
    AS decimal(38, 0)), 0) AS of_previous,
  CAST(s.sessions AS decimal(38, 4)) / NULLIF(CAST(
    FIRST_VALUE(s.sessions) OVER (PARTITION BY s.device_class, s.source ORDER BY s.step)
    AS decimal(38, 0)), 0) AS of_first
FROM stepped AS s
ORDER BY s.device_class, s.source, s.step
