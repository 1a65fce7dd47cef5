"""`audio.tts` in process: how fast it speaks, how much of it a recogniser understands.

    python bench/audio_tts.py [folder of a faster-whisper model]

Speaks twenty Harvard sentences (IEEE Recommended Practice for Speech Quality Measurements, 1969)
in each voice; prints the median real-time factor (seconds of work for one of speech; MP3 written
too), the first call's time and peak memory. With `faster-whisper` installed and a folder of its
model, prints word error rates. `espeak-ng` is measured in the same run if it is there.
"""

import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from common import machine
from dragonet.job import Job
from dragonet.tasks.audio.tts import TASK

ROUNDS = 5
VOICES = ("neospeech:julie", "neospeech:paul")
SENTENCES = """The birch canoe slid on the smooth planks.
Glue the sheet to the dark blue background.
It is easy to tell the depth of a well.
These days a chicken leg is a rare dish.
Rice is often served in round bowls.
The juice of lemons makes fine punch.
The box was thrown beside the parked truck.
The hogs were fed chopped corn and garbage.
Four hours of steady work faced us.
A large size in stockings is hard to sell.
The boy was there when the sun rose.
A rod is used to catch pink salmon.
The source of the huge river is the clear spring.
Kick the ball straight and follow through.
Help the woman get back to her feet.
A pot of tea helps to pass the evening.
Smoky fires lack flame and heat.
The soft cushion broke the man's fall.
The salt breeze came across from the sea.
The girl at the booth sold fifty bonds.""".splitlines()


def main() -> None:
    machine("hibari-tts", "onnxruntime", "numpy")
    judge = recogniser(sys.argv[1]) if len(sys.argv) > 1 else None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        began = time.perf_counter()
        dragonet(folder, "Hello.", VOICES[0])
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"first call {time.perf_counter() - began:.2f} s, peak memory {memory:.0f} MB")
        for voice in VOICES:
            report(voice, lambda text, voice=voice: dragonet(folder, text, voice), judge)
        if shutil.which("espeak-ng"):
            report("espeak-ng", lambda text: espeak(folder, text), judge)


def report(who: str, speak: Any, judge: Any) -> None:
    factors = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        _, seconds = speak(" ".join(SENTENCES))
        factors.append((time.perf_counter() - began) / seconds)
    line = f"{who:16} real-time factor {statistics.median(factors):.4f}"
    if judge:
        wrong = sum(errors(text, judge(speak(text)[0])) for text in SENTENCES)
        total = sum(len(words(text)) for text in SENTENCES)
        line += f"  word errors {100 * wrong / total:.1f} % ({wrong} of {total})"
    print(line)


def dragonet(folder: Path, text: str, voice: str) -> tuple[Path, float]:
    job = Job(folder, {}, TASK.outputs)
    result: Any = TASK.run(job, TASK.params.model_validate({"text": text, "voice": voice}))
    return job.outputs["output"], result.duration


def espeak(folder: Path, text: str) -> tuple[Path, float]:
    import soundfile

    path = folder / "espeak.wav"
    subprocess.run(["espeak-ng", "-v", "en-us", "-w", path, text], check=True)
    return path, soundfile.info(path).duration


def recogniser(model: str) -> Any:
    from faster_whisper import WhisperModel

    whisper = WhisperModel(model, device="cpu", compute_type="int8", cpu_threads=2)

    def heard(path: Path) -> str:
        found, _ = whisper.transcribe(str(path), language="en", temperature=0.0)
        return " ".join(part.text for part in found)

    return heard


def words(text: str) -> list[str]:
    return re.sub(r"[^a-z0-9' ]", " ", text.lower()).split()


def errors(said: str, heard: str) -> int:
    """Words substituted, inserted and left out."""
    expected, found = words(said), words(heard)
    row = list(range(len(found) + 1))
    for number, word in enumerate(expected, 1):
        above, row = row, [number]
        for at, other in enumerate(found):
            row.append(min(above[at + 1] + 1, row[at] + 1, above[at] + (word != other)))
    return row[-1]


if __name__ == "__main__":
    main()
