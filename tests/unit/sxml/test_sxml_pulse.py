"""Beats without end: held against a list that is searched from one end to the other."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from dragonet.sxml.pulse import Pulse
from dragonet.sxml.ticks import TICKS

STEPS = st.lists(st.integers(1, 40), min_size=1, max_size=30)
TIMES = st.integers(-60, 900)

bounded = settings(max_examples=300, deadline=None, derandomize=True)


def pulse(first: int, steps: list[int]) -> Pulse:
    times = [first]
    for step in steps:
        times.append(times[-1] + step)
    return Pulse(tuple(times), sorted(steps)[(len(steps) - 1) // 2])


def usable(beats: Pulse, start: int) -> list[int]:
    """Every beat up to long after all times, that is half a beat or more after a start."""
    found = [*beats.times]
    while found[-1] < 6000:
        found.append(found[-1] + beats.step)
    steps = [beats.step, *(b - a for a, b in pairwise(found))]
    return [
        beat
        for beat, step in zip(found, steps, strict=True)
        if beat > start and 2 * (beat - start) >= min(step, beats.step)
    ]


@bounded
@given(st.integers(-50, 50), STEPS, TIMES, TIMES, st.integers(1, 64))
def test_as_in_a_list(first: int, steps: list[int], start: int, time: int, count: int) -> None:
    beats = pulse(first, steps)
    after = usable(beats, start)
    assert beats.nth(start, count) == after[count - 1]
    assert beats.following(start, time) == min(beat for beat in after if beat >= time)
    assert beats.last(start, time) == max((beat for beat in after if beat <= time), default=None)
    assert beats.nearest(start, time) == min(after, key=lambda beat: (abs(beat - time), beat))


def test_music_goes_on_as_it_ended() -> None:
    slow = [2.0 * beat for beat in range(20)]
    fast = [slow[-1] + 0.5 * beat for beat in range(1, 10)]
    beats = Pulse.of([*slow, *fast], 38.0)
    assert beats.times[19] == 0
    assert beats.step == TICKS // 2
    assert beats.nth(0, 100) == 50 * TICKS
