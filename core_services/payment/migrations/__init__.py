"""This service's schema, one file per version, written by hand and reversible."""
