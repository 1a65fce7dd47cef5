"""Task `hello`."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from dragonet.errors import TaskError
from dragonet.job import Job
from dragonet.tasks.hello import TASK, Params, Result


def greet(scratch: Path, **given: object) -> tuple[str, dict[str, Path]]:
    job = Job(scratch, {}, TASK.outputs)
    result = TASK.run(job, Params.model_validate(given))
    assert isinstance(result, Result)
    return result.greeting, job.outputs


def test_it_greets_and_writes_nothing(tmp_path: Path) -> None:
    assert greet(tmp_path / "run") == ("Hello, world!", {})
    assert not (tmp_path / "run").exists()
    assert greet(tmp_path, name="Zoë & 世界")[0] == "Hello, Zoë & 世界!"


def test_the_card_holds_the_greeting(tmp_path: Path) -> None:
    greeting, files = greet(tmp_path, name="Zoë", card=True)
    assert set(files) == {"card"}
    assert files["card"].read_bytes().decode("utf-8") == greeting + "\n" == "Hello, Zoë!\n"


def test_names_have_a_length(tmp_path: Path) -> None:
    assert greet(tmp_path, name="x" * 200)
    for name in ("", "x" * 201):
        with pytest.raises(ValidationError):
            greet(tmp_path, name=name)


def test_a_file_that_is_not_declared_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TaskError, match="does not declare an output file 'letter'"):
        Job(tmp_path, {}, TASK.outputs).output("letter", "txt")
