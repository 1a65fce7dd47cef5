"""Signals to children."""

import asyncio
import signal
import time

import pytest

from dragonet.processes import send_signal


def test_a_signal_to_a_child_that_ends_leaves_its_exit_code(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def code() -> int:
        process = await asyncio.create_subprocess_exec(
            "sh", "-c", "trap '' TERM; echo; exit 3", stdout=-1
        )
        assert process.stdout is not None
        await process.stdout.readline()
        begin = time.monotonic()
        while time.monotonic() < begin + 0.05:  # the event loop does not see that it ends
            send_signal(process, signal.SIGTERM)
        return await process.wait()

    assert [asyncio.run(code()) for _ in range(10)] == [3] * 10
    assert not caplog.records


def test_a_signal_ends_a_child() -> None:
    async def code() -> int:
        process = await asyncio.create_subprocess_exec("sleep", "60")
        send_signal(process, signal.SIGKILL)
        code = await process.wait()
        send_signal(process, signal.SIGKILL)
        return code

    assert asyncio.run(code()) == -signal.SIGKILL
