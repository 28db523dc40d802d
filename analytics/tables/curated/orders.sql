-- One row per order, as it stands now. Orders of an earlier shop system are in here too.
-- Partitioned by dt, the UTC day of placed_at.
CREATE EXTERNAL TABLE curated.orders (
  order_id string,
  number string,
  origin string COMMENT 'live, replay, simulated, or history:<import>',
  customer_id string COMMENT 'pseudonymous',
  customer_kind string COMMENT 'guest, customer or history',
  channel string COMMENT 'where it was sold, such as web',
  session_id string COMMENT 'where it came from; null without consent',
  source string COMMENT 'of that session',
  device_class string COMMENT 'of that session',
  country string COMMENT 'ISO 3166 code of the delivery address',
  locale string,
  currency string,
  status string COMMENT 'placed, paid, shipped, delivered, cancelled',
  is_paid boolean COMMENT 'money was received at some time',
  is_cancelled boolean,
  cancel_reason string,
  placed_at timestamp COMMENT 'UTC',
  paid_at timestamp COMMENT 'UTC',
  cancelled_at timestamp COMMENT 'UTC',
  shipped_at timestamp COMMENT 'UTC, of the first parcel',
  delivered_at timestamp COMMENT 'UTC, of the last parcel',
  subtotal decimal(19,4) COMMENT 'goods before discounts',
  discount_total decimal(19,4),
  shipping_total decimal(19,4),
  tax_total decimal(19,4) COMMENT 'contained in total',
  total decimal(19,4) COMMENT 'what the customer pays',
  refunded_total decimal(19,4) COMMENT 'what went back',
  items int COMMENT 'units',
  shipping_method string,
  coupon_codes array<string>
)
PARTITIONED BY (dt string)
STORED AS PARQUET
LOCATION 's3://${lake}/curated/orders/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.dt.type' = 'date',
  'projection.dt.format' = 'yyyy-MM-dd',
  'projection.dt.range' = '${first_day},NOW',
  'storage.location.template' = 's3://${lake}/curated/orders/dt=${dt}/'
);
