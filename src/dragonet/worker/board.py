"""The board of parts in the process of a run: a desk elsewhere is told and asked by messages."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from dragonet.errors import ParameterError, TaskError
from dragonet.parts import Span

Tell = Callable[[dict[str, Any]], None]
"""Sends a message."""

Ask = Callable[[dict[str, Any]], dict[str, Any]]
"""Sends a message and gives the answer."""


class DeskBoard:
    """A `dragonet.job.Board` whose parts are at a `Desk` in another process or thread."""

    def __init__(self, tell: Tell, ask: Ask) -> None:
        self._tell = tell
        self._ask = ask

    def start(self, values: Sequence[Any], span: Span) -> None:
        """Offer parts."""
        self._tell({"start": values, "span": span})

    def next(self, wanted: int) -> int | Path:
        """Ask until there is something; by the asking the desk sees that we live."""
        while True:
            answer = self._ask({"want": wanted})
            if "error" in answer:
                raise failure(answer["error"])
            if "file" in answer:
                return Path(answer["file"])
            if "do" in answer:
                return int(answer["do"])

    def working(self, index: int, progress: Any) -> None:
        """Per cent of a part."""
        self._tell({"working": index, "progress": progress})

    def done(self, index: int, file: Path) -> None:
        """A part is done."""
        self._tell({"done": index, "file": str(file)})


def failure(error: Any) -> TaskError:
    """What a child's `error` stands for: a text or `{"parameters": {field: texts}}`."""
    if isinstance(error, str):
        return TaskError(error)
    ((field, texts),) = error["parameters"].items()
    return ParameterError(field, texts[0], texts)
