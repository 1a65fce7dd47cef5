"""`dragonet render`: a movie from a file in SXML, one frame of it, or its times."""

from pathlib import Path
from typing import Annotated

import typer

from dragonet.cli import rendering, settings_with
from dragonet.cli.rendering import Wish
from dragonet.errors import ParameterError, StartupError


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
    wish = Wish(settings, movie, _read(movie), output, profile, antialias)
    try:
        if timing:
            rendering.times(wish)
        elif at is not None:
            rendering.frame(wish, at)
        else:
            rendering.movie(wish)
    except ParameterError as error:
        raise StartupError("\n".join([f"{movie} is refused:", *error.texts])) from error


def _read(movie: Path) -> str:
    try:
        return movie.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise StartupError(f"{movie} is not in UTF-8") from error
    except OSError as error:
        raise StartupError(f"cannot read {movie}: {error.strerror}") from error
