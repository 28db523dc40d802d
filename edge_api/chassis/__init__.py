"""What the edge's Chalice applications share: operations, problems, their OpenAPI, tokens, calls.

Each application packages it by a committed link in its ``vendor/``, as it does ``contracts``. It
knows no application, and reads no environment but through ``read_settings``.
"""
