"""Numbers that are not simply counted: telephone numbers, codes, versions, ranges, ratios."""

import re

_DIGITS = re.compile(r"\d+")
_PHONES = (
    re.compile(r"(?<![\w.])\+\d{1,3}(?:[ .-]?\(\d{1,4}\))?(?:[ .-]?\d{2,4}){2,5}(?![\w-]|[.,]\d)"),
    re.compile(r"(?<![\w.-])(?:1[ .-])?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}(?![\w-]|[.,]\d)"),
    re.compile(r"(?<![\w.-])\d{3}-\d{4}(?![\w-]|[.,]\d)"),
    re.compile(r"(?<![\w.,-])0\d{1,4}(?:[ -]\d{2,4}){1,4}(?![\w-]|[.,]\d)"),
    re.compile(r"(?<![\w.-])\d{4}(?:[ -]\d{4}){3}(?![\w-]|[.,]\d)"),  # a card's
    re.compile(r"(?<![\w.-])\d+(?:-\d+){2,}(?![\w-]|[.,]\d)"),
)
_CODE = re.compile(r"(?<![\d.,:])(?:0\d+|\d{13,})(?![\d:]|[.,]\d)")
_LONG = re.compile(r"\d[\d,]{15,}")
_LONG_FRACTION = re.compile(r"\.(\d{13,})")
_VERSION = re.compile(r"(?<![\d.])\d+(?:\.\d+){2,}(?!\d)")
_RATIO = re.compile(r"(?<![\d:.])(\d{1,4}):(\d{1,4})(?![\d:])")
_RANGE = re.compile(r"(?<![\w.,/-])(\d+(?:[.,]\d+)?) ?[–—-] ?(\d+(?:[.,]\d+)?)(?![\w/-]|[.,]\d)")
_PAIR = re.compile(r"(?<![\d/])(24/7|50/50)(?![\d/])")
_OUT_OF = re.compile(r"(?<![\d/])(\d{2,4})/(\d{1,4})(?![\d/])")
_PERCENT = re.compile(r"(?<=\d) ?%")
_MINUS = re.compile(r"(?<![\w.])[−–](?=\d)|(?<=\d) ?[-−–] ?(?=[\d.]+ ?[=+×])|(?<=\d) − (?=\d)")
_COUNT = re.compile(
    r"(?<![\d.,$€£-])(?!1[5-9]\d\d\b|20\d\d\b)(\d)(\d{3})"
    r"(?= (?!(?:was|is|has|as|this)\b)(?:[a-z]+s|people|men|women|children|feet|of)\b)"
)
_YEARLY = re.compile(r"\b(?:in|since|by|until|before|after|from|year)\s$", re.IGNORECASE)
_PLUSMINUS = re.compile(r"\+/[-−]")


def numbers(text: str) -> str:
    """Numbers so that an engine that reads counts, decimals, ordinals and years reads them right.

    Digits of telephone numbers, of codes that begin with 0 and of what is longer than 12 digits
    are read one by one.
    """
    for phone in _PHONES:
        text = phone.sub(lambda found: _by_group(found[0]), text)
    text = _VERSION.sub(lambda found: found[0].replace(".", " point "), text)
    text = _LONG.sub(lambda found: _by_digit(found[0].replace(",", "")), text)
    text = _LONG_FRACTION.sub(lambda found: " point " + _by_digit(found[1]), text)
    text = _CODE.sub(lambda found: _by_digit(found[0]), text)
    text = _PLUSMINUS.sub(" plus or minus ", text)
    text = _MINUS.sub(" minus ", text)
    text = _RANGE.sub(_range, text)
    text = _RATIO.sub(_ratio, text)
    text = _PAIR.sub(lambda found: found[0].replace("/", " "), text)
    text = _OUT_OF.sub(_out_of, text)
    text = _COUNT.sub(_count, text)
    return _PERCENT.sub(" percent", text)


def _by_digit(digits: str) -> str:
    return " ".join(digits)


def _by_group(number: str) -> str:
    said = ", ".join(_by_digit(group) for group in _DIGITS.findall(number))
    return f"plus {said}" if number.startswith("+") else said


def _range(found: re.Match[str]) -> str:
    if " - " in found[0] and not float(found[1].replace(",", ".")) < float(
        found[2].replace(",", ".")
    ):
        return f"{found[1]} minus {found[2]}"
    return f"{found[1]} to {found[2]}"


def _ratio(found: re.Match[str]) -> str:
    is_time = len(found[2]) == 2 and len(found[1]) < 3
    return found[0] if is_time else f"{found[1]} to {found[2]}"


def _out_of(found: re.Match[str]) -> str:
    """`95/100`; small ones are fractions or dates to the engine."""
    over = int(found[1]) > 12 or int(found[2]) > 31
    return f"{found[1]} out of {found[2]}" if over else found[0]


def _count(found: re.Match[str]) -> str:
    """A comma, where the engine would read a year."""
    before = found.string[max(0, found.start() - 8) : found.start()]
    return found[0] if _YEARLY.search(before) else f"{found[1]},{found[2]}"
