"""What all tasks of a worker share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dragonet.engine.nats import Engine
from dragonet.engine.spec import Lane, Task
from dragonet.fetch import Fetcher
from dragonet.settings import Settings
from dragonet.storage.store import FileStore
from dragonet.worker.pool import Children
from dragonet.worker.progress import StatusWriter


@dataclass(frozen=True)
class Context:
    """What all tasks of a worker share."""

    settings: Settings
    catalog: Mapping[str, Task]
    engine: Engine
    fetcher: Fetcher
    store: FileStore
    children: Mapping[Lane, Children]
    scratch: Path
    running: dict[str, StatusWriter] = field(default_factory=dict[str, StatusWriter])

    def cancelled(self, key: str) -> None:
        """Stop the run of a cancelled task, if it is here."""
        if key in self.running:
            self.running[key].lose()
