"""`audio.beats` against librosa's beat tracker, on pieces with known beats, in one run.

    python bench/setup_peers.py          # once: librosa, in an environment of its own
    python bench/audio_beats.py          # --list shows every piece

The pieces are scores of `beat_pieces.py` played by FluidSynth; on Debian: apt-get install
fluidsynth fluid-soundfont-gm. Without it a plain synthesiser of NumPy plays them. Prints the mean
F-measure of mir_eval (70 ms, from the sixth second on) and seconds for a minute of sound. Each
is warm: imports and networks are loaded before. Aims: F 0.90 with and 0.80 without drums,
downbeats 0.70, more than 10 times as fast as the music.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import mir_eval
import numpy as np

from beat_pieces import PIECES, Piece, play, player
from common import PEERS_PYTHON, machine, peer_version
from dragonet.job import Job, SourceFile
from dragonet.tasks.audio.beats import TASK

URL = "http://bench/piece.wav"
LIBROSA = """
import json, sys, time, warnings
warnings.simplefilter("ignore")
import librosa
def beats(path):
    sound, rate = librosa.load(path)
    return [float(t) for t in librosa.beat.beat_track(y=sound, sr=rate, units="time")[1]]
beats(sys.argv[1])
found = []
for path in sys.argv[1:]:
    begin = time.perf_counter()
    times = beats(path)
    found.append((time.perf_counter() - begin, times))
print(json.dumps(found))
"""
LAG = 0.044
"""What librosa's beats may be late by, seconds: it is taken off in a column of its own."""


def dragonet(paths: list[Path], folder: Path) -> list[tuple[float, list[float], list[float]]]:
    def find(path: Path) -> tuple[list[float], list[float]]:
        job = Job(scratch=folder, sources={URL: SourceFile(path, URL)})
        result = TASK.run(job, TASK.params.model_validate({"url": URL}))
        return result.beats, result.downbeats

    find(paths[0])
    found = []
    for path in paths:
        begin = time.perf_counter()
        beats, downbeats = find(path)
        found.append((time.perf_counter() - begin, beats, downbeats))
    return found


def librosa(paths: list[Path]) -> list[tuple[float, list[float]]]:
    command = [PEERS_PYTHON / "python", "-c", LIBROSA, *paths]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def f_measure(true: np.ndarray, found: list[float], shift: float = 0.0) -> float:
    kept = [mir_eval.beat.trim_beats(np.array(times)) for times in (true, found)]
    return mir_eval.beat.f_measure(kept[0], np.maximum(kept[1] - shift, 0))


def table(rows: list[tuple[Piece, dict[str, float]]]) -> None:
    groups = {
        "all": lambda piece: True,
        "with drums": lambda piece: piece.drums,
        "without drums": lambda piece: not piece.drums,
        "held out, with drums": lambda piece: piece.held_out and piece.drums,
        "held out, without": lambda piece: piece.held_out and not piece.drums,
    }
    names = list(rows[0][1])
    print(f"{'':24} {'pieces':>6} " + " ".join(f"{name:>18}" for name in names))
    for group, chosen in groups.items():
        values = [scores for piece, scores in rows if chosen(piece)]
        means = (np.mean([one[name] for one in values]) for name in names)
        print(f"{group:24} {len(values):6} " + " ".join(f"{mean:18.3f}" for mean in means))


def main() -> None:
    machine("onnxruntime", "numpy", "mir_eval", librosa=peer_version("librosa"))
    print(f"pieces played by {'FluidSynth, ' + Path(player()).name if player() else 'NumPy'}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = [folder / f"{index}.wav" for index in range(len(PIECES))]
        truth = [play(piece, path) for piece, path in zip(PIECES, paths, strict=True)]
        ours, theirs = dragonet(paths, folder), librosa(paths)
    rows = []
    for piece, (beats, down), one, other in zip(PIECES, truth, ours, theirs, strict=True):
        scores = {
            "F": f_measure(beats, one[1]),
            "F downbeats": f_measure(down, one[2]),
            "F librosa": f_measure(beats, other[1]),
            "F librosa - lag": f_measure(beats, other[1], LAG),
        }
        rows.append((piece, scores))
        if "--list" in sys.argv:
            print(f"{piece.name:34} " + " ".join(f"{value:.2f}" for value in scores.values()))
    table(rows)
    minutes = len(PIECES) * PIECES[0].seconds / 60
    spent = [sum(one[0] for one in found) / minutes for found in (ours, theirs)]
    print(f"\nseconds for a minute: dragonet {spent[0]:.2f}, librosa {spent[1]:.2f}", end="")
    print(f"; dragonet is {60 / spent[0]:.0f} times as fast as the music")


if __name__ == "__main__":
    main()
