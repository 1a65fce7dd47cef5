"""Guarded download of inputs."""

from dragonet.fetch.client import Fetched, Fetcher
from dragonet.fetch.urls import mask_url

__all__ = ["Fetched", "Fetcher", "mask_url"]
