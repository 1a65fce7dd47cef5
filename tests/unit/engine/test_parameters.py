"""Parameters from what a client sent: any JSON at all ends in values or in texts by field."""

from typing import Any, Literal

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from dragonet.engine.parameters import ParametersError, from_query, shown, validate
from dragonet.engine.spec import Source, Task, TaskParams, TaskResult


class Params(TaskParams):
    url: Source | None = None
    count: int = Field(3, ge=1, le=9)
    ratio: float | None = None
    wide: bool = False
    mode: Literal["fit", "fill"] = "fit"
    names: list[str] = Field(default_factory=list)
    extra: dict[str, Any] | None = None


def run(job: object, params: Params) -> TaskResult:
    return TaskResult()


TASK = Task("sample", "Sample.", Params, TaskResult, run, v2_defaults={"mode": "fill"})

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from([*Params.model_fields, "other"]), JSON, max_size=4))
def test_any_json_is_accepted_or_explained(given: dict[str, Any]) -> None:
    try:
        params = validate(TASK, given)
    except ParametersError as error:
        orjson.dumps(error.errors)
        for field, texts in error.errors.items():
            assert field in given
            assert texts
            assert all(len(text) < 400 for text in texts)
    else:
        assert set(params) == set(Params.model_fields)
        assert validate(TASK, params) == params


@given(st.lists(st.tuples(st.sampled_from([*Params.model_fields, "x"]), st.text()), max_size=6))
def test_any_query_is_accepted_or_explained(query: list[tuple[str, str]]) -> None:
    try:
        validate(TASK, from_query(TASK, query))
    except ParametersError as error:
        assert error.errors


def test_a_query_reads_like_json() -> None:
    query = [
        ("count", "5"),
        ("ratio", "0.5"),
        ("wide", "yes"),
        ("names", "a"),
        ("names", '["b", "c"]'),
        ("extra", '{"k": 1}'),
    ]
    assert validate(TASK, from_query(TASK, query), 1) == {
        "url": None,
        "count": 5,
        "ratio": 0.5,
        "wide": True,
        "mode": "fit",
        "names": ["a", "b", "c"],
        "extra": {"k": 1},
    }


def test_defaults_of_the_second_version_give_way_to_what_is_given() -> None:
    assert validate(TASK, {}, 2)["mode"] == "fill"
    assert validate(TASK, {"mode": "fit"}, 2)["mode"] == "fit"
    assert validate(TASK, {}, 1)["mode"] == "fit"


def test_local_paths_are_for_the_command_line_only() -> None:
    assert validate(TASK, {"url": "photo.jpg"}, local=True)["url"] == "photo.jpg"
    with pytest.raises(ParametersError):
        validate(TASK, {"url": "photo.jpg"})


@given(st.text())
def test_shown_values_are_short(value: str) -> None:
    assert len(shown(value)) <= 82
