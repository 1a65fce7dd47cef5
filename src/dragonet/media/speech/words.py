"""Abbreviations, acronyms and signs in words."""

import re

_BEFORE_NUMBER = {
    "no": "number", "nos": "numbers", "p": "page", "pp": "pages", "pg": "page", "vol": "volume",
    "vols": "volumes", "fig": "figure", "figs": "figures", "ch": "chapter", "chap": "chapter",
    "sec": "section", "art": "article", "eq": "equation", "ca": "circa", "c": "circa",
    "b": "born", "d": "died",
    "ext": "extension", "apt": "apartment", "rm": "room", "tel": "telephone",
}  # fmt: skip
_ANYWHERE = {
    "e.g": "for example,", "eg": "for example,", "i.e": "that is,", "ie": "that is,",
    "vs": "versus", "cf": "compare", "viz": "namely", "approx": "approximately",
    "est": "established", "resp": "respectively", "et al": "et al", "incl": "including",
    "excl": "excluding", "max": "maximum", "min": "minimum", "avg": "average",
    "tbsp": "tablespoons", "tsp": "teaspoons", "temp": "temperature",
    "misc": "miscellaneous", "ave": "Avenue",
    "blvd": "Boulevard", "rd": "Road", "hwy": "Highway", "ph.d": "P H D", "ed": "edition",
    "tel": "telephone", "dept": "department", "univ": "university", "govt": "government",
}  # fmt: skip
_MAY_END = {
    "etc": "etcetera", "inc": "Incorporated", "ltd": "Limited", "corp": "Corporation",
    "co": "Company", "bros": "Brothers", "jr": "Junior", "sr": "Senior", "esq": "Esquire",
}  # fmt: skip
_TITLES = {
    "Mr": "Mister", "Mrs": "Missus", "Ms": "Miz", "Dr": "Doctor", "Prof": "Professor",
    "Mt": "Mount", "Ft": "Fort", "Gen": "General", "Gov": "Governor", "Sen": "Senator",
    "Rep": "Representative", "Capt": "Captain", "Lt": "Lieutenant", "Col": "Colonel",
    "Sgt": "Sergeant", "Rev": "Reverend", "Hon": "Honorable", "Pres": "President", "Maj": "Major",
    "Adm": "Admiral", "Fr": "Father", "Sr": "Sister", "Cmdr": "Commander", "Atty": "Attorney",
    "St": "Saint",
}  # fmt: skip


def _any(names: dict[str, str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


_STARTERS = "The|It|He|She|We|They|You|I|A|An|In|On|At|But|And|Or|So|If|This|That|There|Then|When"
_STREET = re.compile(
    r"(?P<name>\b(?:[A-Z][a-z]+|\d+(?:st|nd|rd|th))) (?P<kind>St|Dr)\."
    rf"(?=(?P<end>\s*$|\s+(?:{_STARTERS})\b)|[,;:)]|\s+[a-z(\d])",
    re.MULTILINE,
)
_TITLE = re.compile(rf"\b({_any(_TITLES)})\.(?=\s*[A-Z])")
_NUMBERED = re.compile(rf"\b({_any(_BEFORE_NUMBER)})\. ?(?=\d)", re.IGNORECASE)
_SHORT = re.compile(rf"(?<![\w.])({_any(_ANYWHERE)})\.,?(?!\w)", re.IGNORECASE)
_LAST = re.compile(rf"(?<![\w.])({_any(_MAY_END)})\.(?!\w)", re.IGNORECASE)
_DOTTED = re.compile(r"(?<![\w.])((?:[A-Za-z]\.){2,})(?!\w)")
_INITIAL = re.compile(rf"(?<![\w.'])([A-HJ-Z])\.(?=\s+(?!(?:{_STARTERS})\b)[A-Z](?:[a-z]|\.))")
_BEFORE_DIGIT = re.compile(r"\b([A-Z]{2,3})-?(?=\d)")
_CENTURY = re.compile(r"\b(X{0,2}(?:IX|IV|V?I{0,3}))(?:th|st|nd|rd)? (?=centur)")
_SIGNS = (
    (re.compile(r"\b([A-G])#(?!\w)"), r"\1 sharp"),
    (re.compile(r"\s*&\s*"), " and "),
    (re.compile(r"\s*(?:[-=]+>|<[-=]+|→)\s*"), ", "),
    (re.compile(r"≤|<="), " less than or equal to "),
    (re.compile(r"≥|>="), " greater than or equal to "),
    (re.compile(r"≠|!="), " is not equal to "),
    (re.compile(r"≈"), " about "),
    (re.compile(r"√"), " square root of "),
    (re.compile(r"∞"), " infinity "),
    (re.compile(r"(?<=[\w)]) ?< ?(?=[\w(-])|(?<![\w<])<(?=\d)"), " less than "),
    (re.compile(r"(?<=[\w)]) ?> ?(?=[\w(-])|(?<![\w>])>(?=\d)"), " greater than "),
    (re.compile(r"(?<=\d) ?\* ?(?=\d)"), " times "),
    (re.compile(r"[<>{}\\|^*_~\[\]]+"), " "),
)
_STRESSED = re.compile(r"(?<=\w)\^(?=\d)")
_ROMAN = {"I": 1, "V": 5, "X": 10}


def abbreviations(text: str) -> str:
    """Abbreviations in words; a dot stays where it ends a sentence as well."""
    text = _STREET.sub(_street, text)
    text = _TITLE.sub(lambda found: _TITLES[found[1]], text)
    text = _NUMBERED.sub(lambda found: _BEFORE_NUMBER[found[1].lower()] + " ", text)
    text = _SHORT.sub(lambda found: _ANYWHERE[found[1].lower()], text)
    text = _LAST.sub(lambda found: _MAY_END[found[1].lower()] + _full_stop(found), text)
    text = _DOTTED.sub(lambda found: found[1].replace(".", "").upper() + _full_stop(found), text)
    return _INITIAL.sub(r"\1", text)


def signs(text: str) -> str:
    """Signs in words or left out, and acronyms and numerals that would be misread."""
    text = _STRESSED.sub(" to the power of ", text)
    text = _CENTURY.sub(_century, text)
    text = _BEFORE_DIGIT.sub(lambda found: ".".join(found[1]) + " ", text)
    for sign, said in _SIGNS:
        text = sign.sub(said, text)
    return text


def _street(found: re.Match[str]) -> str:
    kind = {"St": "Street", "Dr": "Drive"}[found["kind"]]
    return f"{found['name']} {kind}{'.' if found['end'] is not None else ''}"


def _full_stop(found: re.Match[str]) -> str:
    after = found.string[found.end() :].lstrip(" ")[:12]
    ends = not after or after[0] == "\n" or re.match(rf"(?:{_STARTERS})\b", after)
    return "." if ends else ""


def _century(found: re.Match[str]) -> str:
    numeral = found[1]
    if not numeral:
        return found[0]
    values = [_ROMAN[letter] for letter in numeral]
    number = sum(-value if value < max(values[at:]) else value for at, value in enumerate(values))
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10 if number not in (11, 12, 13) else 0, "th")
    return f"{number}{ending} "
