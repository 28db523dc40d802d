-- One row per cart that something was put into, and what became of it: ordered, abandoned or open.
-- A cart is ordered if the page told so, or, since pages are closed early, if an order came from
-- one of its sessions after it was begun.
CREATE OR REPLACE VIEW analytics.carts AS
WITH events AS (
  SELECT
    COALESCE(c.cart_id, c.session_id) AS cart_id,
    c.session_id,
    c.event_type,
    c.occurred_at,
    c.origin,
    c.device_class,
    c.source,
    c.quantity
  FROM curated.clickstream AS c
  CROSS JOIN analytics.definitions AS d
  WHERE c.event_type IN ('cart_item_added', 'cart_item_removed', 'checkout_started', 'order_placed')
    AND (c.device_class <> 'bot' OR d.count_bots)
),
filled AS (
  SELECT
    cart_id,
    MIN(CASE WHEN event_type = 'cart_item_added' THEN occurred_at END) AS started_at,
    MAX(occurred_at) AS last_at,
    MIN(origin) AS origin,
    MIN_BY(device_class, occurred_at) AS device_class,
    MIN_BY(source, occurred_at) AS source,
    SUM(CASE WHEN event_type = 'cart_item_added' THEN COALESCE(quantity, 1) ELSE 0 END) AS units_added,
    MAX(CASE WHEN event_type = 'checkout_started' THEN 1 ELSE 0 END) AS began_checkout,
    MAX(CASE WHEN event_type = 'order_placed' THEN 1 ELSE 0 END) AS told_order
  FROM events
  GROUP BY cart_id
  HAVING MAX(CASE WHEN event_type = 'cart_item_added' THEN 1 ELSE 0 END) = 1
),
in_sessions AS (
  SELECT DISTINCT cart_id, session_id FROM events
),
with_order AS (
  SELECT DISTINCT f.cart_id
  FROM filled AS f
  JOIN in_sessions AS s ON s.cart_id = f.cart_id
  JOIN curated.orders AS o ON o.session_id = s.session_id AND o.placed_at >= f.started_at
),
judged AS (
  SELECT
    f.cart_id,
    f.origin,
    f.device_class,
    f.source,
    f.started_at,
    f.last_at,
    f.units_added,
    f.began_checkout,
    CASE WHEN f.told_order = 1 OR w.cart_id IS NOT NULL THEN 'ordered'
         WHEN date_diff('second', f.last_at, a.moment) >= d.abandonment_hours * 3600 THEN 'abandoned'
         ELSE 'open' END AS outcome,
    d.time_zone
  FROM filled AS f
  LEFT JOIN with_order AS w ON w.cart_id = f.cart_id
  CROSS JOIN analytics.as_of AS a
  CROSS JOIN analytics.definitions AS d
)
SELECT
  cart_id,
  origin,
  device_class,
  source,
  started_at,
  last_at,
  CAST(at_timezone(with_timezone(started_at, 'UTC'), time_zone) AS date) AS cart_day,
  CAST(units_added AS bigint) AS units_added,
  began_checkout = 1 AS began_checkout,
  outcome
FROM judged
