-- One row per SKU and UTC day, from the day that it was first counted.
-- Partitioned by dt, the day.
CREATE EXTERNAL TABLE curated.daily_stock (
  sku string,
  origin string,
  opening int COMMENT 'units that could be sold when the day began',
  closing int COMMENT '… when it ended',
  lowest int,
  out_of_stock_seconds int COMMENT 'of the day',
  units_sold int COMMENT 'in paid orders placed that day'
)
PARTITIONED BY (dt string)
STORED AS PARQUET
LOCATION 's3://${lake}/curated/daily_stock/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.dt.type' = 'date',
  'projection.dt.format' = 'yyyy-MM-dd',
  'projection.dt.range' = '${first_day},NOW',
  'storage.location.template' = 's3://${lake}/curated/daily_stock/dt=${dt}/'
);
