"""The cart service: what a shopper means to buy, and the sessions of guests.

Owns the DynamoDB table ``carts``. Must not know prices, stock or orders: a cart holds SKUs and
quantities, and the catalog's quote says what they cost.
"""
