"""Keeps the cache within its limits."""

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from dragonet.fetch.cache import Cache, Entry
from dragonet.fetch.lock import try_lock

_BRIEF = 60.0
"""Seconds that failures and `no-store` entries stay for those who waited for them."""


@dataclass(frozen=True)
class _Group:
    """The files of one key."""

    key: str
    names: frozenset[str]
    entry: Entry | None
    used_at: float

    @property
    def strays(self) -> set[str]:
        """Files of no use: left by a killed download, or of an entry that was replaced."""
        kept = {f"{self.key}.json", f"{self.key}.lock", f"{self.key}.fail"}
        return set(self.names) - kept - ({self.entry.file} if self.entry else set())


def sweep(cache: Cache, max_bytes: int, ttl: float, now: float) -> int:
    """Remove what is unused for `ttl` seconds, then the least recently used above `max_bytes`.

    Keys that are being downloaded are left alone, and so is everything if another process
    sweeps. Running tasks keep their files: they have links of their own. Returns the bytes left.
    """
    with try_lock(cache.folder / "sweep.lock") as taken:
        if not taken:
            return 0
        groups = sorted(_groups(cache), key=lambda group: group.used_at)
        total = sum(group.entry.size for group in groups if group.entry)
        for group in groups:
            if total > max_bytes or _is_over(cache, group, ttl, now):
                total -= _remove(cache, group, whole=True)
            elif group.strays:
                _remove(cache, group, whole=False)
        return total


def _groups(cache: Cache) -> list[_Group]:
    names: dict[str, set[str]] = defaultdict(set)
    for path in cache.folder.iterdir():
        names[path.name.split(".")[0]].add(path.name)
    del names["sweep"]
    return [_group(cache, key, found) for key, found in names.items()]


def _group(cache: Cache, key: str, names: set[str]) -> _Group:
    entry = cache.entry(key)
    used_at = _changed(cache.folder / f"{key}.json") if entry else 0.0
    return _Group(key, frozenset(names), entry, used_at)


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _is_over(cache: Cache, group: _Group, ttl: float, now: float) -> bool:
    """Whether nobody can want the group any more."""
    if group.entry is None:
        return now - _changed(cache.folder / f"{group.key}.fail") > _BRIEF
    if group.entry.no_store and now - group.entry.checked_at > _BRIEF:
        return True
    return now - group.used_at > ttl


def _remove(cache: Cache, group: _Group, whole: bool) -> int:
    """Remove the strays of a group, or all of it; the bytes freed of its entry."""
    with cache.lock(group.key) as taken:
        now = _group(cache, group.key, set(group.names))
        if not taken or now.entry != group.entry:
            return 0
        for name in now.names if whole else now.strays:
            (cache.folder / name).unlink(missing_ok=True)
        if whole:
            (cache.folder / f"{group.key}.lock").unlink(missing_ok=True)
        return group.entry.size if whole and group.entry else 0
