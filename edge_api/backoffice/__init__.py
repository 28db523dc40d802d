"""What the shop's staff need that no service may hold: operations, and customers' accounts.

A Chalice project of its own, so that the public BFF has no right to read dead letters or to list
customers. Only ``app.py``, ``chalicelib/`` and ``vendor/`` reach the Lambda.
"""
