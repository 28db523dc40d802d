"""The order service's Postgres: the ports of `ports.py`, in as few statements as it takes."""
