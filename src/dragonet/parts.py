"""The parts of one run of a task: who does which, and what has become of them.

Plain state without locks: it belongs to one thread, the run's own or its worker's.
"""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OWN = "the run itself"
"""Who does the parts that the process of the run takes; it needs no lease."""

Span = tuple[float, float]
"""The per cent of the task's progress that its parts cover."""


@dataclass
class _Part:
    value: Any
    by: str | None = None
    until: float = 0.0
    progress: float = 0.0
    file: Path | None = None
    lost: bool = False


class Parts:
    """Hands out parts, the first ones first, and collects their files.

    Whoever claims a part says now and then that it is at work on it; after `lease` seconds of
    silence the part is free again. A part that was lost once (its helper died or fell silent)
    goes to the run itself only: if it kills the run too, the task has died, not a helper.

    Args:
        values: what each part is.
        lease: seconds of silence after which a part is lost.
        report: receives the progress of all parts as per cent of the task.
        span: what `report` receives with nothing and with everything done.

    Attributes:
        error: why the task fails, a text or `{"parameters": …}`; None as long as it does not.
        changed: is called when a part may be claimed or has its file, or the task fails.
    """

    def __init__(
        self,
        values: Sequence[Any],
        lease: float,
        report: Callable[[float], None],
        span: Span = (0.0, 100.0),
    ) -> None:
        self._parts = [_Part(value) for value in values]
        self._lease = lease
        self._report = report
        self._span = span
        self.error: Any = None
        self.changed: Callable[[], object] = int

    def __getitem__(self, index: int) -> Any:
        """What a part is."""
        return self._parts[index].value

    def __len__(self) -> int:
        return len(self._parts)

    def file(self, index: int) -> Path | None:
        """The file of a part, once it is there."""
        return self._parts[index].file

    def unclaimed(self) -> int:
        """How many parts helpers may claim."""
        return sum(self._free(part) and not part.lost for part in self._parts)

    def claim(self, by: str) -> int | None:
        """The next part to do; None if there is none, or none for a helper."""
        for index, part in enumerate(self._parts):
            if self.error is None and self._free(part) and (by == OWN or not part.lost):
                self.hand_to(by, index)
                return index
        return None

    def hand_to(self, by: str, index: int, lease: float | None = None) -> None:
        """Give a part to somebody, for `lease` seconds if he is silent."""
        part = self._parts[index]
        seconds = math.inf if by == OWN else lease or self._lease
        part.by, part.until = by, time.monotonic() + seconds

    def working(self, index: int, by: str, progress: Any = None) -> bool:
        """Renew a claim; false if the part is not his any more. `progress` is its per cent."""
        part = self._parts[index]
        if part.by != by or part.file or self.error is not None:
            return False
        self.hand_to(by, index)
        if isinstance(progress, int | float) and progress > part.progress:
            part.progress = min(100.0, progress)
            self._tell()
        return True

    def has(self, index: int, by: str) -> bool:
        """Whether somebody holds a part."""
        return self._parts[index].by == by

    def done(self, index: int, file: Path) -> None:
        """Take the file of a part; a second one is left where it is."""
        part = self._parts[index]
        if part.file is None:
            part.file, part.progress = file, 100.0
            self._tell()
            self.changed()

    def give_back(self, index: int, by: str, lost: bool) -> None:
        """Free a claimed part, with or without suspicion that it does harm."""
        part = self._parts[index]
        if part.by == by and part.file is None:
            part.by, part.progress, part.lost = None, 0.0, part.lost or lost
            self.changed()

    def fail(self, error: Any) -> None:
        """A part ended in an error of the task."""
        self.error = error if self.error is None else self.error
        self.changed()

    def _free(self, part: _Part) -> bool:
        if part.file is None and part.by is not None and part.until < time.monotonic():
            part.by, part.progress, part.lost = None, 0.0, True
        return part.file is None and part.by is None

    def _tell(self) -> None:
        first, last = self._span
        done = sum(part.progress for part in self._parts) / (100 * len(self._parts))
        self._report(round(first + (last - first) * done, 2))
