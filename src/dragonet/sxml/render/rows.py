"""Pictures of any shape side by side in rows that are all equally wide."""

from collections.abc import Sequence

from dragonet.sxml.render.box import Box


def rows(aspects: Sequence[float], box: Box, gap: float) -> list[Box]:
    """Where pictures of those aspects lie, whole and in order, as large as the box allows."""
    found = (_laid(aspects, box, gap, count) for count in range(1, len(aspects) + 1))
    return max(found, key=lambda boxes: sum(each.width * each.height for each in boxes))


def _laid(aspects: Sequence[float], box: Box, gap: float, count: int) -> list[Box]:
    """In so many rows of about the same height."""
    lines = _split(aspects, count)
    wide = [box.width - gap * (len(line) - 1) for line in lines]
    if min(wide) <= 0:
        return [Box.around(*box.center, 0, 0)] * len(aspects)
    heights = [width / sum(line) for width, line in zip(wide, lines, strict=True)]
    free = box.height - gap * (len(lines) - 1)
    share = min(1.0, max(0.0, free) / sum(heights))
    top = box.center[1] + (sum(heights) * share + gap * (len(lines) - 1)) / 2
    made = []
    for line, height in zip(lines, heights, strict=True):
        across = sum(line) * height * share + gap * (len(line) - 1)
        left = box.center[0] - across / 2
        for aspect in line:
            width = aspect * height * share
            made.append(Box(left, top - height * share, left + width, top))
            left += width + gap
        top -= height * share + gap
    return made


def _split(aspects: Sequence[float], count: int) -> list[list[float]]:
    """Parts one after the other whose sums are about equal; none is empty."""
    lines: list[list[float]] = [[]]
    whole, passed = sum(aspects), 0.0
    for place, aspect in enumerate(aspects):
        left = len(aspects) - place
        full = passed + aspect / 2 > whole * len(lines) / count
        if lines[-1] and (full or left <= count - len(lines)) and len(lines) < count:
            lines.append([])
        lines[-1].append(aspect)
        passed += aspect
    return lines
