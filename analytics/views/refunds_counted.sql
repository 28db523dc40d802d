-- One row per refund of an order that counts, with the revenue that it takes.
CREATE OR REPLACE VIEW analytics.refunds_counted AS
WITH given AS (
  SELECT
    r.refund_id,
    r.order_id,
    COALESCE(r.refunded_at, r.requested_at) AS refunded_at,
    r.amount
  FROM curated.refunds AS r
  WHERE r.status = 'succeeded'
  UNION ALL
  -- An earlier shop system told only what went back in all, not when: it is dated like its order.
  SELECT
    CONCAT('of ', o.order_id) AS refund_id,
    o.order_id,
    o.placed_at AS refunded_at,
    o.refunded_total AS amount
  FROM curated.orders AS o
  LEFT JOIN (SELECT DISTINCT order_id FROM curated.refunds) AS known ON known.order_id = o.order_id
  WHERE o.origin LIKE 'history:%' AND o.refunded_total > 0 AND known.order_id IS NULL
),
running AS (
  SELECT
    refund_id,
    order_id,
    refunded_at,
    amount,
    SUM(amount) OVER (
      PARTITION BY order_id ORDER BY refunded_at, refund_id
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS refunded_so_far
  FROM given
),
-- What a refund takes is told from sums, not one by one, so that the parts of an order's refunds
-- come to the whole to the last digit.
shared AS (
  SELECT
    r.refund_id,
    r.order_id,
    r.refunded_at,
    r.amount,
    r.refunded_so_far,
    COALESCE(CAST(
      CAST(o.revenue * r.refunded_so_far AS decimal(38, 8))
      / NULLIF(CAST(o.gmv AS decimal(38, 4)), 0)
      AS decimal(38, 4)
    ), 0) AS revenue_so_far,
    COALESCE(CAST(
      CAST(o.revenue * (r.refunded_so_far - r.amount) AS decimal(38, 8))
      / NULLIF(CAST(o.gmv AS decimal(38, 4)), 0)
      AS decimal(38, 4)
    ), 0) AS revenue_before,
    o.order_day,
    o.customer_id,
    o.customer_kind,
    o.channel,
    o.country,
    o.source,
    o.device_class,
    o.origin,
    o.currency
  FROM running AS r
  JOIN analytics.orders_counted AS o ON o.order_id = r.order_id
)
SELECT
  s.refund_id,
  s.order_id,
  s.origin,
  s.customer_id,
  s.customer_kind,
  s.channel,
  s.country,
  s.source,
  s.device_class,
  s.currency,
  s.refunded_at,
  s.order_day,
  CAST(at_timezone(with_timezone(s.refunded_at, 'UTC'), d.time_zone) AS date) AS refund_day,
  CASE WHEN d.refunds_dated_by = 'order' THEN s.order_day
       ELSE CAST(at_timezone(with_timezone(s.refunded_at, 'UTC'), d.time_zone) AS date)
  END AS day,
  s.amount,
  CASE WHEN d.subtract_refunds THEN s.revenue_so_far - s.revenue_before
       ELSE CAST(0 AS decimal(38, 4)) END AS revenue
FROM shared AS s
CROSS JOIN analytics.definitions AS d
