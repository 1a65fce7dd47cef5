"""Which files a task's parameters name, and what a failed fetch says."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from dragonet.engine.spec import Source, Spare, Task, TaskParams, TaskResult
from dragonet.errors import FetchError, ParameterError
from dragonet.job import Job, SourceFile
from dragonet.worker.sources import naming, side_by_side, sources_of


class Params(TaskParams):
    text: str = ""
    url: Source | None = None
    urls: list[Source] = []


def inside(params: Params, options: Mapping[str, Any]) -> Mapping[str, str]:
    """The words of the text that are URLs."""
    if "bad" in params.text:
        raise ParameterError("text", "one; two", ["one", "two"])
    words = params.text.split()
    return {options["base"] + word: f"word {index}" for index, word in enumerate(words)}


def run(job: Job, params: Params) -> TaskResult:
    return TaskResult()


PLAIN = Task("test.plain", "", Params, TaskResult, run)
INSIDE = Task("test.inside", "", Params, TaskResult, run, sources=inside)


def test_urls_of_parameters_each_once() -> None:
    params = {"text": "x", "url": "http://a.test/1", "urls": ["http://a.test/2", "http://a.test/1"]}
    assert sources_of(PLAIN, params) == {"http://a.test/1": "", "http://a.test/2": ""}


def test_urls_inside_a_parameter_with_their_place() -> None:
    params = {"text": "1 3", "url": "http://a.test/1"}
    found = sources_of(INSIDE, params, {"base": "http://a.test/"})
    assert found == {"http://a.test/1": "", "http://a.test/3": "word 1"}
    with pytest.raises(ParameterError) as raised:
        sources_of(INSIDE, {"text": "bad"}, {})
    assert raised.value.texts == ["one", "two"]


def test_a_failed_fetch_names_the_place() -> None:
    async def fetch() -> int:
        raise FetchError("File 'http://a.test/1' could not be fetched: 404 Not Found")

    async def fine() -> int:
        return 7

    for where, said in (("word 1", "word 1: File 'http"), ("", "File 'http")):
        with pytest.raises(FetchError) as raised:
            asyncio.run(naming(where, fetch()))
        assert raised.value.text.startswith(said)
    assert asyncio.run(naming("word 1", fine())) == 7


async def test_only_a_spare_file_may_be_missing() -> None:
    async def fetch(url: str) -> SourceFile:
        if url == "there":
            return SourceFile(Path("a"), url)
        raise FetchError(f"File '{url}' could not be fetched", missing=url == "gone")

    urls = {"there": "line 1", "gone": Spare("line 2")}
    assert list(await side_by_side(urls, fetch)) == ["there"]
    for wrong in ({"gone": "line 2"}, {"forbidden": Spare("line 2")}):
        with pytest.raises(FetchError, match="line 2: File"):
            await side_by_side({"there": "line 1", **wrong}, fetch)
