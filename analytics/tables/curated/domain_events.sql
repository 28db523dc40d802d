-- What the services told, once per event: deduplicated by event_id.
-- Partitioned by dt, the UTC day of occurred_at.
CREATE EXTERNAL TABLE curated.domain_events (
  event_id string,
  event_type string COMMENT 'such as order.placed.v1',
  source string,
  subject string COMMENT 'id of the aggregate',
  version bigint COMMENT 'of the aggregate',
  occurred_at timestamp COMMENT 'UTC',
  received_at timestamp COMMENT 'UTC',
  origin string COMMENT 'live, replay or simulated',
  data string COMMENT 'the payload as JSON'
)
PARTITIONED BY (dt string)
STORED AS PARQUET
LOCATION 's3://${lake}/curated/domain_events/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.dt.type' = 'date',
  'projection.dt.format' = 'yyyy-MM-dd',
  'projection.dt.range' = '${first_day},NOW',
  'storage.location.template' = 's3://${lake}/curated/domain_events/dt=${dt}/'
);
