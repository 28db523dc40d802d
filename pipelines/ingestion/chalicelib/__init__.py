"""Ingestion's code. Imports are relative: several Chalice projects share one test process."""
