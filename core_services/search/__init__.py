"""Search: finds products in the OpenSearch index that this service owns.

It keeps the index in step with the catalog, answers queries, and falls back to the catalog's own
search when the engine is away. It owns no product data: every document can be made again from the
catalog's export.
"""
