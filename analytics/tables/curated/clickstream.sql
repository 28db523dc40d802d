-- What visitors did, once per event: deduplicated by event_id, with sessions of our own making.
-- Partitioned by dt, the UTC day of occurred_at.
CREATE EXTERNAL TABLE curated.clickstream (
  event_id string,
  event_type string COMMENT 'of contracts.clickstream, such as product_viewed',
  occurred_at timestamp COMMENT 'UTC; the clock of the page, corrected',
  received_at timestamp COMMENT 'UTC',
  origin string COMMENT 'live, replay or simulated',
  visitor_id string COMMENT 'random, while consent stands',
  session_id string COMMENT 'ours: a new one after 30 idle minutes',
  device_class string COMMENT 'desktop, phone, tablet, bot or unknown',
  source string COMMENT 'of the session: direct, search, social, email, paid, referral',
  locale string,
  referrer_host string,
  campaign_source string,
  campaign_medium string,
  campaign_name string,
  path string,
  product_id string,
  sku string,
  category string,
  quantity int,
  query string COMMENT 'as typed, without what looks like an address or a number of a person',
  result_count int,
  position int COMMENT 'rank of a clicked result, from 1',
  cart_id string,
  order_id string,
  currency string,
  value decimal(19,4) COMMENT 'major units of currency'
)
PARTITIONED BY (dt string)
STORED AS PARQUET
LOCATION 's3://${lake}/curated/clickstream/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.dt.type' = 'date',
  'projection.dt.format' = 'yyyy-MM-dd',
  'projection.dt.range' = '${first_day},NOW',
  'storage.location.template' = 's3://${lake}/curated/clickstream/dt=${dt}/'
);
