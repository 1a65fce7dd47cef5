"""The reference pages say what the code says; links lead somewhere; the plug-in guide works."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from support.service import environment

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = ROOT / "scripts" / "reference.py"
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])


def reference(*arguments: str) -> subprocess.CompletedProcess[str]:
    # with test plug-ins installed and another machine's settings: neither may show
    env = environment(DRAGONET_PORT="1", DRAGONET_WORKERS="7")
    command = [sys.executable, str(SCRIPT), *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=env, check=False)


def test_the_committed_pages_are_up_to_date() -> None:
    checked = reference("--check")
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_a_stale_missing_or_left_over_page_fails_with_a_diff(tmp_path: Path) -> None:
    folder = ("--folder", str(tmp_path))
    assert reference(*folder).returncode == 0
    assert reference("--check", *folder).returncode == 0
    page = tmp_path / "tasks" / "image.thumb.md"
    page.write_text(page.read_text().replace("| `crop` | boolean |", "| `crop` | number |"))
    (tmp_path / "settings.md").unlink()
    (tmp_path / "tasks" / "image.gone.md").write_text("# image.gone\n")
    checked = reference("--check", *folder)
    assert checked.returncode == 1
    lines = checked.stdout.splitlines()
    assert any(line.startswith("-| `crop` | number |") for line in lines)
    assert any(line.startswith("+| `crop` | boolean |") for line in lines)
    assert "-# image.gone" in lines
    assert "+# Settings" in lines
    assert "scripts/reference.py" in checked.stderr
    assert reference(*folder).returncode == 0
    assert not (tmp_path / "tasks" / "image.gone.md").exists()
    assert reference("--check", *folder).returncode == 0


def test_nothing_of_this_machine_shows() -> None:
    text = "".join(page.read_text("utf-8") for page in PAGES)
    for word in ("test.task", str(ROOT), sys.prefix, str(Path.home())):
        assert word not in text


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_files(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)", page.read_text("utf-8")):
        if not target.startswith("http"):
            assert (page.parent / target).exists(), target


def test_the_plug_in_of_the_guide_runs(tmp_path: Path) -> None:
    guide = (ROOT / "docs" / "write-a-task.md").read_text("utf-8")
    blocks = dict(re.findall(r"```(python|toml|json)\n(.*?)```", guide, re.DOTALL))
    (tmp_path / "word_tasks.py").write_text(blocks["python"])
    groups = tomllib.loads(blocks["toml"])["project"]["entry-points"]
    lines = [
        f"[{group}]\n{name} = {place}\n"
        for group in groups
        for name, place in groups[group].items()
    ]
    metadata = tmp_path / "word_tasks-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: word-tasks\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("".join(lines))
    (tmp_path / "hamlet.txt").write_text("to be or not to be\n")
    made = subprocess.run(
        [sys.executable, "-m", "dragonet", "run", "text.words", "url=hamlet.txt", "most=2"],
        env={**environment(), "PYTHONPATH": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.stdout == blocks["json"], made.stderr
    assert (tmp_path / "list.csv").read_text().split() == ["word,count", "to,2", "be,2"]
