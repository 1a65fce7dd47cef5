"""Bytes of a page to text, as browsers do (WHATWG, "Determining the character encoding").

A byte order mark wins over the server's charset, that over a declaration in the page; without
any, text that is valid UTF-8 is UTF-8 and all else is windows-1252.
"""

import codecs
import re

from webencodings import Encoding, lookup

from dragonet.tasks.html.document import read

HEAD = 64 * 1024
"""Bytes in which a declaration is looked for."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_XML = re.compile(r"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([^"'>]{1,40})""", re.IGNORECASE)
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:+-]{1,40})""", re.IGNORECASE)


def decode(data: bytes, charset: str | None = None) -> str:
    """The text of a page; bytes that are wrong become U+FFFD.

    Args:
        data: the page.
        charset: what the server's header said.
    """
    for bom, codec in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(codec, "replace")
    for bare, codec in ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be")):
        if data.startswith(bare):
            return data.decode(codec, "replace")
    encoding = _encoding(charset) or _declared(data[:HEAD])
    if encoding:
        return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _encoding(label: str | None) -> str | None:
    """Python's codec for a label of the web (`latin1` is windows-1252); None if unknown."""
    encoding: Encoding | None = lookup(label) if label and label.isascii() else None
    if encoding is None or encoding.name == "replacement":
        return None
    # gb18030 holds all of gbk, and browsers read both with it
    return "gb18030" if encoding.name == "gbk" else str(encoding.codec_info.name)


def _declared(head: bytes) -> str | None:
    """The codec that a page declares for itself."""
    text = head.decode("latin-1")
    xml = _XML.match(text)
    labels = [xml[1]] if xml else []
    for element in read(text):
        if element.tag == "meta":
            content = _CHARSET.search(element.get("content"))
            if "charset" in element.attributes:
                labels.append(element.get("charset"))
            elif element.get("http-equiv").lower() == "content-type" and content:
                labels.append(content[1])
    encodings = filter(None, map(_encoding, labels))
    encoding = next(encodings, None)
    # who could read the declaration has read ASCII
    return "utf-8" if encoding and encoding.startswith("utf-16") else encoding
