"""`video.upload.youtube`, `video.upload.fb`, `video.upload.vimeo`: what they declare.

What the worker does with it is in `tests/unit/targets` and `tests/acceptance`.
"""

from pathlib import Path
from typing import Any

import pytest

from dragonet.engine.parameters import ParametersError, secret_fields, validate, without_secrets
from dragonet.engine.spec import Task
from dragonet.errors import SourceError
from dragonet.job import Job, SourceFile
from dragonet.tasks.video.upload import facebook, vimeo, youtube
from support.clips import video
from support.tasks import URL

TASKS = [youtube.TASK, facebook.TASK, vimeo.TASK]
GIVEN: dict[str, dict[str, Any]] = {
    "video.upload.youtube": {"access_token": "tok-1", "title": "A cat"},
    "video.upload.fb": {"access_token": "tok-1"},
    "video.upload.vimeo": {"oauth2_token": "tok-1"},
}

each = pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)


def run(task: Task, path: Path, scratch: Path) -> Any:
    params = without_secrets(task.params, validate(task, {"url": URL, **GIVEN[task.name]}))
    job = Job(scratch, {URL: SourceFile(path, URL)}, task.outputs)
    return task.run(job, task.params.model_validate(params))


@each
def test_the_video_is_measured_without_knowing_a_secret(task: Task, tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    video(path, size=(160, 90), frames=50)
    assert run(task, path, tmp_path).duration == pytest.approx(2.0)


@each
def test_what_is_no_video_is_refused(task: Task, tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"no video")
    with pytest.raises(SourceError):
        run(task, path, tmp_path)


@each
def test_the_worker_is_told_all_but_the_source(task: Task) -> None:
    assert task.sends is not None
    params = validate(task, {"url": URL, **GIVEN[task.name]})
    target = task.sends(task.params.model_validate(params))
    del params["url"]
    kind = task.name.rpartition(".")[2].replace("fb", "facebook")
    assert target == {"type": kind, **params}


@each
def test_every_credential_is_a_secret(task: Task) -> None:
    named = [name for name in task.params.model_fields if "token" in name or "key" in name
             or "secret" in name]  # fmt: skip
    assert named
    assert secret_fields(task.params) == set(named)


@pytest.mark.parametrize("tag", ["a" * 500, "a b" * 166])
def test_tags_are_counted_as_youtube_does(tag: str) -> None:
    given = {"url": URL, "access_token": "a", "title": "A", "tags": [tag]}
    assert validate(youtube.TASK, given)["tags"] == [tag]
    with pytest.raises(ParametersError, match="at most 500 are allowed"):
        validate(youtube.TASK, {**given, "tags": [tag, "b"]})


def test_defaults_are_those_of_the_documents() -> None:
    params = validate(youtube.TASK, {"url": URL, "access_token": "a", "title": "A"})
    assert params["category_id"] == 22
    assert params["privacy_status"] == "public"
    assert params["tags"] == []
    params = validate(facebook.TASK, {"url": URL, "access_token": "a"})
    assert (params["privacy"], params["no_story"]) == ("AUTO", False)
