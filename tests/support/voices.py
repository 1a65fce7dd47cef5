"""Listening by measuring: what words a recogniser hears, how high a voice is."""

from functools import cache
from typing import Any

import numpy as np
from pocketsphinx import Decoder
from scipy.signal import resample_poly

WORDS = """
zero one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty
hundred thousand point dollars cents percent kilometers degrees january march october doctor
street minus plus and the of at
"""
"""All that the recogniser knows; it hears any of them in any order."""

Floats = np.ndarray[Any, np.dtype[np.float32]]


@cache
def _decoder() -> Any:
    decoder = Decoder(lm=None, loglevel="FATAL")
    grammar = f"#JSGF V1.0; grammar words; public <words> = ( {' | '.join(WORDS.split())} )+;"
    decoder.add_jsgf_string("words", grammar)
    decoder.activate_search("words")
    return decoder


def heard(wave: Floats, rate: int = 24000) -> list[str]:
    """The words that pocketsphinx hears in mono samples of 24 kHz."""
    assert rate == 24000
    decoder = _decoder()
    pcm = (resample_poly(wave, 2, 3) * 32767).clip(-32768, 32767).astype(np.int16)
    decoder.start_utt()
    decoder.process_raw(pcm.tobytes(), full_utt=True)
    decoder.end_utt()
    found = decoder.hyp()
    return found.hypstr.split() if found else []


def word_errors(said: list[str], words: list[str]) -> float:
    """Substitutions, insertions and deletions over the number of words that were said."""
    row = list(range(len(words) + 1))
    for number, expected in enumerate(said, 1):
        above, row = row, [number]
        for at, word in enumerate(words):
            row.append(min(above[at + 1] + 1, row[at] + 1, above[at] + (word != expected)))
    return row[-1] / len(said)


def pitch(wave: Floats, rate: int) -> float:
    """Median pitch of the voiced parts, Hz, by autocorrelation."""
    size, hop = int(0.05 * rate), int(0.02 * rate)
    found = []
    loud = float(np.abs(wave).max()) / 8
    for begin in range(0, len(wave) - size, hop):
        frame = wave[begin : begin + size] * np.hanning(size)
        if np.abs(frame).max() < loud:
            continue
        same = np.fft.irfft(np.abs(np.fft.rfft(frame, 2 * size)) ** 2)[:size]
        same /= np.fft.irfft(np.abs(np.fft.rfft(np.hanning(size), 2 * size)) ** 2)[:size] + 1e-6
        low, high = rate // 350, rate // 60
        lag = low + int(same[low:high].argmax())
        if same[lag] > 0.6 * same[0]:
            found.append(rate / lag)
    return float(np.median(found))
