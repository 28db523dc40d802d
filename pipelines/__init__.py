"""How events become the lake: ingestion (Lambda) and glue (PySpark jobs)."""
