"""Fixtures of all integration tests."""

from support.stores import local_root, s3, s3_url, store

__all__ = ["local_root", "s3", "s3_url", "store"]
