"""`audio.beats`: when the beats of music are, and which of them begin a bar."""

from pydantic import Field

from dragonet.engine.spec import Limits, Source, Task, TaskParams, TaskResult
from dragonet.job import Job


class Params(TaskParams):
    """Parameters of `audio.beats`."""

    url: Source = Field(description="URL of the audio file.")


class Result(TaskResult):
    """Output values of `audio.beats`."""

    beats: list[float] = Field(
        description="Times of the beats, seconds from the start, ascending; empty where there is "
        "no music with a pulse of 55 to 215 beats a minute.",
        examples=[[0.5, 1.0, 1.5, 2.0, 2.5]],
    )
    downbeats: list[float] = Field(
        description="Those of the beats that begin a bar (of 2, 3 or 4 beats), seconds.",
        examples=[[0.5, 2.5]],
    )
    tempo: float | None = Field(
        description="Beats per minute, by the median time between two beats; null if there are "
        "no beats.",
        examples=[120.0],
    )
    duration: int = Field(
        description="Duration of the audio that was processed, whole seconds, rounded.",
        examples=[213],
    )


def run(job: Job, params: Params) -> Result:
    """Listen to the main audio stream, mixed to mono.

    Raises SourceError if the file has no sound or cannot be read.
    """
    from dragonet.media.audio.music import beats_of

    source = job.source(params.url)
    found = beats_of(source.path, source.url, job.progress)
    tempo = found.tempo
    return Result(
        beats=[round(float(time), 2) for time in found.beats],
        downbeats=[round(float(time), 2) for time in found.downbeats],
        tempo=None if tempo is None else round(tempo, 1),
        duration=round(found.duration),
    )


TASK = Task(
    name="audio.beats",
    summary="Find beats in an audio file.",
    params=Params,
    result=Result,
    run=run,
    lane="heavy",
    limits=Limits(wall=1800.0),
    preload=("dragonet.media.audio.music",),
)
