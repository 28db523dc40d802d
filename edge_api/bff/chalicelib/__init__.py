"""The BFF's code. Imports inside are relative: two Chalice projects share one test process."""
