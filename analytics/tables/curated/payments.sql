-- One row per attempt to pay.
-- Partitioned by dt, the UTC day of attempted_at.
CREATE EXTERNAL TABLE curated.payments (
  attempt_id string COMMENT 'id of the event that reported it',
  payment_id string,
  order_id string,
  origin string,
  attempted_at timestamp COMMENT 'UTC',
  outcome string COMMENT 'succeeded or failed',
  method string COMMENT 'card, or what the provider calls it; unknown where it did not say',
  reason string COMMENT 'why it failed',
  currency string,
  amount decimal(19,4)
)
PARTITIONED BY (dt string)
STORED AS PARQUET
LOCATION 's3://${lake}/curated/payments/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.dt.type' = 'date',
  'projection.dt.format' = 'yyyy-MM-dd',
  'projection.dt.range' = '${first_day},NOW',
  'storage.location.template' = 's3://${lake}/curated/payments/dt=${dt}/'
);
