"""The files that become of a movie: thumbnail, preview and export."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from dragonet.job import Job
from dragonet.media.audio.form import Samples
from dragonet.sxml.compose import Composition, compose
from dragonet.sxml.movie.animation import animate
from dragonet.sxml.movie.encode import PART, encode_segment
from dragonet.sxml.movie.join import join
from dragonet.sxml.movie.profile import GIF, Profile
from dragonet.sxml.movie.render import render_movie
from dragonet.sxml.movie.segments import Segment, frame_count, plan
from dragonet.sxml.render.scene import Scene
from dragonet.sxml.render.screen import Screen
from dragonet.sxml.sound import mix, sounds
from dragonet.sxml.still import still
from dragonet.sxml.ticks import seconds

_PREVIEW = 320
"""Pixels of a preview's longer side."""

_SMOOTH = 20
"""Frames a second from which on a preview has half of them."""


class Production:
    """One run of `video.create`.

    Raises SxmlError and SourceError for a movie that cannot be made.
    """

    def __init__(self, job: Job, definition: str, profile: Profile, antialias: int) -> None:
        self._job, self._profile = job, tuned(profile, job.options)
        self._movie = compose(definition, job.source, job.scratch, job.options)
        self._screen = Screen(profile.width, profile.height, float(profile.aspect), antialias)
        self._sound = _Sound(self._movie, job.scratch)
        self._done = 0.0

    @property
    def duration(self) -> float:
        """Seconds."""
        return round(seconds(self._movie.timing.duration), 6)

    @property
    def warnings(self) -> list[str]:
        """Of the document."""
        return self._movie.warnings

    def thumbnail(self, at: float) -> None:
        """Draw the moment `at`, seconds, in square pixels."""
        width = round(self._profile.height * self._profile.aspect)
        screen = replace(self._screen, width=max(1, width))
        path = self._job.output("thumbnail", "jpg")
        path.write_bytes(still(self._movie, at, screen, "jpeg"))

    def preview(self, *, whole: bool) -> None:
        """Make the small video; it is the `whole` work if there is no export."""
        small = preview_of(self._profile)
        most = 100.0 if whole else 100 * self._share(small)
        screen = replace(self._screen, width=small.width, height=small.height)
        scene = _scene(self._movie, screen)
        try:
            with self._movie.locating():
                render_movie(
                    scene,
                    self._sound.at(small.sample_rate),
                    small,
                    self._movie.timing.duration,
                    self._job.output("preview", small.extension),
                    scratch=self._job.scratch,
                    report=lambda done: self._job.progress(round(done * most / 100, 2)),
                )
        finally:
            scene.close()
        self._done = most

    def _share(self, small: Profile) -> float:
        """The preview's part of all pixels."""
        here, there = (item.width * item.height * item.rate for item in (small, self._profile))
        return float(here / (here + there))

    def export(self) -> None:
        """Make the video, its segments wherever somebody is free."""
        output = self._job.output("export", self._profile.extension)
        with self._movie.locating():
            if self._profile.container == GIF:
                self._animate(output)
                return
            frames = frame_count(self._movie.timing.duration, self._profile.rate)
            heard = {str(index): long for index, long in self._movie.assets.heard.items()}
            parts = [
                {"first": cut.first, "end": cut.end, "heard": heard}
                for cut in plan(frames, self._profile)
            ]
            paths = self._job.share(parts, (self._done, 100.0))
            sound = self._sound.at(self._profile.sample_rate) if self._profile.audio else None
            join(paths, sound, self._profile, output)

    def _animate(self, output: Path) -> None:
        frames = frame_count(self._movie.timing.duration, self._profile.rate)
        left = 100 - self._done
        scene = _scene(self._movie, self._screen)
        try:
            animate(
                scene,
                self._profile,
                frames,
                output,
                lambda done: self._job.progress(round(self._done + left * done / frames, 2)),
            )
        finally:
            scene.close()


def segment(
    job: Job, definition: str, profile: Profile, antialias: int, value: Mapping[str, Any]
) -> None:
    """Make one segment of an export, which `Production.export` describes."""
    heard = {int(index): length for index, length in value["heard"].items()}
    movie = compose(definition, job.source, job.scratch, job.options, heard=heard)
    profile = tuned(profile, job.options)
    screen = Screen(profile.width, profile.height, float(profile.aspect), antialias)
    cut = Segment(value["first"], value["end"])
    count = cut.end - cut.first
    scene = _scene(movie, screen)
    try:
        with movie.locating():
            encode_segment(
                scene,
                profile,
                cut,
                job.output("part", PART),
                lambda done: job.progress(round(100 * (done - cut.first) / count, 2)),
            )
    finally:
        scene.close()


def tuned(profile: Profile, options: Mapping[str, Any]) -> Profile:
    """The profile with the encoder's preset and quality that the service asks for, if any."""
    if profile.video != "h264":
        return profile
    crf, preset = options.get("movie_crf"), options.get("movie_preset")
    if crf is not None:
        profile = replace(profile, crf=crf, video_rate=None, most=None, buffer=None)
    return replace(profile, preset=preset) if preset else profile


def preview_of(profile: Profile) -> Profile:
    """A small and quick profile of the same shape."""
    aspect = profile.aspect
    shape = (_PREVIEW, _PREVIEW / aspect) if aspect >= 1 else (_PREVIEW * aspect, _PREVIEW)
    width, height = (2 * round(side / 2) for side in shape)
    return Profile(
        "preview",
        width,
        height,
        profile.rate / 2 if profile.rate >= _SMOOTH else profile.rate,
        "mp4",
        "h264",
        None,
        "aac",
        64_000,
        profile.sample_rate,
        shape=Fraction(width, height),
        crf=28,
        preset="ultrafast",
    )


def _scene(movie: Composition, screen: Screen) -> Scene:
    return Scene(movie.movie, movie.timing, movie.assets, screen)


class _Sound:
    """The sound of a movie: mixed once, kept in a file for whoever needs it next."""

    def __init__(self, movie: Composition, scratch: Path) -> None:
        self._movie, self._scratch = movie, scratch

    @cached_property
    def _any(self) -> bool:
        return sounds(self._movie.movie, self._movie.assets)

    def at(self, rate: int) -> Iterator[Samples] | None:
        """Its blocks, of shape (2, n), at a sample rate; None if there is nothing to hear."""
        if not self._any:
            return None
        kept = self._scratch / f"sound{rate}.f32"
        return _read(kept) if kept.exists() else self._mixed(rate, kept)

    def _mixed(self, rate: int, kept: Path) -> Iterator[Samples]:
        movie = self._movie
        with kept.with_suffix(".part").open("wb") as file:
            for block in mix(movie.movie, movie.timing, movie.assets, rate):
                file.write(np.ascontiguousarray(block.T, np.float32).tobytes())
                yield block
        kept.with_suffix(".part").rename(kept)


def _read(path: Path) -> Iterator[Samples]:
    with path.open("rb") as file:
        while data := file.read(1 << 17):
            yield np.ascontiguousarray(np.frombuffer(data, np.float32).reshape(-1, 2).T)
