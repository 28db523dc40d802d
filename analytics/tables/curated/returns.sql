-- One row per line of a return.
-- Partitioned by dt, the UTC day of requested_at.
CREATE EXTERNAL TABLE curated.returns (
  return_id string,
  order_id string,
  line_id string,
  origin string,
  sku string,
  quantity int,
  reason_code string COMMENT 'damaged, wrong-item, not-as-described, does-not-fit, changed-mind, late or other',
  status string COMMENT 'requested or accepted',
  requested_at timestamp COMMENT 'UTC',
  accepted_at timestamp COMMENT 'UTC',
  placed_at timestamp COMMENT 'UTC, of the order'
)
PARTITIONED BY (dt string)
STORED AS PARQUET
LOCATION 's3://${lake}/curated/returns/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.dt.type' = 'date',
  'projection.dt.format' = 'yyyy-MM-dd',
  'projection.dt.range' = '${first_day},NOW',
  'storage.location.template' = 's3://${lake}/curated/returns/dt=${dt}/'
);
