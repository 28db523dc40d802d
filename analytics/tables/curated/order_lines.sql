-- One row per line of an order.
-- Partitioned by dt, the UTC day of placed_at.
CREATE EXTERNAL TABLE curated.order_lines (
  order_id string,
  line_id string,
  origin string,
  sku string,
  product_id string,
  title string COMMENT 'as sold',
  brand string COMMENT 'of the product now',
  category string COMMENT 'slug, of the product now; the deepest',
  category_path string COMMENT 'slugs from the root, joined by /',
  currency string,
  quantity int,
  unit_price decimal(19,4),
  discount decimal(19,4),
  tax decimal(19,4) COMMENT 'contained in total',
  total decimal(19,4) COMMENT 'what the customer pays',
  returned_quantity int COMMENT 'units of accepted returns',
  is_paid boolean COMMENT 'of the order',
  is_cancelled boolean COMMENT 'of the order',
  placed_at timestamp COMMENT 'UTC'
)
PARTITIONED BY (dt string)
STORED AS PARQUET
LOCATION 's3://${lake}/curated/order_lines/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.dt.type' = 'date',
  'projection.dt.format' = 'yyyy-MM-dd',
  'projection.dt.range' = '${first_day},NOW',
  'storage.location.template' = 's3://${lake}/curated/order_lines/dt=${dt}/'
);
