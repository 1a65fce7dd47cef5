"""x264's parameters that keep it from counting what happens to be in memory."""

import pytest

from dragonet.media.video import encoders
from dragonet.media.video.encoders import cpu_features, x264_parameters


@pytest.mark.parametrize("width", [192, 854, 480, 426, 1278])
def test_no_avx512_where_macroblocks_do_not_come_in_eights(
    width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoders, "cpu_features", lambda: {"AVX2": True, "AVX512F": True})
    others = {"crf": "23"}
    given = {"x264-params": "vbv-init=0.5"}
    odd = -(-width // 16) % 8 != 0
    assert x264_parameters(width, others) == ({"x264-params": "asm=avx2"} if odd else {})
    both = {"x264-params": "vbv-init=0.5:asm=avx2"}
    assert x264_parameters(width, given) == (both if odd else {})


@pytest.mark.parametrize("features", [{"AVX2": True, "AVX512F": False}, {"NEON": True}, {}])
def test_nothing_on_other_processors(
    features: dict[str, bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoders, "cpu_features", lambda: features)
    assert x264_parameters(854, {}) == {}


def test_the_processor_is_known() -> None:
    assert any(cpu_features().values())
