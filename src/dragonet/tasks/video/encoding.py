"""Parameters and values that the tasks share which write videos."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator, model_validator

from dragonet.engine.spec import MIB, Limits, Source, TaskParams, TaskResult
from dragonet.media.video.codecs import container_for

if TYPE_CHECKING:
    from dragonet.media.video.transcode import Wish

RateControl = Literal["crf", "bitrate", "capped"]

LIMITS = Limits(wall=12 * 3600, stall=300, memory=6144 * MIB, scratch=65536 * MIB)
"""Hours of video: a film takes about its own length at most."""


def _number(value: object) -> object:
    """Digits from a query string as a number; a Literal of numbers takes nothing else."""
    return int(value) if isinstance(value, str) and value.isdecimal() else value


class Encoding(TaskParams):
    """How a video is encoded."""

    url: Source = Field(description="URL of the source video.")
    width: int | None = Field(
        None,
        ge=2,
        le=8192,
        description="Width of the box, pixels. Default: follows from the height, else as the video "
        "is seen. The output's sides are even: at most a pixel of them is cut.",
        examples=[640],
    )
    height: int | None = Field(
        None,
        ge=2,
        le=8192,
        description="Height of the box, pixels. Default: follows from the width, else as the video "
        "is seen.",
    )
    crop: bool = Field(
        False,
        description="If false, the video fits the box; if true, it fills the box and is cut around "
        "its centre. It is never stretched.",
    )
    video_codec: Literal["h264", "h265", "vp9", "av1"] = Field("h264", description="Video codec.")
    audio_codec: Literal["mp2", "mp3", "aac", "wmav1", "wmav2", "opus"] = Field(
        "aac", description="Audio codec; in WebM the default is `opus`. WMA goes with H.264 only."
    )
    audio_bitrate: int = Field(
        64, ge=8, le=512, description="Audio bitrate, kbit/s; the nearest that the codec takes."
    )
    sample_rate: Annotated[Literal[22050, 44100, 48000], BeforeValidator(_number)] = Field(
        48000,
        description="Audio sample rate, Hz; of Opus the next higher of 24000 and 48000.",
    )
    crf: float = Field(
        23,
        ge=0,
        le=51,
        description="Constant rate factor, on the scale of H.264, 0 best to 51; for other codecs "
        "it is translated into about the same quality.",
    )
    gop: int = Field(250, ge=1, le=10000, description="Most frames from a key frame to the next.")
    container: Literal["mp4", "mov", "mkv", "webm", "wmv"] | None = Field(
        None,
        description="Container. Default: what players take for the two codecs: `mp4`, `mkv` with "
        "MP2, `wmv` with WMA, `webm` with VP9 and Opus.",
    )

    @model_validator(mode="before")
    @classmethod
    def _webm_sound(cls, data: Any, info: ValidationInfo) -> Any:
        if not isinstance(data, Mapping) or data.get("container") != "webm":
            return data
        return data if "audio_codec" in given(data, info) else {**data, "audio_codec": "opus"}

    @field_validator("audio_codec")
    @classmethod
    def _has_container(cls, value: str, info: ValidationInfo) -> str:
        if video := info.data.get("video_codec"):
            container_for(video, value)
        return value

    @model_validator(mode="before")
    @classmethod
    def _rate_control(cls, data: Any, info: ValidationInfo) -> Any:
        if not isinstance(data, Mapping) or "rate_control" in data:
            return data
        names = given(data, info)
        if "video_bitrate" not in names:
            return data
        return {**data, "rate_control": "capped" if "crf" in names else "bitrate"}

    @field_validator("container")
    @classmethod
    def _takes_codecs(cls, value: str | None, info: ValidationInfo) -> str | None:
        video, audio = info.data.get("video_codec"), info.data.get("audio_codec")
        if value is not None and video and audio:
            container_for(video, audio, value)
        return value


def given(data: Mapping[str, Any], info: ValidationInfo) -> Any:
    """Names of the parameters that the client gave, without the defaults of a version."""
    return (info.context or {}).get("given", data.keys())


def wish_of(params: Encoding, control: RateControl, kilobits: int | None) -> "Wish":
    """What the parameters ask for; `kilobits` is the bitrate of the pictures, kbit/s."""
    from dragonet.media.video.transcode import Wish

    return Wish(
        container_for(params.video_codec, params.audio_codec, params.container),
        params.width,
        params.height,
        params.crop,
        video_codec=params.video_codec,
        crf=None if control == "bitrate" else params.crf,
        video_bit_rate=None if control == "crf" or kilobits is None else kilobits * 1000,
        gop=params.gop,
        audio_codec=params.audio_codec,
        sample_rate=params.sample_rate,
        audio_bit_rate=params.audio_bitrate * 1000,
    )


class EncodedResult(TaskResult):
    """What a video is that was written."""

    content_type: str = Field(description="Media type of the output file.", examples=["video/mp4"])
    width: int = Field(description="Width of the output, pixels.", examples=[640])
    height: int = Field(description="Height of the output, pixels.", examples=[360])
    original_width: int = Field(description="Width of the source's stored pixels.", examples=[1920])
    original_height: int = Field(
        description="Height of the source's stored pixels.", examples=[1080]
    )
    duration: float = Field(
        description="Duration of the output, seconds: picture or sound, the longer.",
        examples=[12.5],
    )
    frame_rate: float = Field(
        description="Average frame rate of the output, frames per second.", examples=[25.0]
    )
    audio_codec: str | None = Field(
        description="Audio codec name; null without sound.", examples=["aac"]
    )
    video_codec: str = Field(description="Video codec name, as `video.info` calls it.")
    alpha: bool = Field(description="Whether the output has an alpha channel: never.")
    rotation: float = Field(
        description="The counter-clockwise rotation that should be applied to the output to see it "
        "as it was shot: always 0, it is upright."
    )
