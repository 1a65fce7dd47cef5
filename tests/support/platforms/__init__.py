"""Fakes of YouTube, Facebook, Vimeo and S3 that hold their clients to the protocols.

Faults are asked for in the access token, as words between dots: `drop.503.ab12` has the first
request with a body broken off and the second answered by 503. In S3 the key of the object has
them. By hand: `python -m support.platforms` in the folder `tests`.
"""

from support.platforms.server import Platforms

__all__ = ["Platforms"]
