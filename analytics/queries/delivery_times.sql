-- question: How long do parcels take, and which carriers keep the promise?
-- grain: carrier, country and shipping method
-- owner: logistics
-- scans: fulfilments whole
-- parameters: from_day, to_day, currency, origin
-- columns:
--   carrier: who carried it
--   country: of the delivery address
--   shipping_method: that the customer chose
--   parcels: shipped in the period
--   delivered: of them
--   median_days_to_ship: from payment to the parcel's leaving, half took no more
--   median_days_to_deliver: from payment to delivery
--   p90_days_to_deliver: nine of ten took no more
--   late: delivered later than delivery_promise_days
--   late_rate: late of delivered, 0 to 1
WITH parameters AS (
  SELECT
    CAST(? AS date) AS from_day,
    CAST(? AS date) AS to_day,
    CAST(? AS varchar) AS currency,
    CAST(? AS varchar) AS origin
),
ranked AS (
  SELECT
    d.carrier,
    d.country,
    d.shipping_method,
    d.is_delivered,
    d.is_late,
    d.days_to_ship,
    d.days_to_deliver,
    ROW_NUMBER() OVER (
      PARTITION BY d.carrier, d.country, d.shipping_method ORDER BY d.days_to_ship NULLS LAST
    ) AS ship_place,
    COUNT(d.days_to_ship) OVER (PARTITION BY d.carrier, d.country, d.shipping_method) AS ship_places,
    ROW_NUMBER() OVER (
      PARTITION BY d.carrier, d.country, d.shipping_method ORDER BY d.days_to_deliver NULLS LAST
    ) AS place,
    COUNT(d.days_to_deliver) OVER (PARTITION BY d.carrier, d.country, d.shipping_method) AS places
  FROM analytics.deliveries AS d
  CROSS JOIN parameters AS p
  WHERE d.shipped_day BETWEEN p.from_day AND p.to_day
    AND (p.origin = '' OR d.origin = p.origin)
)
SELECT
  r.carrier,
  r.country,
  r.shipping_method,
  COUNT(*) AS parcels,
  CAST(SUM(CASE WHEN r.is_delivered THEN 1 ELSE 0 END) AS bigint) AS delivered,
  MIN(CASE WHEN r.ship_place * 10 >= r.ship_places * 5 THEN r.days_to_ship END) AS median_days_to_ship,
  MIN(CASE WHEN r.place * 10 >= r.places * 5 THEN r.days_to_deliver END) AS median_days_to_deliver,
  MIN(CASE WHEN r.place * 10 >= r.places * 9 THEN r.days_to_deliver END) AS p90_days_to_deliver,
  CAST(SUM(CASE WHEN r.is_late THEN 1 ELSE 0 END) AS bigint) AS late,
  CAST(SUM(CASE WHEN r.is_late THEN 1 ELSE 0 END) AS decimal(38, 4))
    / NULLIF(CAST(SUM(CASE WHEN r.is_delivered THEN 1 ELSE 0 END) AS decimal(38, 0)), 0) AS late_rate
FROM ranked AS r
GROUP BY r.carrier, r.country, r.shipping_method
ORDER BY parcels DESC, r.carrier, r.country, r.shipping_method
