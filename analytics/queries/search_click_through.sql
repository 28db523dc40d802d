-- question: What do people look for, and do they click on what they find?
-- grain: words
-- owner: assortment
-- scans: clickstream of the days asked for
-- parameters: from_day, to_day, currency, origin
-- columns:
--   words: as typed, in small letters and without outer spaces
--   searches: in all
--   with_result: that found something
--   clicked: that were followed by a click
--   click_through: clicked of with_result, 0 to 1
--   average_position: of the first click, from 1
WITH parameters AS (
  SELECT
    CAST(? AS date) AS from_day,
    CAST(? AS date) AS to_day,
    CAST(? AS varchar) AS currency,
    CAST(? AS varchar) AS origin
)
SELECT
  s.words,
  COUNT(*) AS searches,
  CAST(SUM(CASE WHEN s.results > 0 THEN 1 ELSE 0 END) AS bigint) AS with_result,
  CAST(SUM(CASE WHEN s.clicks > 0 THEN 1 ELSE 0 END) AS bigint) AS clicked,
  CAST(SUM(CASE WHEN s.clicks > 0 AND s.results > 0 THEN 1 ELSE 0 END) AS decimal(38, 4))
    / NULLIF(CAST(SUM(CASE WHEN s.results > 0 THEN 1 ELSE 0 END) AS decimal(38, 0)), 0) AS click_through,
  CAST(SUM(s.clicked_position) AS decimal(38, 2))
    / NULLIF(CAST(COUNT(s.clicked_position) AS decimal(38, 0)), 0) AS average_position
FROM analytics.searches AS s
CROSS JOIN parameters AS p
WHERE s.search_day BETWEEN p.from_day AND p.to_day
  AND CAST(s.dt AS date) BETWEEN date_add('day', -1, p.from_day) AND date_add('day', 1, p.to_day)
  AND (p.origin = '' OR s.origin = p.origin)
GROUP BY s.words
ORDER BY searches DESC, s.words
