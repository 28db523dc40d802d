"""The catalog's schema, step by step. ``versions`` is the only description of its tables."""
