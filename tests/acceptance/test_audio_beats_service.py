"""`audio.beats` through the front door."""

from pathlib import Path

import mir_eval
import numpy as np

from support.internet import Internet
from support.music import RATE, play, rock, write
from support.service import Service


def test_beats_of_a_song_and_of_silence(
    service: Service, internet: Internet, tmp_path: Path
) -> None:
    piece = play(rock, 120, bars=6)
    song = internet.add("/song.wav", piece.write(tmp_path / "a.wav").read_bytes(), "audio/wav")
    quiet = write(tmp_path / "b.wav", np.zeros(2 * RATE)).read_bytes()
    silence = internet.add("/silence.wav", quiet, "audio/wav")
    text = internet.add("/text.wav", b"no sound at all", "audio/wav")
    found, none, broken = service.run_all(
        [{"task_name": "audio.beats", "url": url} for url in (song, silence, text)]
    )
    result = found["result"]
    assert mir_eval.beat.f_measure(piece.beats, np.array(result["beats"])) > 0.95
    assert mir_eval.beat.f_measure(piece.downbeats, np.array(result["downbeats"])) > 0.9
    assert result["duration"] == round(len(piece.sound) / RATE)
    assert none["result"] == {"beats": [], "downbeats": [], "tempo": None, "duration": 2}
    assert broken["status"] == "error"
    assert "/text.wav" in broken["error"]
