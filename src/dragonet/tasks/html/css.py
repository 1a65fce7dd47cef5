"""Background images of style sheets and `style` attributes."""

import re

# No URL spans a quote or, unquoted, a bracket; each alternative ends soon where it does not match.
_TOKEN = re.compile(
    r"""url\(\s*(?:"([^"\n]{1,4096})"|'([^'\n]{1,4096})'|([^()"'\s]{1,4096}))\s*\)"""
    r"""|(?<![-\w])([-\w]+)\s*:|([;{}])""",
    re.IGNORECASE,
)
_ESCAPE = re.compile(r"\\([^0-9a-f\n])", re.IGNORECASE)


def backgrounds(text: str) -> list[str]:
    """The URLs that `background` and `background-image` name."""
    found = []
    of_background = False
    for double, single, bare, name, end in _TOKEN.findall(text):
        if name:
            of_background = "background" in name.lower()
        elif end:
            of_background = False
        elif of_background:
            found.append(_ESCAPE.sub(r"\1", double or single or bare))
    return found
