"""What a task sees of the world: its sources, outputs, progress and scratch folder."""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from dragonet.engine.spec import Output, Source, Task, TaskParams
from dragonet.errors import TaskError
from dragonet.parts import OWN, Parts, Span


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


class Board(Protocol):
    """Where a run hands out its parts, and gets those that nobody does."""

    def start(self, values: Sequence[Any], span: Span) -> None:
        """Offer parts; those of before are over."""

    def next(self, wanted: int) -> int | Path:
        """A part for the run to do, or the file of the wanted one; waits for either.

        Raises TaskError if a part failed elsewhere.
        """

    def working(self, index: int, progress: Any) -> None:
        """The run is at work on a part: per cent of it."""

    def done(self, index: int, file: Path) -> None:
        """The run has done a part."""


class Alone:
    """The board of a run that nobody helps."""

    def __init__(self, report: Callable[[Any], None]) -> None:
        self._report = report
        self._parts = Parts((), 0, report)

    def start(self, values: Sequence[Any], span: Span) -> None:
        """See `Board`; the same for the others."""
        self._parts = Parts(values, 0, self._report, span)

    def next(self, wanted: int) -> int | Path:
        """The next part, or the file of the wanted one."""
        index = None if self._parts.file(wanted) else self._parts.claim(OWN)
        found = self._parts.file(wanted) if index is None else index
        assert found is not None
        return found

    def working(self, index: int, progress: Any) -> None:
        """Per cent of a part."""
        self._parts.working(index, OWN, progress)

    def done(self, index: int, file: Path) -> None:
        """A part is done."""
        self._parts.done(index, file)


class Job:
    """One run of one task.

    Args:
        scratch: path of a folder of its own; see the property.
        sources: the fetched inputs by the URL that the parameters hold.
        declared: the output files that the task may write.
        report_progress: receives the progress, per cent (0..100) or any JSON value.
        report_partial: receives output values known before the end.
        options: see the attribute.
        do_part: does a part of the task, see `parts_of`; None if it has none.
        board: where parts are handed out; by default the run does all of them itself.

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
        do_part: "Callable[[Job, Any], None] | None" = None,
        board: Board | None = None,
    ) -> None:
        self.options: Mapping[str, Any] = options or {}
        self._scratch = scratch
        self._sources = sources
        self._declared = frozenset(output.name for output in declared)
        self._report_progress = report_progress
        self._report_partial = report_partial
        self._do_part = do_part
        self._board = board or Alone(report_progress)
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

    def share(self, parts: Sequence[Any], span: Span = (0.0, 100.0)) -> Iterator[Path]:
        """Have the task's `part` done for each value, here and wherever somebody is free.

        Gives their files in order, each as soon as it is there; they stay until the run ends.
        The values are small JSON. `span` is the per cent of the task's progress that the parts
        cover together. One `share` ends before the next begins. Raises the TaskError of a part
        that fails.
        """
        if self._do_part is None:
            raise TypeError("the task declares no part")
        self._board.start(parts, span)
        for wanted in range(len(parts)):
            while isinstance(found := self._board.next(wanted), int):
                self._board.done(found, self._own_part(self._do_part, found, parts[found]))
            yield found

    def _own_part(self, do_part: "Callable[[Job, Any], None]", index: int, value: Any) -> Path:
        folder = Path(tempfile.mkdtemp(prefix="part-", dir=self.scratch))
        job = Job(
            folder,
            self._sources,
            PART,
            lambda progress: self._board.working(index, progress),
            options=self.options,
        )
        do_part(job, value)
        return part_file(job)


PART = (Output("part", "The file of a part."),)
"""What a part of a task writes."""


def part_file(job: Job) -> Path:
    """The file that the part of a task wrote."""
    path = job.outputs.get("part")
    if path is None or not path.exists():
        raise FileNotFoundError("the part wrote no file")
    return path


def parts_of(task: Task, params: TaskParams) -> Callable[[Job, Any], None] | None:
    """How a `Job` does parts of the task; None if it has none."""
    part = task.part
    return None if part is None else lambda job, value: part(job, params, value)
