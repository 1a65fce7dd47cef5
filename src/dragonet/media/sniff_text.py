"""What a text is: which playlist, which markup, JSON or plain text."""

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
_CONTROL = re.compile("[\0-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_HTML = re.compile(
    "(a|article|b|base|blockquote|body|br|center|div|font|form|frameset|h[1-6]|head|header|hr|html|"
    "iframe|img|link|main|meta|nav|noscript|ol|p|pre|script|section|span|style|table|title|ul)$"
)
_ROOTS = {
    "svg": "svg",
    "mpd": "mpd",
    "smil": "smil",
    "asx": "asx",
    "playlist": "xspf",
    "smoothstreamingmedia": "smooth",
    "compositionplaylist": "imf",
}
_LINES = (
    (re.compile(r"#EXTM3U"), "m3u8"),
    (re.compile(r"#EXT(INF|-X-)"), "m3u8"),
    (re.compile(r"ffconcat\b", re.I), "ffconcat"),
    (re.compile(r"(#.*\n\s*)*+file\s+\S"), "ffconcat"),
    (re.compile(r"\[playlist\]", re.I), "pls"),
    (re.compile(r"\[Reference\]", re.I), "asx"),
    (re.compile(r"v=0[ \t]*\r?\n[a-z]="), "sdp"),
    (re.compile(r"# VobSub index file", re.I), "vobsub"),
)
_JSON = re.compile(r'\{\s*["}]|\[\s*(["\[{\]]|-?\d|true|false|null)')


def sniff_text(head: bytes) -> str | None:
    """Name of the kind of text that `head` begins; None if it is not text."""
    text = _decode(head)
    if text is None:
        return None
    text = text.lstrip("\ufeff \t\r\n\f")
    if text.startswith("<"):
        return _markup(text)
    for pattern, name in _LINES:
        if pattern.match(text):
            return name
    return "json" if _JSON.match(text) else "text"


def _decode(head: bytes) -> str | None:
    for bom, encoding in _BOMS:
        if head.startswith(bom):
            text = head.decode(encoding, "replace")
            break
    else:
        text = _utf8_or_latin1(head)
    return None if not text.strip("\ufeff") or _CONTROL.search(text[:2048]) else text


def _utf8_or_latin1(head: bytes) -> str:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        return decoder.decode(head)  # a character cut at the end is fine
    except UnicodeDecodeError:
        high = sum(byte > 0x7F for byte in head[:2048])
        return head.decode("latin-1") if high * 4 < len(head[:2048]) else "\0"


def _markup(text: str) -> str:
    doctype, declared = "", text.startswith(("<!", "<?"))
    while text.startswith(("<!", "<?")):
        if not text.startswith(("<!--", "<?")):
            doctype = doctype or text[2:60].lower()
        text = _after_declaration(text)
    root = re.match(r"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)", text)
    name = root[1].lower() if root else ""
    if name in _ROOTS:
        return _ROOTS[name]
    if _HTML.match(name) or doctype.startswith("doctype html"):
        return "html"
    if doctype.startswith("doctype svg"):
        return "svg"
    return "xml" if root or declared else "text"


def _after_declaration(text: str) -> str:
    """`text` without the comment, processing instruction or doctype that it begins with."""
    if text.startswith("<!--"):
        end = "-->"
    elif text.startswith("<?"):
        end = "?>"
    else:  # a doctype's internal subset holds '>' itself
        end = "]>" if "[" in text[: text.find(">")] else ">"
    return text.partition(end)[2].lstrip()
