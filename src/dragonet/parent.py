"""Ties the life of a process to that of the one that started it."""

import ctypes
import signal
import sys


def end_with_parent() -> None:
    """In a new child: ask Linux to end it when the process that started it dies."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
