"""What `dragonet render` does: times, a frame, a movie. Only what each needs is loaded."""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import typer

from dragonet.cli.sources import obtain
from dragonet.errors import ParameterError, StartupError, TaskError
from dragonet.settings import Settings

if TYPE_CHECKING:
    from dragonet.sxml.assets import Kind
    from dragonet.sxml.compose import Composition


@dataclass(frozen=True)
class Wish:
    """What is asked for.

    Attributes:
        settings: of this machine.
        path: of the document; paths in it begin at its folder.
        definition: its text.
        output: the file to write; None is beside the document.
        profile: by name.
        antialias: 1, 2 or 4.
    """

    settings: Settings
    path: Path
    definition: str
    output: Path | None
    profile: str
    antialias: int


def times(wish: Wish) -> None:
    """Print the document with its times, or write it."""
    from dragonet.sxml.assets import TIMED
    from dragonet.sxml.document import timed_document

    with tempfile.TemporaryDirectory(prefix="dragonet-") as folder:
        found = _composed(wish, Path(folder), TIMED)
    document = timed_document(found.movie, found.timing)
    if wish.output:
        _write(wish.output, document.encode())
    else:
        typer.echo(document, nl=False)


def frame(wish: Wish, at: float) -> None:
    """Draw one moment, of the second `at`."""
    from dragonet.sxml.assets import KINDS

    width, height = _size(wish.profile)
    output = wish.output or wish.path.with_name(f"{wish.path.stem}-{at:g}.png")
    form: Literal["png", "jpeg"] = "jpeg" if output.suffix in (".jpg", ".jpeg") else "png"
    if form == "png" and output.suffix != ".png":
        raise StartupError(f"-o {output}: a frame is a .png or .jpg file")
    with tempfile.TemporaryDirectory(prefix="dragonet-") as folder:
        found = _composed(wish, Path(folder), KINDS)
        from dragonet.sxml.render.screen import Screen
        from dragonet.sxml.still import still

        encoded = still(found, at, Screen(width, height, width / height, wish.antialias), form)
    _write(output, encoded)
    typer.echo(f"{output}: {width} x {height}")


def movie(wish: Wish) -> None:
    """Make the whole movie, on all cores."""
    from dragonet.cli.bar import progress_bar
    from dragonet.cli.local import local_job
    from dragonet.tasks.video.create import TASK
    from dragonet.worker.sources import sources_of

    params = _parameters(wish)
    model = TASK.params.model_validate(params, context={"local": True})
    with tempfile.TemporaryDirectory(prefix="dragonet-") as name:
        folder, settings = Path(name), wish.settings
        files = obtain(
            settings, sources_of(TASK, params, settings.options), folder, wish.path.parent
        )
        with (
            progress_bar("render") as report,
            local_job(settings, TASK, model, sources=files, folder=folder, report=report) as job,
        ):
            result: Any = TASK.run(job, model)
        made = job.outputs["export"]
        output = wish.output or wish.path.with_suffix(made.suffix)
        _move(made, output)
    _warn(result.warnings)
    typer.echo(f"{output}: {result.width} x {result.height}, {result.duration:g} s")


def _parameters(wish: Wish) -> dict[str, Any]:
    """Those of `video.create`. Raises StartupError and, for the definition, ParameterError."""
    from dragonet.engine.parameters import ParametersError, validate
    from dragonet.tasks.video.create import TASK

    given = {
        "definition": wish.definition,
        "profile": wish.profile,
        "antialias": wish.antialias,
        "preview": False,
    }
    try:
        return validate(TASK, given, local=True)
    except ParametersError as error:
        if texts := error.errors.get("definition"):
            raise ParameterError("definition", "\n".join(texts), texts) from error
        lines = [f"--{name} {text}" for name, texts in error.errors.items() for text in texts]
        raise StartupError("; ".join(lines)) from error


def _composed(wish: Wish, folder: Path, only: "tuple[Kind, ...]") -> "Composition":
    from dragonet.sxml.assets import sources
    from dragonet.sxml.parse import parse
    from dragonet.sxml.tiles import Servers

    options = wish.settings.options
    wanted = sources(parse(wish.definition, local=True), Servers.of(options), only=only)
    files = obtain(wish.settings, wanted, folder, wish.path.parent)

    from dragonet.sxml.compose import compose

    found = compose(wish.definition, files.__getitem__, folder, options, only=only)
    _warn(found.warnings)
    return found


def _size(profile: str) -> tuple[int, int]:
    """A profile's size in square pixels."""
    from dragonet.sxml.movie.find import find

    try:
        chosen = find(profile)
    except ValueError as error:
        raise StartupError(f"--profile '{profile}': {error}") from error
    return round(chosen.height * chosen.aspect), chosen.height


def _warn(texts: list[str]) -> None:
    for text in texts:
        typer.echo(f"warning: {text}", err=True)


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise TaskError(f"cannot write {path}: {error.strerror}") from error


def _move(made: Path, path: Path) -> None:
    try:
        shutil.move(made, path)
    except OSError as error:
        raise TaskError(f"cannot write {path}: {error.strerror}") from error
