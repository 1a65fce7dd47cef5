"""Mentions become hits: trackers go, the same file is listed once, the best come first."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from dragonet.tasks.html.find import Find, Worth, one_line

MOST = 1000
LONGEST_TEXT = 500
MOST_BYTES = 2_500_000
"""Of the texts of all hits together; a task's result has 4 MiB."""
ICON_SIDE = 48
SMALL_AREA = 10_000
DOT = 2
"""Pixels of a side; what is that thin counts visitors or keeps distance."""

# Where a page does not give a size; square pixels.
_USUAL = {"video": 230_400, "source": 230_400, "iframe": 230_400, "a": 160_000}
_USUAL_IMAGE = 90_000

_TRACKERS = re.compile(
    r"(?:^|\.)(?:google-analytics\.com|googletagmanager\.com|doubleclick\.net|"
    r"googleadservices\.com|scorecardresearch\.com|quantserve\.com|bat\.bing\.com|"
    r"px\.ads\.linkedin\.com|ct\.pinterest\.com|analytics\.twitter\.com|pixel\.wp\.com|"
    r"stats\.wp\.com|mc\.yandex\.ru|counter\.yadro\.ru|hm\.baidu\.com|facebook\.com/tr|"
    r"amazon-adsystem\.com|chartbeat\.net|t\.co/i)(?:$|[/?])"
)
_DOTS = re.compile(
    r"(?:^|[/_-])(?:pixel|spacer|blank|clear|transparent|trans|1x1|shim|beacon|dot)"
    r"(?:\.(?:gif|png|php|svg|aspx?))?$",
    re.IGNORECASE,
)
_ICONS = re.compile(
    r"(?<![a-z])(?:icons?|ico|sprites?|favicon|logos?|logotype|avatars?|gravatar|emojis?|badges?|"
    r"spinner|loader|placeholder|bullet|smil(?:ey|ies))(?![a-z])",
    re.IGNORECASE,
)


@dataclass
class Hit:
    """One file; the best of all that its mentions say."""

    find: Find
    worth: Worth
    position: int
    alt: str = ""
    title: str = ""

    @property
    def order(self) -> tuple[int, int, int]:
        """The best first: by worth, within the content and below by size, then by place."""
        if self.worth is Worth.DECLARED:
            return (self.worth, 0, self.position)
        usual = _USUAL.get(self.find.source, _USUAL_IMAGE)
        return (self.worth, -(self.find.area or usual), self.position)


def rank(finds: Iterable[Find]) -> list[Hit]:
    """The hits in order of worth, at most `MOST`."""
    hits: dict[str, Hit] = {}
    for position, find in enumerate(finds):
        if _tracks(find):
            continue
        worth = _worth(find)
        hit = hits.setdefault(find.url, Hit(find, worth, position))
        hit.alt = hit.alt or one_line(find.alt, LONGEST_TEXT)
        hit.title = hit.title or one_line(find.title, LONGEST_TEXT)
        _improve(hit, find, worth)
    return _within(sorted(hits.values(), key=lambda hit: hit.order))


def _improve(hit: Hit, find: Find, worth: Worth) -> None:
    """Take the source of the best mention and the sizes of the largest."""
    best = find if worth < hit.worth else hit.find
    sized = max(hit.find, find, key=lambda one: (one.area or 0, one.width or one.height or 0))
    hit.find = Find(**{**vars(best), "width": sized.width, "height": sized.height})
    hit.worth = min(hit.worth, worth)


def _within(hits: list[Hit]) -> list[Hit]:
    left = MOST_BYTES
    kept = []
    for hit in hits[:MOST]:
        left -= len(f"{hit.find.url}{hit.alt}{hit.title}".encode())
        if left < 0:
            break
        kept.append(hit)
    return kept


def _tracks(find: Find) -> bool:
    if find.kind != "image":
        return False
    sides = [side for side in (find.width, find.height) if side is not None]
    parts = urlsplit(find.url)
    place = (parts.hostname or "") + parts.path
    thin = bool(sides) and min(sides) <= DOT
    return thin or bool(_TRACKERS.search(place) or _DOTS.search(parts.path))


def _worth(find: Find) -> Worth:
    """The worth of its place, less what its size and its name take away."""
    if find.kind == "video" or find.worth is Worth.DECLARED:
        return find.worth
    sides = [side for side in (find.width, find.height) if side is not None]
    area = find.area
    if area and area >= 4 * SMALL_AREA and min(sides) > ICON_SIDE:
        return find.worth
    if _ICONS.search(f"{urlsplit(find.url).path} {find.hint}"):
        return Worth.ICON
    if sides and max(sides) <= ICON_SIDE:
        return Worth.ICON
    if (area and area < SMALL_AREA) or (sides and min(sides) <= ICON_SIDE):
        return max(find.worth, Worth.SMALL)
    return find.worth
