"""Delivery of callbacks."""

from dragonet.callbacks.deliver import delivering

__all__ = ["delivering"]
