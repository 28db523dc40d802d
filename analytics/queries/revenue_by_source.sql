-- question: Which sources and devices bring revenue?
-- grain: source, device class and currency
-- owner: marketing
-- scans: orders and order lines whole, refunds whole: small tables, one row per thing sold
-- parameters: from_day, to_day, currency, origin
-- columns:
--   source: of the session that the order came from; unknown without consent
--   device_class: desktop, phone, tablet or unknown
--   currency: amounts of different currencies are never added
--   orders: how many count
--   units: pieces in them
--   gmv: all that customers were charged, before refunds
--   discounts: what was taken off
--   shipping: contained in gmv
--   tax: contained in gmv
--   refunds: money that went back
--   net_revenue: by the definitions
--   average_order_value: of the orders that count; null on a day of refunds only
WITH parameters AS (
  SELECT
    CAST(? AS date) AS from_day,
    CAST(? AS date) AS to_day,
    CAST(? AS varchar) AS currency,
    CAST(? AS varchar) AS origin
)
SELECT
  e.source,
  e.device_class,
  e.currency,
  CAST(COALESCE(SUM(e.orders), 0) AS bigint) AS orders,
  CAST(COALESCE(SUM(e.units), 0) AS bigint) AS units,
  CAST(COALESCE(SUM(e.gmv), 0) AS decimal(38, 4)) AS gmv,
  CAST(COALESCE(SUM(e.discounts), 0) AS decimal(38, 4)) AS discounts,
  CAST(COALESCE(SUM(e.shipping), 0) AS decimal(38, 4)) AS shipping,
  CAST(COALESCE(SUM(e.tax), 0) AS decimal(38, 4)) AS tax,
  CAST(COALESCE(SUM(e.refunds), 0) AS decimal(38, 4)) AS refunds,
  CAST(COALESCE(SUM(e.net_revenue), 0) AS decimal(38, 4)) AS net_revenue,
  CAST(SUM(e.order_value) AS decimal(38, 4))
    / NULLIF(CAST(SUM(e.orders) AS decimal(38, 0)), 0) AS average_order_value
FROM analytics.revenue_events AS e
CROSS JOIN parameters AS p
WHERE e.day BETWEEN p.from_day AND p.to_day
  AND (p.currency = '' OR e.currency = p.currency)
  AND (p.origin = '' OR e.origin = p.origin)
GROUP BY e.source, e.device_class, e.currency
ORDER BY e.currency, net_revenue DESC, e.source, e.device_class
