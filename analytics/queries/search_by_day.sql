-- question: How well does search serve, day by day?
-- grain: day
-- owner: assortment
-- scans: clickstream of the days asked for
-- parameters: from_day, to_day, currency, origin
-- columns:
--   day: in the reporting time zone
--   searches: in all
--   without_result: that found nothing
--   without_result_rate: without_result of searches, 0 to 1
--   clicked: that were followed by a click
--   click_through: clicked of searches with a result, 0 to 1
WITH parameters AS (
  SELECT
    CAST(? AS date) AS from_day,
    CAST(? AS date) AS to_day,
    CAST(? AS varchar) AS currency,
    CAST(? AS varchar) AS origin
)
SELECT
  s.search_day AS day,
  COUNT(*) AS searches,
  CAST(SUM(CASE WHEN s.results = 0 THEN 1 ELSE 0 END) AS bigint) AS without_result,
  CAST(SUM(CASE WHEN s.results = 0 THEN 1 ELSE 0 END) AS decimal(38, 4))
    / NULLIF(CAST(COUNT(*) AS decimal(38, 0)), 0) AS without_result_rate,
  CAST(SUM(CASE WHEN s.clicks > 0 THEN 1 ELSE 0 END) AS bigint) AS clicked,
  CAST(SUM(CASE WHEN s.clicks > 0 AND s.results > 0 THEN 1 ELSE 0 END) AS decimal(38, 4))
    / NULLIF(CAST(SUM(CASE WHEN s.results > 0 THEN 1 ELSE 0 END) AS decimal(38, 0)), 0) AS click_through
FROM analytics.searches AS s
CROSS JOIN parameters AS p
WHERE s.search_day BETWEEN p.from_day AND p.to_day
  AND CAST(s.dt AS date) BETWEEN date_add('day', -1, p.from_day) AND date_add('day', 1, p.to_day)
  AND (p.origin = '' OR s.origin = p.origin)
GROUP BY s.search_day
ORDER BY s.search_day
