-- question: What do people look for and not find?
-- grain: words
-- owner: assortment
-- scans: clickstream of the days asked for
-- parameters: from_day, to_day, currency, origin
-- columns:
--   words: as typed, in small letters and without outer spaces
--   searches: without a result
--   sessions: in which they were
--   last_day: on which somebody looked for it
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
  COUNT(DISTINCT s.session_id) AS sessions,
  MAX(s.search_day) AS last_day
FROM analytics.searches AS s
CROSS JOIN parameters AS p
WHERE s.search_day BETWEEN p.from_day AND p.to_day
  AND CAST(s.dt AS date) BETWEEN date_add('day', -1, p.from_day) AND date_add('day', 1, p.to_day)
  AND (p.origin = '' OR s.origin = p.origin)
  AND s.results = 0
GROUP BY s.words
ORDER BY searches DESC, s.words
