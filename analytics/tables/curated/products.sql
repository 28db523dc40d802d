-- One row per product, as the catalog last told.
CREATE EXTERNAL TABLE curated.products (
  product_id string,
  origin string,
  title string,
  brand string,
  category string COMMENT 'slug, the deepest',
  category_path string COMMENT 'slugs from the root, joined by /',
  skus array<string>,
  is_deleted boolean,
  updated_at timestamp COMMENT 'UTC'
)
STORED AS PARQUET
LOCATION 's3://${lake}/curated/products/';
