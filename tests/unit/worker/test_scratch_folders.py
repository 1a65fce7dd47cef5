"""Scratch folders of killed workers go, those of living ones stay."""

import subprocess
import sys
from pathlib import Path

from dragonet.worker.scratch import scratch_folder

HOLD = """
import sys, time
from pathlib import Path
from dragonet.worker.scratch import scratch_folder
with scratch_folder(Path(sys.argv[1])) as folder:
    (folder / "data").write_text("x")
    print(folder, flush=True)
    time.sleep(60)
"""


def test_folders_of_killed_workers_are_removed(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    held = Path(holder.stdout.readline().strip())
    with scratch_folder(tmp_path) as mine:
        assert mine.is_dir()
        assert (held / "data").is_file()
    assert not mine.exists()
    holder.kill()
    holder.wait()
    holder.stdout.close()
    assert held.exists()
    with scratch_folder(tmp_path):
        assert not held.exists()
