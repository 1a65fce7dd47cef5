"""Output files: object store, expiry."""
