"""The lake on one machine: its bucket as files, and the Glue jobs run on them."""
