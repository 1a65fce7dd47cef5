"""Task `audio.tts`: a voice-over from a text."""

from typing import Literal

from pydantic import Field

from dragonet.engine.spec import MIB, Limits, Output, Task, TaskParams, TaskResult
from dragonet.job import Job
from dragonet.media.speech.voices import VoiceName

LONGEST = 20_000
"""Most characters of a text: about half an hour of speech."""


class Params(TaskParams):
    """Parameters of `audio.tts`."""

    text: str = Field(
        description="Text to be spoken, in English, at most 20,000 characters. Numbers, dates, "
        "amounts, units, abbreviations and addresses are read as a person would; tags are left "
        'out, but `<break time="500ms"/>` is a pause; other scripts and emoji are left out.',
        examples=["On Jan. 5th 2014, Dr. Smith paid $3.50 for 2 kg of apples."],
        min_length=1,
        max_length=LONGEST,
    )
    voice: VoiceName = Field(
        "neospeech:julie",
        description="Whose voice. One woman's voice of American English speaks `neospeech:julie`, "
        "`neospeech:kate`, `att:crystal`, and for want of others `neospeech:neobridget` (UK) and "
        "`neospeech:neovioleta`, `att:rosa` (ES). The same lowered to a man's speaks "
        "`neospeech:paul`, `att:mike` and `att:alberto` (ES). There is no British accent, and "
        "Spanish text is read as if it were English.",
    )
    codec: Literal["mp3", "ogg"] = Field(
        "mp3", description="Codec of the audio file: `mp3`, or `ogg` for Vorbis."
    )
    speed: float = Field(
        1.0, ge=0.5, le=2.0, description="How fast to speak; 2 is twice as fast as usual."
    )


class Result(TaskResult):
    """Output values of `audio.tts`."""

    duration: float = Field(
        description="Duration of the audio file in seconds, rounded to 1/100th second.",
        examples=[6.03],
    )
    content_type: str = Field(
        description="Content-type of the audio file: `audio/mpeg` or `audio/ogg`.",
        examples=["audio/mpeg"],
    )


def run(job: Job, params: Params) -> Result:
    """Speak sentence by sentence into the file: mono, 24 kHz, about -18.5 LUFS.

    Raises ParameterError if nothing in the text can be spoken.
    """
    from dragonet.media.audio.codecs import CODECS
    from dragonet.media.audio.encode import open_writer
    from dragonet.media.speech.speak import speak

    speech = speak(params.text, params.voice, params.speed)
    codec = CODECS["vorbis" if params.codec == "ogg" else params.codec]
    path = job.output("output", codec.extension)
    with open_writer(path, codec.name, speech.rate, "mono", bit_rate=64_000) as file:
        for number, block in enumerate(speech, 1):
            file.write(block)
            job.progress(round(100 * number / speech.parts))
    return Result(duration=round(file.samples / speech.rate, 2), content_type=codec.content_type)


TASK = Task(
    name="audio.tts",
    summary="Create a voice-over from a text by speech synthesis, return duration.",
    params=Params,
    result=Result,
    run=run,
    outputs=(Output("output", "The audio file, `.mp3` or `.ogg`."),),
    lane="heavy",
    limits=Limits(wall=900.0, stall=60.0, memory=1024 * MIB, scratch=256 * MIB),
    preload=("dragonet.media.speech.speak", "dragonet.media.audio.encode"),
)
