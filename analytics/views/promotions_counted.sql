-- One row per order that counts and promotion that reduced it.
CREATE OR REPLACE VIEW analytics.promotions_counted AS
SELECT
  p.order_id,
  o.origin,
  o.order_day,
  o.channel,
  o.country,
  o.currency,
  p.promotion_id,
  p.code,
  p.label,
  CAST(p.amount AS decimal(38, 4)) AS discount
FROM curated.order_discounts AS p
JOIN analytics.orders_counted AS o ON o.order_id = p.order_id
