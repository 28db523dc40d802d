-- question: Why do customers send things back?
-- grain: reason
-- owner: assortment
-- scans: returns whole
-- parameters: from_day, to_day, currency, origin
-- columns:
--   reason_code: damaged, wrong-item, not-as-described, does-not-fit, changed-mind, late or other
--   returns: in which it was given
--   units: asked to send back
--   accepted_units: of them
--   share_of_units: of all reasons' units, 0 to 1
--   median_days_after_order: half of the returned lines took no more
WITH parameters AS (
  SELECT
    CAST(? AS date) AS from_day,
    CAST(? AS date) AS to_day,
    CAST(? AS varchar) AS currency,
    CAST(? AS varchar) AS origin
),
ranked AS (
  SELECT
    r.return_id,
    r.reason_code,
    r.units,
    r.accepted_units,
    r.days_after_order,
    ROW_NUMBER() OVER (PARTITION BY r.reason_code ORDER BY r.days_after_order) AS place,
    COUNT(r.days_after_order) OVER (PARTITION BY r.reason_code) AS places
  FROM analytics.returns_dated AS r
  CROSS JOIN parameters AS p
  WHERE r.return_day BETWEEN p.from_day AND p.to_day
    AND (p.origin = '' OR r.origin = p.origin)
)
SELECT
  r.reason_code,
  COUNT(DISTINCT r.return_id) AS returns,
  CAST(SUM(r.units) AS bigint) AS units,
  CAST(SUM(r.accepted_units) AS bigint) AS accepted_units,
  CAST(SUM(r.units) AS decimal(38, 4)) / NULLIF(CAST(SUM(SUM(r.units)) OVER () AS decimal(38, 0)), 0) AS share_of_units,
  MIN(CASE WHEN r.place * 10 >= r.places * 5 THEN r.days_after_order END) AS median_days_after_order
FROM ranked AS r
GROUP BY r.reason_code
ORDER BY units DESC, r.reason_code
