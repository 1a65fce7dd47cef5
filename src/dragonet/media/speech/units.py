"""Units of measurement in words."""

import re

_UNITS = {
    "km": "kilometer", "m": "meter", "cm": "centimeter", "mm": "millimeter", "µm": "micrometer",
    "nm": "nanometer", "mi": "mile", "yd": "yard", "ft": "foot", "kg": "kilogram", "g": "gram",
    "mg": "milligram", "µg": "microgram", "lb": "pound", "lbs": "pound", "oz": "ounce",
    "L": "liter", "l": "liter", "ml": "milliliter", "mL": "milliliter", "cl": "centiliter",
    "gal": "gallon", "tbsp": "tablespoon", "tsp": "teaspoon",
    "h": "hour", "hr": "hour", "hrs": "hour", "min": "minute", "mins": "minute", "s": "second",
    "sec": "second", "secs": "second", "ms": "millisecond", "µs": "microsecond",
    "V": "volt", "kV": "kilovolt", "mV": "millivolt", "W": "watt", "kW": "kilowatt",
    "MW": "megawatt", "GW": "gigawatt", "kWh": "kilowatt hour", "mAh": "milliamp hour",
    "J": "joule", "kJ": "kilojoule", "kcal": "kilocalorie", "cal": "calorie", "N": "newton",
    "Pa": "pascal", "hPa": "hectopascal", "kPa": "kilopascal", "bar": "bar", "psi": "P S I",
    "Hz": "hertz", "kHz": "kilohertz", "MHz": "megahertz", "GHz": "gigahertz", "dB": "decibel",
    "B": "byte", "kB": "kilobyte", "KB": "kilobyte", "MB": "megabyte", "GB": "gigabyte",
    "TB": "terabyte", "kbps": "kilobit per second", "Mbps": "megabit per second",
    "Gbps": "gigabit per second", "px": "pixel", "ha": "hectare", "mph": "mile per hour",
    "kph": "kilometer per hour", "km/h": "kilometer per hour", "rpm": "R P M",
    "fps": "frame per second",
    "sq ft": "square foot", "sq mi": "square mile", "°C": "degree Celsius",
    "°F": "degree Fahrenheit", "°": "degree",
}  # fmt: skip
_SPACED = set(_UNITS) - {"s", "h", "l", "B", "J", "N", "V", "W", "cal", "bar"}
_PER = {"s": "second", "sec": "second", "h": "hour", "hr": "hour", "min": "minute", "day": "day",
        "week": "week", "month": "month", "year": "year", "kg": "kilogram", "L": "liter",
        "l": "liter", "ml": "milliliter", "m²": "square meter", "m³": "cubic meter",
        "person": "person", "s²": "second squared", "px": "pixel"}  # fmt: skip
_POWERS = {"²": "square ", "³": "cubic "}
_SAME = ("hertz", "P S I", "R P M")


def _any(names: set[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_MEASURE = re.compile(
    rf"(?<![\w.,$€£])(?P<minus>[-−])?(?P<number>{_NUMBER})(?P<joined>-)?"
    rf"(?P<unit>(?:{_any(set(_UNITS))})|\s(?:{_any(_SPACED)})|\s?°\s[CF])(?P<power>[²³])?"
    rf"(?:/(?P<per>{_any(set(_PER))}))?(?![\w²³°/])(?:\.(?=\s+[a-z\d(]))?"
)
_FEET = re.compile(r"""(?<![\w.])(\d{1,3})['’]\s?(\d{1,2})(?:["”]|'')""")
_TENS = re.compile(r"(?:the|in|of|early|late|mid)[- ]$", re.IGNORECASE)


def measures(text: str) -> str:
    """Units after numbers in words: `5 km/h` as `5 kilometers per hour`."""
    text = _FEET.sub(r"\1 feet \2 inches", text)
    return _MEASURE.sub(_measure, text)


def _measure(found: re.Match[str]) -> str:
    number, joined = found["number"], found["joined"]
    unit = found["unit"].replace(" ", "") if "°" in found["unit"] else found["unit"].strip()
    before = found.string[max(0, found.start() - 6) : found.start()]
    if unit == "s" and (len(number) > 3 or (number.endswith("0") and _TENS.search(before))):
        return found[0]  # the 80s
    name = _POWERS.get(found["power"] or "", "") + _UNITS[unit]
    name = name if number in ("1", "1.0") or joined else _plural(name)
    per = f" per {_PER[found['per']]}" if found["per"] else ""
    return f"{'minus ' * bool(found['minus'])}{number}{joined or ' '}{name}{per}"


def _plural(name: str) -> str:
    """The plural; of `degree Celsius` and `mile per hour` that of the first word."""
    if name.endswith(_SAME):
        return name
    head, between, tail = name, "", ""
    for mark in (" per ", " Celsius", " Fahrenheit"):
        if mark in name:
            head, between, tail = name.partition(mark)
    plural = head.replace("foot", "feet") if head.endswith("foot") else f"{head}s"
    return plural + between + tail
