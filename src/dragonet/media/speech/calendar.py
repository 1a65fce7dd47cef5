"""Dates and times in forms that engines read out."""

import re

_MONTHS = {
    "Jan": "January", "Feb": "February", "Mar": "March", "Apr": "April", "Jun": "June",
    "Jul": "July", "Aug": "August", "Sept": "September", "Sep": "September", "Oct": "October",
    "Nov": "November", "Dec": "December",
}  # fmt: skip
_NAMES = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December")  # fmt: skip
_DAYS = {
    "Mon": "Monday", "Tues": "Tuesday", "Tue": "Tuesday", "Wed": "Wednesday",
    "Thurs": "Thursday", "Thu": "Thursday", "Fri": "Friday", "Sat": "Saturday", "Sun": "Sunday",
}  # fmt: skip

_STAMP = re.compile(
    r"\b(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::\d\d(?:\.\d{1,9})?)?"
    r"(Z|\s?UTC|[+-]\d\d:?\d\d)?(?![\d:])"
)
_YEAR_FIRST = re.compile(r"\b(\d{4})([-/.])(\d{1,2})\2(\d{1,2})\b(?![-./]\d)")
_DAY_FIRST = re.compile(r"\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b(?!\.\d)")
_SHORT_MONTH = re.compile(
    rf"\b({'|'.join(_MONTHS)})(?:\.(?=\s*(?:[a-z\d,;:)–-]|$))|\.?(?=[ ]\d))", re.MULTILINE
)
_SHORT_DAY = re.compile(rf"\b({'|'.join(_DAYS)})\.(?=\s*(?:[a-z\d,;:)–-]|$))", re.MULTILINE)
_DAY_RANGE = re.compile(rf"\b({'|'.join(_DAYS.values())})\s?[–-]\s?(?=[A-Z][a-z]+day\b)")
_TIME = re.compile(r"\b(?P<clock>\d{1,2}(?::\d\d){0,2})\s?(?P<half>[AaPp])\.?\s?[Mm]\b(?P<dot>\.?)")
_TIME_RANGE = re.compile(
    r"\b(\d{1,2}(?::\d\d)?(?:\s?[AaPp]\.?[Mm]\.?)?)\s?[–—-]\s?(?=\d{1,2}(?::\d\d)?\s?[AaPp]\.?[Mm]\b)"
)
_DECADE = re.compile(r"(?<![\w'])['’]([2-9])0s\b")
_DECADES = ("twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties",
            "nineties")  # fmt: skip


def dates(text: str) -> str:
    """Dates and times spelled so that their dots end no sentence and their order is plain.

    `1/5/2014` is January 5th, as Americans write it; `5.1.2014` and `2014/1/5` are so elsewhere.
    """
    text = _STAMP.sub(_stamp, text)
    text = _YEAR_FIRST.sub(lambda date: _date(date[0], date[1], date[3], date[4]), text)
    text = _DAY_FIRST.sub(lambda date: _date(date[0], date[3], date[2], date[1]), text)
    text = _SHORT_MONTH.sub(lambda month: _MONTHS[month[1]], text)
    text = _SHORT_DAY.sub(lambda day: _DAYS[day[1]], text)
    text = _DAY_RANGE.sub(r"\1 to ", text)
    text = _TIME_RANGE.sub(r"\1 to ", text)
    text = _TIME.sub(_time, text)
    return _DECADE.sub(lambda decade: _DECADES[int(decade[1]) - 2], text)


def _stamp(found: re.Match[str]) -> str:
    zone = (found[3] or "").strip()
    return f"{found[1]} at {found[2]}" + (" UTC" if zone in ("Z", "UTC") else "")


def _date(whole: str, year: str, month: str, day: str) -> str:
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):
        return whole
    return f"{_NAMES[int(month) - 1]} {int(day)}, {year}"


def _time(found: re.Match[str]) -> str:
    """`3:45 PM`; its last dot stays if it ends a sentence too."""
    after = found.string[found.end() :].lstrip(" ")
    ends = found["dot"] and (not after or after[0] == "\n" or after[0].isupper())
    clock = found["clock"].removesuffix(":00") if found["clock"].count(":") == 1 else found["clock"]
    return f"{clock} {found['half'].upper()}M" + ("." if ends else "")
