"""`audio.convert` in process against the `ffmpeg` command line, same codecs and bit rates, one run.

    python bench/audio_convert.py

Converts 5 minutes of stereo music, made here: WAV to MP3 at 192 kbit/s, MP3 to AAC at 192 kbit/s,
WAV to FLAC, and, with loudness set by EBU R128, MP3 to MP3. Prints medians of wall and CPU time
and the ratios to `ffmpeg`.
"""

import statistics
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from audio_waveform import make_song, measure
from common import ffmpeg_machine
from dragonet.job import Job, SourceFile
from dragonet.tasks.audio.convert import TASK

ROUNDS = 3
URL = "http://bench/song"

MP3 = ["-c:a", "libmp3lame", "-b:a", "192k"]
CASES: dict[str, tuple[str, dict[str, Any], str, list[str]]] = {
    "WAV to MP3": ("wav", {"codec": "mp3", "bitrate": 192}, "mp3", MP3),
    "MP3 to AAC": ("mp3", {"codec": "aac", "bitrate": 192}, "m4a",
                   ["-c:a", "aac", "-b:a", "192k", "-movflags", "faststart"]),
    "WAV to FLAC": ("wav", {"codec": "flac"}, "flac", ["-c:a", "flac"]),
    "MP3, normalized": ("mp3", {"codec": "mp3", "bitrate": 192, "normalize": True}, "mp3",
                        ["-af", "loudnorm=I=-16:TP=-1", "-ar", "44100", *MP3]),
}  # fmt: skip
"""Source, parameters, and what ffmpeg is told; its loudnorm makes one pass only."""


def ffmpeg(source: Path, target: Path, *options: str) -> None:
    command = ["ffmpeg", "-v", "error", "-nostdin", "-y", "-i", str(source), *options]
    subprocess.run([*command, str(target)], check=True)


def dragonet(source: Path, folder: Path, params: dict[str, Any]) -> None:
    job = Job(scratch=folder, sources={URL: SourceFile(source, URL)}, declared=TASK.outputs)
    TASK.run(job, TASK.params.model_validate({"url": URL, **params}))


def main() -> None:
    ffmpeg_machine()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_song(folder / "song.mp3")
        ffmpeg(folder / "song.mp3", folder / "song.wav")
        for label, case in CASES.items():
            compare(folder, label, case)


def compare(folder: Path, label: str, case: tuple[str, dict[str, Any], str, list[str]]) -> None:
    kind, params, extension, options = case
    source = folder / f"song.{kind}"
    calls = {
        "ffmpeg": lambda: ffmpeg(source, folder / f"cli.{extension}", *options),
        "dragonet": lambda: dragonet(source, folder, params),
    }
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in calls}
    for _ in range(ROUNDS):  # turn about, so that both meet the same weather
        for name, call in calls.items():
            taken[name].append(measure(call))
    wall, used = (
        {name: statistics.median(run[i] for run in runs) for name, runs in taken.items()}
        for i in (0, 1)
    )
    print(
        f"{label:16} ffmpeg {wall['ffmpeg']:5.2f} s (CPU {used['ffmpeg']:5.2f})"
        f"  dragonet {wall['dragonet']:5.2f} s (CPU {used['dragonet']:5.2f})"
        f"  wall ratio {wall['dragonet'] / wall['ffmpeg']:.2f}"
        f"  CPU ratio {used['dragonet'] / used['ffmpeg']:.2f}"
    )


if __name__ == "__main__":
    main()
