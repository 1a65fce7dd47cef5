"""The tasks: one file each, one explicit tuple; plug-ins come by entry point."""

from collections.abc import Mapping
from functools import cache
from importlib.metadata import entry_points
from types import MappingProxyType

from dragonet.engine.spec import Task
from dragonet.errors import StartupError
from dragonet.tasks import hello
from dragonet.tasks.audio import beats as audio_beats
from dragonet.tasks.audio import convert as audio_convert
from dragonet.tasks.audio import info as audio_info
from dragonet.tasks.audio import tts as audio_tts
from dragonet.tasks.audio import waveform as audio_waveform
from dragonet.tasks.html import scrape as html_scrape
from dragonet.tasks.image import face as image_face
from dragonet.tasks.image import gif as image_gif
from dragonet.tasks.image import info as image_info
from dragonet.tasks.image import saliency as image_saliency
from dragonet.tasks.image import smartcrop as image_smartcrop
from dragonet.tasks.image import strip as image_strip
from dragonet.tasks.image import thumb as image_thumb
from dragonet.tasks.sxml import frame as sxml_frame
from dragonet.tasks.sxml import timing as sxml_timing
from dragonet.tasks.video import convert as video_convert
from dragonet.tasks.video import create as video_create
from dragonet.tasks.video import info as video_info
from dragonet.tasks.video import reverse as video_reverse
from dragonet.tasks.video import strip as video_strip
from dragonet.tasks.video import thumb as video_thumb
from dragonet.tasks.video.upload import facebook as video_upload_fb
from dragonet.tasks.video.upload import vimeo as video_upload_vimeo
from dragonet.tasks.video.upload import youtube as video_upload_youtube

TASKS: tuple[Task, ...] = (
    hello.TASK,
    audio_convert.TASK,
    audio_beats.TASK,
    audio_info.TASK,
    audio_tts.TASK,
    audio_waveform.TASK,
    html_scrape.TASK,
    image_face.TASK,
    image_gif.TASK,
    image_info.TASK,
    image_saliency.TASK,
    image_smartcrop.TASK,
    image_strip.TASK,
    image_thumb.TASK,
    sxml_frame.TASK,
    sxml_timing.TASK,
    video_convert.TASK,
    video_create.TASK,
    video_info.TASK,
    video_reverse.TASK,
    video_strip.TASK,
    video_thumb.TASK,
    video_upload_fb.TASK,
    video_upload_vimeo.TASK,
    video_upload_youtube.TASK,
)

ENTRY_POINTS = "dragonet.tasks"
"""Entry point group of plug-ins; each entry names a `Task`."""


@cache
def catalog() -> Mapping[str, Task]:
    """All tasks by name. Raises StartupError if a plug-in does not load or clashes."""
    tasks: dict[str, Task] = {task.name: task for task in TASKS}
    for entry in entry_points(group=ENTRY_POINTS):
        try:
            task = entry.load()
        except Exception as error:
            raise StartupError(f"task plug-in '{entry.name}' does not load: {error}") from error
        if not isinstance(task, Task):
            raise StartupError(f"task plug-in '{entry.name}' is not a dragonet Task")
        if task.name in tasks:
            raise StartupError(f"task plug-in '{entry.name}': '{task.name}' exists already")
        tasks[task.name] = task
    return MappingProxyType(tasks)
