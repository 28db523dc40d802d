"""The catalog's SQL, one module per thing that is asked; rows become structs here and only here.

Sets travel as one JSON parameter (``jsonb_to_recordset``): a statement per set, not per row.
"""
