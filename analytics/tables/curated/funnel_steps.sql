-- One row per session and step that it reached, in order; a later step is only counted after the earlier ones.
-- Partitioned by dt, the UTC day of the session's start.
CREATE EXTERNAL TABLE curated.funnel_steps (
  session_id string,
  step int COMMENT '1 to 6',
  step_name string COMMENT 'visit, product, cart, checkout, order, paid',
  reached_at timestamp COMMENT 'UTC',
  origin string,
  device_class string,
  source string
)
PARTITIONED BY (dt string)
STORED AS PARQUET
LOCATION 's3://${lake}/curated/funnel_steps/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.dt.type' = 'date',
  'projection.dt.format' = 'yyyy-MM-dd',
  'projection.dt.range' = '${first_day},NOW',
  'storage.location.template' = 's3://${lake}/curated/funnel_steps/dt=${dt}/'
);
