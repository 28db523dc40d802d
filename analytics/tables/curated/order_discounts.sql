-- One row per order and promotion that reduced it.
-- Partitioned by dt, the UTC day of placed_at.
CREATE EXTERNAL TABLE curated.order_discounts (
  order_id string,
  origin string,
  promotion_id string,
  code string COMMENT 'empty where none was needed',
  label string,
  currency string,
  amount decimal(19,4),
  is_paid boolean COMMENT 'of the order',
  is_cancelled boolean COMMENT 'of the order',
  placed_at timestamp COMMENT 'UTC'
)
PARTITIONED BY (dt string)
STORED AS PARQUET
LOCATION 's3://${lake}/curated/order_discounts/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.dt.type' = 'date',
  'projection.dt.format' = 'yyyy-MM-dd',
  'projection.dt.range' = '${first_day},NOW',
  'storage.location.template' = 's3://${lake}/curated/order_discounts/dt=${dt}/'
);
