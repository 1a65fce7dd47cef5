"""Amounts of money in words."""

import re

_CENTS = ("cent", "cents")
_COINS: dict[str, tuple[str, str, tuple[str, str] | None]] = {
    "$": ("dollar", "dollars", _CENTS),
    "US$": ("U S dollar", "U S dollars", _CENTS),
    "C$": ("Canadian dollar", "Canadian dollars", _CENTS),
    "A$": ("Australian dollar", "Australian dollars", _CENTS),
    "€": ("euro", "euros", _CENTS),
    "£": ("pound", "pounds", ("penny", "pence")),
    "¥": ("yen", "yen", None),
    "₹": ("rupee", "rupees", None),
    "RS": ("rupee", "rupees", None),
    "RS.": ("rupee", "rupees", None),
    "₩": ("won", "won", None),
    "₽": ("ruble", "rubles", None),
    "USD": ("U S dollar", "U S dollars", _CENTS),
    "EUR": ("euro", "euros", _CENTS),
    "GBP": ("pound", "pounds", ("penny", "pence")),
    "JPY": ("yen", "yen", None),
    "CHF": ("Swiss franc", "Swiss francs", None),
    "CAD": ("Canadian dollar", "Canadian dollars", _CENTS),
    "AUD": ("Australian dollar", "Australian dollars", _CENTS),
}
_SCALES = {"k": "thousand", "m": "million", "mn": "million", "mio": "million", "b": "billion",
           "bn": "billion", "t": "trillion", "tn": "trillion"}  # fmt: skip

_COIN = "|".join(re.escape(coin) for coin in sorted(_COINS, key=len, reverse=True))
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+,\d\d(?![\d,])|\d+(?:\.\d+)?"
_SCALE = r"(?:\s?(?P<scale>hundred|thousand|million|billion|trillion|mio|[mbt]n|[kmbt])\b)?"
_BEFORE = re.compile(
    rf"(?<![\w.])(?P<minus>[-−–])?(?P<coin>{_COIN})\s?(?P<low>{_NUMBER})"
    rf"(?:\s?[-–]\s?(?:{_COIN})?(?P<high>{_NUMBER}))?{_SCALE}(?P<per>/(?=[A-Za-z]))?",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"(?<![\w.,])(?P<minus>[-−–])?(?P<low>{_NUMBER})(?P<high>(?!))?{_SCALE}"
    rf"\s?(?P<coin>{_COIN})(?![\w$])(?P<per>/(?=[A-Za-z]))?",
    re.IGNORECASE,
)


def amounts(text: str) -> str:
    """Amounts of money in words and plain numbers: `$3.50` as `3 dollars and 50 cents`."""
    return _AFTER.sub(_amount, _BEFORE.sub(_amount, text))


def _amount(found: re.Match[str]) -> str:
    low, high, scale = found["low"], found["high"], (found["scale"] or "").lower()
    one, many, parts = _COINS[found["coin"].upper()]
    if re.fullmatch(r"\d+,\d\d", low):  # as the euro's countries write it
        low = low.replace(",", ".")
    if scale or high:
        said = " to ".join(filter(None, (low, high)))
        said += f" {_SCALES.get(scale, scale)} {many}" if scale else f" {many}"
    else:
        said = _small(low, (one, many), parts)
    return f"{'minus ' * bool(found['minus'])}{said}{' per ' * bool(found['per'])}"


def _small(number: str, names: tuple[str, str], parts: tuple[str, str] | None) -> str:
    whole, _, fraction = number.partition(".")
    if not fraction.strip("0"):
        return _counted(whole, names)
    if parts is None or len(fraction) != 2:
        return f"{number} {names[1]}"
    small = _counted(str(int(fraction)), parts)
    return small if not whole.strip("0") else f"{_counted(whole, names)} and {small}"


def _counted(number: str, names: tuple[str, str]) -> str:
    return f"{number} {names[number != '1']}"
