"""The notifications' code. Imports inside are relative: Chalice projects share one test process."""
