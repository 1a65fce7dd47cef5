"""Draw an animation in a process of its own, to see whether ThorVG can.

It crashes on some documents that are as they should be (of 1.0.4: stars with rounded corners that
are repeated), and takes all time or memory for others.
"""

import subprocess
import sys

MOMENTS = 12
"""Frames that are drawn."""

_SIDE = 480
"""Pixels of the longer side."""

_SECONDS = 10
_MEMORY = 1 << 30
"""Bytes that it may take."""


def survives(data: bytes, frames: float, aspect: float) -> bool:
    """Whether a document, as `player.Player` takes it, can be drawn from its beginning to its end
    within some time and memory. `aspect` is its width for its height."""
    width, height = max(1, round(_SIDE * min(1, aspect))), max(1, round(_SIDE / max(1, aspect)))
    command = [sys.executable, "-m", __name__, repr(frames), str(width), str(height)]
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def main() -> None:
    """Read a document from standard input and draw it."""
    from dragonet.media.lottie.player import Player

    _limit_memory()
    frames, width, height = float(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    player = Player(sys.stdin.buffer.read(), frames)
    for moment in range(MOMENTS):
        player.draw(frames * moment / (MOMENTS - 1), width, height)
    player.close()


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    import psutil

    most = psutil.Process().memory_info().vms + _MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
