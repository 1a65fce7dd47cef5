"""What a task sees of the world: its sources, outputs, progress and scratch folder."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
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
        charset: the charset that the server said it has; None if it said nothing.
        location: where it came from after redirects, without credentials, query and fragment: the
            base of relative URLs in it. None for a file of this machine.
    """

    path: Path
    url: str
    content_type: str | None = None
    charset: str | None = None
    location: str | None = None


def _ignore(_: Any) -> None:
    """Drop a report that nobody listens to."""


class Job:
    """One run of one task.

    Args:
        scratch: path of a folder of its own; see the property.
        sources: the fetched inputs by the URL that the parameters hold.
        declared: the output files that the task may write.
        report_progress: receives the progress, per cent (0..100) or any JSON value.
        report_partial: receives output values known before the end.
        options: see the attribute.

    Attributes:
        options: what the service's settings say to tasks, `Settings.options`.
        outputs: the output files asked for so far, by name.
    """

    def __init__(
        self,
        scratch: Path,
        sources: Mapping[str, SourceFile],
        declared: tuple[Output, ...] = (),
        report_progress: Callable[[Any], None] = _ignore,
        report_partial: Callable[[dict[str, Any]], None] = _ignore,
        *,
        options: Mapping[str, Any] | None = None,
    ) -> None:
        self.options: Mapping[str, Any] = options or {}
        self._scratch = scratch
        self._sources = sources
        self._declared = frozenset(output.name for output in declared)
        self._report_progress = report_progress
        self._report_partial = report_partial
        self.outputs: dict[str, Path] = {}

    @property
    def scratch(self) -> Path:
        """An empty folder of this run, made on first use and removed after the run."""
        self._scratch.mkdir(parents=True, exist_ok=True)
        return self._scratch

    def source(self, url: Source | str) -> SourceFile:
        """The local file of a `Source` parameter."""
        return self._sources[str(url)]

    def output(self, name: str, extension: str) -> Path:
        """Where to write the output file `name`; `extension` has no dot (`jpg`).

        The file is stored when the task ends well. Raises TaskError if the task did not
        declare it.
        """
        if name not in self._declared:
            raise TaskError(f"the task does not declare an output file '{name}'")
        path = self.scratch / f"{name}.{extension}"
        self.outputs[name] = path
        return path

    def progress(self, value: Any) -> None:
        """Report progress: per cent done as a number, or any JSON value."""
        self._report_progress(value)

    def partial(self, **values: Any) -> None:
        """Publish output values, or names of finished output files, before the end."""
        self._report_partial(values)
