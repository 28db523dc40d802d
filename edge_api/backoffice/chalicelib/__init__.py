"""The back office's code. Imports inside are relative: Chalice projects share one test process."""
