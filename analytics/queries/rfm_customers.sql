-- question: Which customers are in which segment?
-- grain: currency and customer
-- owner: marketing
-- scans: orders and order lines whole
-- parameters: from_day, to_day, currency, origin
-- columns:
--   currency: customers are compared with those who pay in the same
--   customer_id: pseudonymous
--   segment: as in rfm_segments
--   recency_days: since the last order
--   frequency: orders in the window
--   monetary: their revenue, before refunds
--   recency_score: 1 to rfm_bands, the most recent highest
--   frequency_score: 1 to rfm_bands, the most frequent highest
--   monetary_score: 1 to rfm_bands, the most valuable highest
WITH parameters AS (
  SELECT
    CAST(? AS date) AS from_day,
    CAST(? AS date) AS to_day,
    CAST(? AS varchar) AS currency,
    CAST(? AS varchar) AS origin
),
moment AS (
  SELECT
    LEAST(a.moment, CAST(at_timezone(with_timezone(
      CAST(date_add('day', 1, p.to_day) AS timestamp), d.time_zone), 'UTC') AS timestamp)) AS moment,
    LEAST(a.day, p.to_day) AS day
  FROM analytics.as_of AS a
  CROSS JOIN analytics.definitions AS d
  CROSS JOIN parameters AS p
),
measured AS (
  SELECT
    c.currency,
    c.customer_id,
    MIN(CASE WHEN d.days_between = 'elapsed' THEN date_diff('day', c.counted_at, m.moment)
             ELSE date_diff('day', c.order_day, m.day) END) AS recency_days,
    COUNT(*) AS frequency,
    CAST(SUM(c.revenue) AS decimal(38, 4)) AS monetary
  FROM analytics.customer_orders AS c
  CROSS JOIN parameters AS p
  CROSS JOIN moment AS m
  CROSS JOIN analytics.definitions AS d
  WHERE c.order_day BETWEEN p.from_day AND p.to_day
    AND date_diff('day', c.order_day, m.day) < d.rfm_days
    AND (p.currency = '' OR c.currency = p.currency)
    AND (p.origin = '' OR c.origin = p.origin)
  GROUP BY c.currency, c.customer_id
),
ranked AS (
  SELECT
    m.currency,
    m.customer_id,
    m.recency_days,
    m.frequency,
    m.monetary,
    RANK() OVER (PARTITION BY m.currency ORDER BY m.recency_days DESC) - 1 AS longer_ago,
    RANK() OVER (PARTITION BY m.currency ORDER BY m.frequency) - 1 AS rarer,
    RANK() OVER (PARTITION BY m.currency ORDER BY m.monetary) - 1 AS cheaper,
    COUNT(*) OVER (PARTITION BY m.currency) AS customers,
    d.rfm_bands AS bands
  FROM measured AS m
  CROSS JOIN analytics.definitions AS d
),
scored AS (
  SELECT
    currency,
    customer_id,
    recency_days,
    frequency,
    monetary,
    1 + CAST(longer_ago * bands AS bigint) / CAST(customers AS bigint) AS recency_score,
    1 + CAST(rarer * bands AS bigint) / CAST(customers AS bigint) AS frequency_score,
    1 + CAST(cheaper * bands AS bigint) / CAST(customers AS bigint) AS monetary_score,
    bands
  FROM ranked
),
named AS (
  SELECT
    currency,
    customer_id,
    recency_days,
    frequency,
    monetary,
    recency_score,
    frequency_score,
    monetary_score,
    CASE
      WHEN recency_score * 5 >= bands * 4 AND frequency_score * 5 >= bands * 4 THEN 'champions'
      WHEN recency_score * 5 >= bands * 3 AND frequency > 1 THEN 'loyal'
      WHEN recency_score * 5 >= bands * 3 THEN 'new or one-time'
      WHEN frequency > 1 THEN 'at risk'
      ELSE 'hibernating'
    END AS segment
  FROM scored
)
SELECT
  n.currency,
  n.customer_id,
  n.segment,
  n.recency_days,
  n.frequency,
  n.monetary,
  n.recency_score,
  n.frequency_score,
  n.monetary_score
FROM named AS n
ORDER BY n.currency, n.monetary DESC, n.customer_id
