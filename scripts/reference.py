"""Write the reference pages under `docs/reference/` from the declarations in the code.

`python scripts/reference.py` writes them; `--check` compares them with what would be written,
prints the differences and fails if there are any. Plug-ins of this machine do not appear.
"""

import argparse
import difflib
import sys
from pathlib import Path

from dragonet.tasks import TASKS
from reference_pages import cli, profiles, settings, sxml, tasks

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "reference"


def pages() -> dict[str, str]:
    """The text of every page by its path below the folder."""
    found = {
        "README.md": tasks.index(TASKS),
        "settings.md": settings.page(),
        "cli.md": cli.page(),
        "sxml.md": sxml.page(),
        "profiles.md": profiles.page(),
    }
    return found | {f"tasks/{task.name}.md": tasks.page(task) for task in TASKS}


def written(folder: Path) -> dict[str, str]:
    """The text of every page that is there."""
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in folder.rglob("*.md")
    }


def write(folder: Path, wanted: dict[str, str]) -> None:
    """Write the pages; those that nothing declares any more go."""
    for name in written(folder).keys() - wanted.keys():
        (folder / name).unlink()
    for name, text in wanted.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def differences(folder: Path, wanted: dict[str, str]) -> list[str]:
    """Unified diffs from the pages that are there to those that should be."""
    present = written(folder)
    lines: list[str] = []
    for name in sorted(present.keys() | wanted.keys()):
        before, after = present.get(name, ""), wanted.get(name, "")
        lines += difflib.unified_diff(
            before.splitlines(), after.splitlines(), f"{name} (there)", f"{name} (due)", lineterm=""
        )
    return lines


def main() -> None:
    """Write or check."""
    parser = argparse.ArgumentParser(description="Write the reference pages from the code.")
    parser.add_argument("--check", action="store_true", help="write nothing, fail if they differ")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the pages are")
    options = parser.parse_args()
    wanted = pages()
    if not options.check:
        write(options.folder, wanted)
        print(f"{len(wanted)} pages written")
    elif lines := differences(options.folder, wanted):
        print("\n".join(lines))
        sys.exit("The reference pages are out of date: run 'uv run python scripts/reference.py'.")


if __name__ == "__main__":
    main()
