"""The backend for the storefront: signs people in, and shapes pages out of several services.

A Chalice project; only ``app.py``, ``chalicelib/`` and ``vendor/`` reach the Lambda. It owns no
data, imports no service, and needs no AWS permission: what it asks of Cognito anybody may ask.
"""
