-- One row per refund.
-- Partitioned by dt, the UTC day of requested_at.
CREATE EXTERNAL TABLE curated.refunds (
  refund_id string,
  order_id string,
  payment_id string,
  origin string,
  status string COMMENT 'requested, succeeded or failed',
  requested_at timestamp COMMENT 'UTC',
  refunded_at timestamp COMMENT 'UTC',
  currency string,
  amount decimal(19,4)
)
PARTITIONED BY (dt string)
STORED AS PARQUET
LOCATION 's3://${lake}/curated/refunds/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.dt.type' = 'date',
  'projection.dt.format' = 'yyyy-MM-dd',
  'projection.dt.range' = '${first_day},NOW',
  'storage.location.template' = 's3://${lake}/curated/refunds/dt=${dt}/'
);
