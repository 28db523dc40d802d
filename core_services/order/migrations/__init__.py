"""The order service's database, version by version."""
