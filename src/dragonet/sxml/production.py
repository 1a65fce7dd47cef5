"""The files that become of a movie: thumbnail, preview and export."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from dragonet.job import Job
from dragonet.sxml.compose import Composition, compose
from dragonet.sxml.movie.animation import animate
from dragonet.sxml.movie.encode import PART, encode_segment
from dragonet.sxml.movie.join import join
from dragonet.sxml.movie.profile import GIF, Profile
from dragonet.sxml.movie.render import render_movie
from dragonet.sxml.movie.segments import Segment, frame_count, plan
from dragonet.sxml.movie.variants import preview_of, tuned
from dragonet.sxml.render.scene import Scene
from dragonet.sxml.render.screen import Screen
from dragonet.sxml.soundtrack import KeptSound
from dragonet.sxml.still import still
from dragonet.sxml.ticks import seconds


class Production:
    """One run of `video.create`.

    Raises SxmlError and SourceError for a movie that cannot be made.
    """

    def __init__(self, job: Job, definition: str, profile: Profile, antialias: int) -> None:
        self._job, self._profile = job, tuned(profile, job.options)
        self._movie = compose(definition, job.source, job.scratch, job.options)
        self._screen = Screen(profile.width, profile.height, float(profile.aspect), antialias)
        self._sound = KeptSound(self._movie, job.scratch)
        self._done = 0.0

    @property
    def duration(self) -> float:
        """Seconds."""
        return round(seconds(self._movie.timing.duration), 6)

    @property
    def warnings(self) -> list[str]:
        """Of the document."""
        return self._movie.warnings

    def thumbnail(self, at: float, output: Path) -> None:
        """Draw the moment `at`, seconds, in square pixels, as a JPEG."""
        width = round(self._profile.height * self._profile.aspect)
        screen = replace(self._screen, width=max(1, width))
        output.write_bytes(still(self._movie, at, screen, "jpeg"))

    def preview(self, output: Path, *, whole: bool) -> None:
        """Make the small video, an MP4; it is the `whole` work if there is no export."""
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
                    output,
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

    def export(self, output: Path) -> None:
        """Make the video, its segments wherever somebody is free."""
        with self._movie.locating():
            if self._profile.container == GIF:
                self._animate(output)
                return
            frames = frame_count(self._movie.timing.duration, self._profile.rate)
            known = self._movie.assets.known
            parts = [
                {"first": cut.first, "end": cut.end, "known": known}
                for cut in plan(frames, self._profile)
            ]
            paths = self._job.share(parts, (self._done, 100.0))
            sound = self._sound.at(self._profile.sample_rate) if self._profile.audio else None
            join(paths, sound, self._profile, output, frames)

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
    movie = compose(definition, job.source, job.scratch, job.options, known=value["known"])
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


def _scene(movie: Composition, screen: Screen) -> Scene:
    return Scene(movie.movie, movie.timing, movie.assets, screen)
