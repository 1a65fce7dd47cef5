"""`dragonet render`: a movie from a file in SXML, one frame of it, or its times."""

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from dragonet.cli import settings_with
from dragonet.cli.sources import obtain
from dragonet.errors import ParameterError, StartupError, TaskError
from dragonet.settings import Settings

if TYPE_CHECKING:
    from dragonet.sxml.assets import Kind
    from dragonet.sxml.compose import Composition


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(render)


def render(  # noqa: PLR0917 — options of a command
    movie: Annotated[Path, typer.Argument(help="The definition; paths in it begin at its folder.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="The file to write; default beside it.")
    ] = None,
    profile: Annotated[
        str, typer.Option("--profile", help="Size, rate and codecs by name, as of `video.create`.")
    ] = "360p",
    at: Annotated[
        float | None,
        typer.Option("--at", help="Draw one frame, of this second, as PNG or JPEG.", min=0),
    ] = None,
    timing: Annotated[
        bool, typer.Option("--timing", help="Print the definition with start and end everywhere.")
    ] = False,
    antialias: Annotated[int, typer.Option(help="1 hard edges, 2 and 4 smooth.")] = 4,
    preset: Annotated[
        str | None, typer.Option(help="Preset of x264 instead of the profile's, to measure.")
    ] = None,
    crf: Annotated[
        float | None, typer.Option(help="Quality of x264 instead of a bit rate, to measure.")
    ] = None,
) -> None:
    """Make a movie here, without a server; local files are allowed in it."""
    settings = settings_with(movie_preset=preset, movie_crf=crf)
    definition = _read(movie)
    try:
        if timing:
            _times(settings, movie, definition, output)
        elif at is not None:
            _frame(settings, movie, definition, output, (profile, at, antialias))
        else:
            _movie(settings, movie, definition, output, (profile, antialias))
    except ParameterError as error:
        raise StartupError(_listed(movie, error.texts)) from error


def _read(movie: Path) -> str:
    try:
        return movie.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise StartupError(f"{movie} is not in UTF-8") from error
    except OSError as error:
        raise StartupError(f"cannot read {movie}: {error.strerror}") from error


def _listed(movie: Path, texts: list[str]) -> str:
    return "\n".join([f"{movie} is refused:", *texts])


def _composed(
    settings: Settings, movie: Path, definition: str, folder: Path, only: "tuple[Kind, ...]"
) -> "Composition":
    from dragonet.sxml.assets import sources
    from dragonet.sxml.compose import compose
    from dragonet.sxml.parse import parse
    from dragonet.sxml.tiles import Servers

    options = settings.options
    wanted = sources(parse(definition, local=True), Servers.of(options), only=only)
    files = obtain(settings, wanted, folder, movie.parent)
    found = compose(definition, files.__getitem__, folder, options, only=only)
    for warning in found.warnings:
        typer.echo(f"warning: {warning}", err=True)
    return found


def _times(settings: Settings, movie: Path, definition: str, output: Path | None) -> None:
    from dragonet.sxml.document import timed_document

    with tempfile.TemporaryDirectory(prefix="dragonet-") as folder:
        found = _composed(settings, movie, definition, Path(folder), ("video", "audio"))
    document = timed_document(found.movie, found.timing)
    if output:
        _write(output, document.encode())
    else:
        typer.echo(document, nl=False)


def _frame(
    settings: Settings,
    movie: Path,
    definition: str,
    output: Path | None,
    how: tuple[str, float, int],
) -> None:
    from dragonet.sxml.assets import KINDS

    profile, at, antialias = how
    width, height = _size(profile)
    output = output or movie.with_name(f"{movie.stem}-{at:g}.png")
    form: Literal["png", "jpeg"] = "jpeg" if output.suffix in (".jpg", ".jpeg") else "png"
    if form == "png" and output.suffix != ".png":
        raise StartupError(f"-o {output}: a frame is a .png or .jpg file")
    with tempfile.TemporaryDirectory(prefix="dragonet-") as folder:
        found = _composed(settings, movie, definition, Path(folder), KINDS)
        from dragonet.sxml.render.screen import Screen
        from dragonet.sxml.still import still

        encoded = still(found, at, Screen(width, height, width / height, antialias), form)
    _write(output, encoded)
    typer.echo(f"{output}: {width} x {height}")


def _size(profile: str) -> tuple[int, int]:
    """Square pixels of a profile."""
    from dragonet.sxml.movie.find import find

    try:
        chosen = find(profile)
    except ValueError as error:
        raise StartupError(f"--profile {profile}: {error}") from error
    return round(chosen.height * chosen.aspect), chosen.height


def _movie(
    settings: Settings, movie: Path, definition: str, output: Path | None, how: tuple[str, int]
) -> None:
    from dragonet.cli.bar import progress_bar
    from dragonet.cli.local import local_job
    from dragonet.engine.parameters import ParametersError, validate
    from dragonet.tasks.video.create import TASK
    from dragonet.worker.sources import sources_of

    given = {"definition": definition, "profile": how[0], "antialias": how[1], "preview": False}
    try:
        params = validate(TASK, given, local=True)
    except ParametersError as error:
        raise StartupError(_listed(movie, [*_texts(error.errors)])) from error
    model = TASK.params.model_validate(params, context={"local": True})
    with tempfile.TemporaryDirectory(prefix="dragonet-") as name:
        folder = Path(name)
        wanted = sources_of(TASK, params, settings.options)
        files = obtain(settings, wanted, folder, movie.parent)
        with (
            progress_bar("render") as report,
            local_job(settings, TASK, model, sources=files, folder=folder, report=report) as job,
        ):
            result: Any = TASK.run(job, model)
        made = job.outputs["export"]
        output = output or movie.with_suffix(made.suffix)
        _move(made, output)
    for warning in result.warnings:
        typer.echo(f"warning: {warning}", err=True)
    typer.echo(f"{output}: {result.width} x {result.height}, {result.duration:g} s")


def _texts(errors: dict[str, list[str]]) -> list[str]:
    own = errors.get("definition", [])
    return [
        *own,
        *(f"{name}: {text}" for name in errors if name != "definition" for text in errors[name]),
    ]


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
