-- One row per parcel.
-- Partitioned by dt, the UTC day of shipped_at.
CREATE EXTERNAL TABLE curated.fulfilments (
  fulfilment_id string,
  order_id string,
  origin string,
  carrier string,
  country string COMMENT 'of the order',
  shipping_method string COMMENT 'of the order',
  units int,
  paid_at timestamp COMMENT 'UTC, of the order',
  shipped_at timestamp COMMENT 'UTC',
  delivered_at timestamp COMMENT 'UTC'
)
PARTITIONED BY (dt string)
STORED AS PARQUET
LOCATION 's3://${lake}/curated/fulfilments/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.dt.type' = 'date',
  'projection.dt.format' = 'yyyy-MM-dd',
  'projection.dt.range' = '${first_day},NOW',
  'storage.location.template' = 's3://${lake}/curated/fulfilments/dt=${dt}/'
);
