-- One row per order, whether it counts or not: its day, its amounts by the definitions, and, if it
-- does not count, why.
CREATE OR REPLACE VIEW analytics.orders_dated AS
WITH goods AS (
  SELECT order_id, SUM(total) AS total, SUM(tax) AS tax
  FROM curated.order_lines
  GROUP BY order_id
),
dated AS (
  SELECT
    o.order_id,
    o.number,
    o.origin,
    o.customer_id,
    o.customer_kind,
    o.channel,
    o.session_id,
    COALESCE(NULLIF(o.source, ''), 'unknown') AS source,
    COALESCE(NULLIF(o.device_class, ''), 'unknown') AS device_class,
    o.country,
    o.currency,
    o.status,
    o.is_paid,
    o.is_cancelled,
    o.placed_at,
    o.paid_at,
    o.items,
    o.total,
    o.discount_total,
    o.tax_total,
    o.refunded_total,
    COALESCE(g.total, o.total - o.shipping_total) AS goods_total,
    COALESCE(g.tax, o.tax_total) AS goods_tax,
    CASE WHEN d.orders_dated_by = 'paid' THEN COALESCE(o.paid_at, o.placed_at)
         ELSE o.placed_at END AS counted_at,
    CASE WHEN NOT COALESCE(o.is_paid, FALSE) AND NOT d.count_unpaid THEN 'not paid'
         WHEN COALESCE(o.is_cancelled, FALSE) AND NOT d.count_cancelled THEN 'cancelled'
    END AS left_out_because,
    d.time_zone,
    d.revenue_tax,
    d.include_shipping
  FROM curated.orders AS o
  LEFT JOIN goods AS g ON g.order_id = o.order_id
  CROSS JOIN analytics.definitions AS d
)
SELECT
  order_id,
  number,
  origin,
  customer_id,
  customer_kind,
  channel,
  session_id,
  source,
  device_class,
  country,
  currency,
  status,
  is_paid,
  is_cancelled,
  left_out_because,
  placed_at,
  paid_at,
  counted_at,
  CAST(at_timezone(with_timezone(counted_at, 'UTC'), time_zone) AS date) AS order_day,
  items AS units,
  total AS gmv,
  discount_total AS discounts,
  total - goods_total AS shipping,
  tax_total AS tax,
  refunded_total AS refunded,
  CAST(
    goods_total
    - CASE WHEN revenue_tax = 'net' THEN goods_tax ELSE 0 END
    + CASE WHEN include_shipping THEN total - goods_total ELSE 0 END
    - CASE WHEN include_shipping AND revenue_tax = 'net' THEN tax_total - goods_tax ELSE 0 END
    AS decimal(38, 4)
  ) AS revenue
FROM dated
