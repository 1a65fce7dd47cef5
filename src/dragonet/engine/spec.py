"""What a task is: parameters, result, output files, lane and limits, declared once.

Validation, error texts, OpenAPI, the command line and the reference pages derive from here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler
from pydantic_core import core_schema

from dragonet.urls import is_web_url, task_output, upload_key

Lane = Literal["quick", "heavy", "upload"]
LANES: tuple[Lane, ...] = ("quick", "heavy", "upload")

MIB = 1 << 20


class Source(str):
    """URL of a media file. The worker fetches it; `Job.source` gives the local file.

    http and https only, `upload:KEY` of a file sent before, or `task:KEY/NAME` of a file that
    another task makes, unless the validation context says `local` (the command line).
    """

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        text = core_schema.str_schema(min_length=1, max_length=8192, strip_whitespace=True)
        return core_schema.with_info_after_validator_function(cls._check, text)

    @classmethod
    def _check(cls, value: str, info: core_schema.ValidationInfo) -> "Source":
        if (info.context or {}).get("local") or is_web_url(value):
            return cls(value)
        if not (upload_key(value) or task_output(value)):
            raise ValueError("not an http or https URL, nor upload:KEY, nor task:KEY/FILE")
        return cls(value)


class Spare(str):
    """Where a URL stands, as `Task.sources` says it, whose file may be missing on its server: then
    `Job.source` raises KeyError."""

    __slots__ = ()


class TaskParams(BaseModel):
    """Base of a task's parameters: unknown names are errors, values are immutable."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class TaskResult(BaseModel):
    """Base of a task's output values."""

    model_config = ConfigDict(extra="forbid")


@dataclass(frozen=True)
class Output:
    """An output file that a task may write, by name.

    Attributes:
        name: how clients call it.
        description: what it holds, and its extension.
        optional: whether it comes only with certain parameters.
    """

    name: str
    description: str
    optional: bool = False


@dataclass(frozen=True)
class Limits:
    """What one run of a task may use at most; a breach kills it.

    Attributes:
        wall: seconds from start to end.
        stall: seconds without progress.
        memory: resident bytes of the child process.
        scratch: bytes of its scratch folder.
    """

    wall: float = 60.0
    stall: float = 60.0
    memory: int = 2048 * MIB
    scratch: int = 4096 * MIB


@dataclass(frozen=True)
class Task:
    """A task: one declaration in one file.

    `run(job, params)` is plain synchronous code; it reads the local files of `job.source(...)`,
    writes to `job.output(...)` and returns an instance of `result`. It imports codec libraries
    inside itself, so that processes which only validate parameters start without them.

    Attributes:
        name: dotted public name, `image.thumb`.
        summary: one sentence for the catalog.
        params: the parameters, a description on every field.
        result: the output values, a description on every field.
        run: the work.
        outputs: the output files it may write.
        lane: `quick` for probes and stills, `heavy` for transcodes and movies, `upload` for what
            waits for a network.
        limits: default limits; settings override them by task name.
        v2_defaults: parameters whose default differs in /v2.
        preload: modules that a warm child imports before its first task.
        sources: the URLs that parameters hold in other ways than as a `Source`, each with where
            it stands, for error texts; given the parameters and the options of `Job.options`.
            Raises ParameterError.
        part: does one part of the work that `run` gives to `job.share(...)`, in whatever process
            or machine: `part(job, params, value)`. It sees the sources and a scratch folder of
            its own, nothing else of the run; `value` is what `run` gave, small JSON. It writes
            its file to `job.output("part", EXTENSION)`; `job.progress` is per cent of the part.
            It may run twice.
        sends: the upload that concludes the task: where its `url` goes, given the parameters, as
            `{"type": "youtube", …}` with the options of `dragonet.targets`. The worker does it
            when `run` has ended, and adds what came of it to the output values. `run` sees `***`
            for parameters that are secrets.
    """

    name: str
    summary: str
    params: type[TaskParams]
    result: type[TaskResult]
    run: Callable[..., TaskResult]
    outputs: tuple[Output, ...] = ()
    lane: Lane = "quick"
    limits: Limits = Limits()
    v2_defaults: Mapping[str, Any] = field(default_factory=dict[str, Any])
    preload: tuple[str, ...] = ()
    sources: Callable[[Any, Mapping[str, Any]], Mapping[str, str]] | None = None
    part: Callable[..., None] | None = None
    sends: Callable[[Any], Mapping[str, Any]] | None = None
