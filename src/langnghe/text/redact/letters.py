"""Vietnamese text as bytes, one byte a letter, so that C-speed scanners report offsets in code points.

The 134 marked letters fit into the bytes that ASCII text leaves free (as in the VISCII of 1992). Folding away marks
or case is then one ``bytes.translate``, and all views of a text share their offsets.
"""

from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Sequence

SEPARATOR = b"\0"  # stands between texts that are scanned in one go; no pattern crosses it
OPAQUE = 0x1F  # stands for what no pattern may read: emoji, marks of an earlier redaction
_UNUSED = "￾"  # means "no such byte" to codecs
_CONTROLS = (*range(1, 9), 11, 12, *range(14, 31), 127)  # bytes that text does not use
_PUNCTUATION = "–“”‘’…—•\u00a0\u00ad\u200b"  # frequent enough to have their own byte


def _marked_letters() -> str:
    small = {
        unicodedata.normalize("NFC", vowel + tone)
        for vowel in "aăâeêioôơuưy"
        for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    } - set("aeiouy")
    ordered = [*sorted(small), "đ"]
    return "".join(ordered + [letter.upper() for letter in ordered])


def _byte_table() -> str:
    letters = _marked_letters()
    beyond = letters[128:] + _PUNCTUATION
    low = [chr(code) if code == 0 or code in b"\t\n\r" or 32 <= code < 127 else _UNUSED for code in range(128)]
    for code, letter in zip(_CONTROLS, beyond, strict=False):
        low[code] = letter
    return "".join(low) + letters[:128]


_TABLE = _byte_table()
_MAP = codecs.charmap_build(_TABLE)


def _bare(letter: str) -> str:
    """A letter without its marks, as ASCII; anything else as the opaque byte."""
    kept = unicodedata.normalize("NFKD", letter.replace("đ", "d").replace("Đ", "D"))[:1]
    if kept in "–—−‐‑‒":
        return "-"
    if kept in "“”„«»":
        return '"'
    if kept in "‘’ʼ`´":
        return "'"
    if kept.isspace():
        return " "
    return kept if kept.isascii() and kept.isprintable() else chr(OPAQUE)


def _each_to(view: str) -> bytes:
    return view.encode("latin-1")


FOLD = _each_to("".join(letter if ord(letter) < 128 and letter != _UNUSED else _bare(letter) for letter in _TABLE))
LOWER = bytes(_TABLE.index(letter.lower()) if letter != _UNUSED else code for code, letter in enumerate(_TABLE))
UPPER = bytes(
    _TABLE.index(letter.upper()) if letter != _UNUSED and letter.upper() in _TABLE else code
    for code, letter in enumerate(_TABLE)
)
CAPITALS = bytes(code for code, letter in enumerate(_TABLE) if letter.isupper())
LETTERS = bytes(code for code, letter in enumerate(_TABLE) if letter.isalpha())


class _Kept(dict[int, str]):
    """What letters outside the table turn into, worked out once each."""

    def __missing__(self, code: int) -> str:
        self[code] = found = _bare(chr(code)) if code != OPAQUE else " "
        return found


_OTHERS = _Kept()


def _replace(error: UnicodeError) -> tuple[bytes, int]:
    assert isinstance(error, UnicodeEncodeError)
    outside = error.object[error.start : error.end]
    return "".join([_OTHERS[ord(letter)] for letter in outside]).encode("latin-1"), error.end


codecs.register_error("langnghe.bare", _replace)


def encode(text: str) -> bytes:
    """One byte for each code point of an NFC text; letters of other alphabets lose their marks or become opaque."""
    return codecs.charmap_encode(text, "langnghe.bare", _MAP)[0]


def laid_out(texts: Sequence[str]) -> bytes:
    """Texts end to end in one view, a separator on either side of each."""
    separator = SEPARATOR.decode()
    joined = separator.join(["", *texts, ""])
    if joined.count(separator) > len(texts) + 1:
        joined = separator.join(["", *(text.replace(separator, " ") for text in texts), ""])
    return encode(joined)


def fold(view: bytes) -> bytes:
    """The same text without marks, case kept."""
    return view.translate(FOLD)


def lower(view: bytes) -> bytes:
    return view.translate(LOWER)


def literal(word: bytes) -> str:
    """A pattern for exactly this word of a view."""
    return "".join(chr(code) if chr(code).isalnum() and code < 128 else f"\\x{code:02x}" for code in word)


def any_of(letters: bytes) -> str:
    return "[" + "".join(f"\\x{code:02x}" for code in letters) + "]"
