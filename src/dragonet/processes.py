"""How a process and those it started live and end together."""

import asyncio
import contextlib
import ctypes
import os
import signal
import sys


def end_with_parent() -> None:
    """In a new child: ask Linux to end it when the process that started it dies."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def send_signal(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    """Send a signal to a child, unless it has ended.

    `Process.kill` and `terminate` of asyncio first ask whether the child has ended, which takes
    its exit code from the thread that waits for it: that one then says 255, and warns.
    """
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, number)
