"""What the shop sells and what it costs: products, prices, tax, shipping, promotions, the quote.

Owns its Postgres database and the cached pages in Redis. Never takes stock (the order service does)
and never remembers a cart; it answers from what the merchant loaded.
"""
