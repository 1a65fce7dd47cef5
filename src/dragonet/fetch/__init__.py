"""Guarded download of inputs."""

from dragonet.fetch.client import Fetched, Fetcher

__all__ = ["Fetched", "Fetcher"]
