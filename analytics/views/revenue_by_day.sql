-- One row per day, currency, channel, country and origin.
CREATE OR REPLACE VIEW analytics.revenue_by_day AS
SELECT
  day,
  currency,
  channel,
  country,
  origin,
  CAST(SUM(orders) AS bigint) AS orders,
  CAST(SUM(units) AS bigint) AS units,
  CAST(SUM(gmv) AS decimal(38, 4)) AS gmv,
  CAST(SUM(discounts) AS decimal(38, 4)) AS discounts,
  CAST(SUM(shipping) AS decimal(38, 4)) AS shipping,
  CAST(SUM(tax) AS decimal(38, 4)) AS tax,
  CAST(SUM(order_value) AS decimal(38, 4)) AS order_value,
  CAST(SUM(refunds) AS decimal(38, 4)) AS refunds,
  CAST(SUM(net_revenue) AS decimal(38, 4)) AS net_revenue
FROM analytics.revenue_events
GROUP BY day, currency, channel, country, origin
