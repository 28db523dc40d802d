"""The books in Postgres: one object per transaction, dataclasses in and out."""
