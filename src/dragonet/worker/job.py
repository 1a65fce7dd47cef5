"""What a task sees of the world: its sources, outputs, progress and scratch folder."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dragonet.engine.spec import Output, Source
from dragonet.errors import TaskError


@dataclass(frozen=True)
class SourceFile:
    """A fetched input.

    Attributes:
        path: local file; read only, its name is meaningless.
        url: the URL as a client may see it, credentials masked.
        content_type: what the server said it is, without parameters; None if it said nothing.
    """

    path: Path
    url: str
    content_type: str | None = None


def _ignore(_: Any) -> None:
    """Drop a report that nobody listens to."""


@dataclass
class Job:
    """One run of one task.

    Attributes:
        scratch: an empty folder of its own, removed after the run.
        sources: the fetched inputs by the URL that the parameters hold.
        declared: the output files that the task may write.
        report_progress: receives the progress, per cent (0..100) or any JSON value.
        report_partial: receives output values known before the end.
    """

    scratch: Path
    sources: Mapping[str, SourceFile]
    declared: tuple[Output, ...] = ()
    report_progress: Callable[[Any], None] = _ignore
    report_partial: Callable[[dict[str, Any]], None] = _ignore
    outputs: dict[str, Path] = field(default_factory=dict[str, Path])

    def source(self, url: Source | str) -> SourceFile:
        """The local file of a `Source` parameter."""
        return self.sources[str(url)]

    def output(self, name: str, extension: str) -> Path:
        """Where to write the output file `name`; `extension` has no dot (`jpg`).

        The file is stored when the task ends well. Raises TaskError if the task did not
        declare it.
        """
        if name not in {output.name for output in self.declared}:
            raise TaskError(f"the task does not declare an output file '{name}'")
        path = self.scratch / f"{name}.{extension}"
        self.outputs[name] = path
        return path

    def progress(self, value: Any) -> None:
        """Report progress: per cent done as a number, or any JSON value."""
        self.report_progress(value)

    def partial(self, **values: Any) -> None:
        """Publish output values, or names of finished output files, before the end."""
        self.report_partial(values)
