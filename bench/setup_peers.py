"""Install what benchmarks compare with, outside the repository: Celery, librosa, RQ, thumbor, ipx.

    python bench/setup_peers.py

They go to $BENCH_PEERS, by default ~/.cache/dragonet-bench: a virtual environment `python` and,
if there is npm, a folder `node`. redis-server and wrk are the system's; what is missing is named.
"""

import shutil
import subprocess
import sys

from common import PEERS, PEERS_PYTHON

PYTHON = ("celery[redis]", "librosa", "rq", "thumbor", "pillow", "psutil", "uvloop")
NODE = ("ipx", "sharp")
SYSTEM = {"redis-server": "redis-server", "wrk": "wrk"}


def main() -> None:
    subprocess.run([sys.executable, "-m", "venv", PEERS / "python"], check=True)
    subprocess.run([PEERS_PYTHON / "pip", "install", "-q", "-U", *PYTHON], check=True)
    if shutil.which("npm"):
        folder = PEERS / "node"
        folder.mkdir(exist_ok=True)
        (folder / "package.json").write_text('{"private": true}\n')
        npm = ["npm", "install", "--no-audit", "--no-fund", "--silent", *NODE]
        subprocess.run(npm, cwd=folder, check=True)
    else:
        print("There is no npm: ipx is left out.")
    missing = [package for name, package in SYSTEM.items() if not shutil.which(name)]
    if missing:
        print(f"Missing; on Debian: apt-get install {' '.join(missing)}")
    print(f"The peers are in {PEERS}")


if __name__ == "__main__":
    main()
