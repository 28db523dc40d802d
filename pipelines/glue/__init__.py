"""The Glue jobs: raw zone in, curated zone out. One file is one job."""
