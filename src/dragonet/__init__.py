"""Dragonet: a self-hosted media task server."""

from importlib.metadata import version

__version__ = version("dragonet")
