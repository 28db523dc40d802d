-- One row per session.
-- Partitioned by dt, the UTC day of started_at.
CREATE EXTERNAL TABLE curated.sessions (
  session_id string,
  visitor_id string,
  started_at timestamp COMMENT 'UTC',
  ended_at timestamp COMMENT 'UTC, of the last event',
  origin string,
  device_class string,
  source string COMMENT 'direct, search, social, email, paid, referral',
  campaign_source string,
  campaign_medium string,
  campaign_name string,
  locale string,
  landing_path string,
  events int,
  page_views int,
  product_views int,
  searches int,
  cart_additions int,
  checkouts_started int,
  orders_placed int
)
PARTITIONED BY (dt string)
STORED AS PARQUET
LOCATION 's3://${lake}/curated/sessions/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.dt.type' = 'date',
  'projection.dt.format' = 'yyyy-MM-dd',
  'projection.dt.range' = '${first_day},NOW',
  'storage.location.template' = 's3://${lake}/curated/sessions/dt=${dt}/'
);
