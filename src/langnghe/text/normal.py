"""One spelling for Vietnamese text: Unicode NFC, tone placement, old fonts, and folding for search.

Old files carry Vietnamese as Latin-1 letters that only an old font shows rightly: TCVN3 ("ABC", fonts
``.VnTime``) has one byte a letter, VNI (fonts ``VNI-Times``) a letter and a mark. The font's name says
which, so convert run by run with :func:`from_font`; where no font is known, :func:`looks_legacy` and
:func:`decode` ask which reading gives Vietnamese syllables. TCVN3 writes "ư" as the soft hyphen, so
:func:`clean`, which drops soft hyphens, comes after conversion.

Sources: TCVN 5712:1993, RFC 1456 (VISCII), the VNI-Windows layout; glibc's iconv is the test oracle.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Literal

Legacy = Literal["tcvn3", "vni"]

_VOWELS = "aăâeêioôơuưy"
_TONES = "\u0300\u0309\u0303\u0301\u0323"  # grave, hook, tilde, acute, dot: the order of TCVN3


def _toned(vowel: str) -> list[str]:
    return [unicodedata.normalize("NFC", vowel + tone) for tone in _TONES]


LETTERS = "ăâđêôơư" + "".join(letter for vowel in _VOWELS for letter in _toned(vowel))
"""Every Vietnamese small letter outside ASCII (67)."""

# --- one spelling -------------------------------------------------------------------------------------

_ODD_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\x0b\x0c"
_UNSEEN = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufffc\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_CLEAN = (
    dict.fromkeys([*range(9), *range(14, 32), *range(127, 160)], None)  # control characters
    | dict.fromkeys(map(ord, _UNSEEN), None)
    | dict.fromkeys(map(ord, _ODD_SPACES), " ")
    | {0xF0B7: "•", 0xF0A7: "▪", 0xF0D8: "➢", 0xF0FC: "✓", 0xF02D: "-", 0xF02B: "+"}  # list marks of symbol fonts
    | {0x00D0: "Đ", 0x0189: "Đ", 0x2011: "-", 0x2028: "\n", 0x2029: "\n"}
)
_TO_CLEAN = re.compile(f"[{re.escape(''.join(map(chr, _CLEAN)))}]")


def clean(text: str) -> str:
    """``text`` in NFC, "Ð" (Eth) as "Đ", odd spaces as spaces, without unseen characters.

    A soft hyphen is the "ư" of a TCVN3 text half converted where that makes a syllable ("n\u00adớc"), else nothing.

    Words, tone placement and runs of spaces stay as written. Convert old fonts before, not after.
    """
    if text.isascii() and text.isprintable():
        return text
    text = unicodedata.normalize("NFC", text)
    if not _TO_CLEAN.search(text):
        return text
    if "\u00ad" in text:
        text = _SOFT_WORD.sub(_with_soft_horn, text)
    return unicodedata.normalize("NFC", text.translate(_CLEAN))  # a mark may have stood behind what was taken out


_SOFT_WORD = re.compile("[^\\W\\d_]*\u00ad[^\\W\\d_]*")


def _with_soft_horn(match: re.Match[str]) -> str:
    word = match[0]
    letters = word.replace("\u00ad", "")
    horned = word.replace("\u00ad", "Ư" if letters.isupper() and len(letters) > 1 else "ư")
    return horned if letters and is_syllable(horned) else word


def _with_tone_of(vowel: str, toned: str) -> str:
    tones = "".join(mark for mark in unicodedata.normalize("NFD", toned) if mark in _TONES)
    return unicodedata.normalize("NFC", vowel + tones)


def _bare(letter: str) -> str:
    """``letter`` without its tone: "ế" -> "ê"."""
    return unicodedata.normalize(
        "NFC", "".join(mark for mark in unicodedata.normalize("NFD", letter) if mark not in _TONES)
    )


_LATE = re.compile(r"(?<![qQ])(?:([oO])([àảãáạèẻẽéẹÀẢÃÁẠÈẺẼÉẸ])|([uU])([ỳỷỹýỵỲỶỸÝỴ]))(?!\w)")
_EARLY = re.compile(r"([òỏõóọÒỎÕÓỌ])([aeAE])(?=[A-Za-z])|(?<=[qQ])([ùủũúụÙỦŨÚỤ])([aeyAEYâêơÂÊƠ])")


def _move_tone(match: re.Match[str]) -> str:
    first, second = (part for part in match.groups() if part)
    if _bare(first) == first:
        return _with_tone_of(first, second) + _bare(second)
    return _bare(first) + _with_tone_of(second, first)


def tone(text: str) -> str:
    """One tone placement for a syllable, length kept: hoà -> hòa, thuỷ -> thủy, tóan -> toán, qúy -> quý."""
    return _EARLY.sub(_move_tone, _LATE.sub(_move_tone, text))


# --- folding ------------------------------------------------------------------------------------------


def _folded(char: str) -> str:
    if char in "đĐ":
        return "d"
    letter = unicodedata.normalize("NFD", char)[0].lower()
    return letter if len(letter) == 1 else char


# Almost all text lies within 256 characters, and CPython maps those through a codec many times as fast as by
# translate(). The map is only fast when the first character is NUL.
_USUAL = (
    "\0\t\n\r" + "".join(map(chr, range(32, 127))) + LETTERS + LETTERS.upper() + "“”‘’–—…•°²³½×÷·«»§±\u00a0"
).ljust(256, "\ufffe")
_ENCODE_USUAL = codecs.charmap_build(_USUAL)
_FOLD_USUAL = "".join(map(_folded, _USUAL))
_FOLD_RARE = {ord(c): _folded(c) for c in map(chr, range(0x1F00)) if _folded(c) != c}


def fold(text: str) -> str:
    """``text`` in small letters without marks, đ as d; of the same length when ``text`` is NFC."""
    if text.isascii():
        return text.lower()
    try:
        return codecs.charmap_decode(codecs.charmap_encode(text, "strict", _ENCODE_USUAL)[0], "strict", _FOLD_USUAL)[0]
    except UnicodeEncodeError:
        return unicodedata.normalize("NFC", text).translate(_FOLD_RARE)


# --- syllables ----------------------------------------------------------------------------------------

_ONSETS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x".split()
_OPEN_RIMES = """
a ai am an ang anh ao au ay ăm ăn ăng âm ân âng âu ây e em en eng eo ê êm ên ênh êu i ia iêm iên iêng iêu
im in inh iu o oa oai oam oan oang oanh oao oay oăm oăn oăng oe oen oeo oi om on ong oong ô ôi ôm ôn ông
ơ ơi ơm ơn u ua uân uâng uây uê uênh ui um un ung uôi uôm uôn uông uơ uy uya uyên uynh uyu ư ưa ưi ưm ưn
ưng ươi ươm ươn ương ươu ưu y yêm yên yêng yêu
""".split()
_STOPPED_RIMES = """
ac ach ap at ăc ăp ăt âc âp ât ec ep et êch êp êt ich iêc iêp iêt ip it oac oach oap oat oăc oăt oc oet
ooc op ot ôc ôp ôt ơp ơt uât uc uêch uôc uôt up ut uych uyêt uyt uyp ưc ươc ươp ươt ưt yêt
""".split()
_RIMES = frozenset(_OPEN_RIMES) | frozenset(_STOPPED_RIMES)
_STOPPED = frozenset(_STOPPED_RIMES)
_ONSETS_LONGEST_FIRST = sorted(_ONSETS, key=len, reverse=True)


@lru_cache(maxsize=50_000)
def is_syllable(word: str) -> bool:
    """Whether ``word`` is spelt like one Vietnamese syllable ("nghiêng", "Quý"), marks included."""
    marks = unicodedata.normalize("NFD", word.lower())
    tones = [mark for mark in marks if mark in _TONES]
    bare = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONES))
    if len(tones) > 1:
        return False
    rimes = [bare, *(bare[len(onset) :] for onset in _ONSETS_LONGEST_FIRST if bare.startswith(onset))]
    return any(rime in _RIMES and _may_carry(tones, rime) for rime in rimes)


def _may_carry(tones: list[str], rime: str) -> bool:
    """A syllable closed by c, ch, p or t has the acute tone or the dot."""
    return rime not in _STOPPED or (bool(tones) and tones[0] in "\u0301\u0323")


# --- TCVN3 --------------------------------------------------------------------------------------------

_TCVN3_HIGH = (  # bytes 0xA1 to 0xFF
    "ĂÂÊÔƠƯĐăâêôơưđẰ\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"
)
_FROM_TCVN3 = {0xA1 + i: letter for i, letter in enumerate(_TCVN3_HIGH)}
_FROM_TCVN3 |= {0xF000 + code: letter for code, letter in _FROM_TCVN3.items()}  # as Word keeps symbol fonts
_FROM_TCVN3 |= {0xF000 + code: chr(code) for code in range(0x20, 0x7F)}
_TO_TCVN3 = {ord(letter): chr(0xA1 + i) for i, letter in enumerate(_TCVN3_HIGH)}
_TO_TCVN3 |= {
    ord(capital): unicodedata.normalize("NFD", capital)[0] + chr(_TO_TCVN3_MARK)
    for vowel in "AEIOUY"
    for capital, _TO_TCVN3_MARK in zip(_toned(vowel), range(0xB0, 0xB5), strict=True)
}
_TO_TCVN3 |= {
    ord(capital): _TO_TCVN3[ord(vowel)] + chr(mark)
    for vowel in "ĂÂÊÔƠƯ"
    for capital, mark in zip(_toned(vowel), range(0xB0, 0xB5), strict=True)
    if ord(capital) not in _TO_TCVN3
}
_DEGREE = re.compile(r"(?<=\d)\u00b0")


def from_tcvn3(text: str, capitals: bool = False) -> str:
    """Text typed in a TCVN3 font (held as Latin-1) in Unicode; ``capitals`` for fonts that show only those."""
    text = unicodedata.normalize("NFC", _DEGREE.sub("\u02da", text).translate(_FROM_TCVN3)).replace("\u02da", "°")
    return text.upper() if capitals else text


def to_tcvn3(text: str) -> str:
    """The inverse of :func:`from_tcvn3`; a capital without a code of its own becomes letter and mark."""
    return text.translate(_TO_TCVN3)


# --- VNI ----------------------------------------------------------------------------------------------


def _vni_small() -> dict[str, str]:
    """Unicode letter -> VNI code, small letters."""
    codes = {"đ": "ñ", "ơ": "ô", "ư": "ö", "ă": "aê", "â": "aâ", "ê": "eâ", "ô": "oâ"}
    plain, circumflex, breve = "øûõùï", "àåãáä", "èúüéë"
    rows = [(vowel, vowel, plain) for vowel in "aeou"] + [("ơ", "ô", plain), ("ư", "ö", plain)]
    rows += [("y", "y", plain[:4]), ("â", "a", circumflex), ("ê", "e", circumflex), ("ô", "o", circumflex)]
    rows += [("ă", "a", breve), ("i", "", "ìæóíò")]
    for vowel, letter, marks in rows:
        codes |= {toned: letter + mark for toned, mark in zip(_toned(vowel), marks, strict=False)}
    return codes | {"ỵ": "î"}


_VNI = _vni_small()
_TO_VNI = {ord(c): code for c, code in _VNI.items()} | {ord(c.upper()): code.upper() for c, code in _VNI.items()}
_FROM_VNI = (
    {code: letter for letter, code in _VNI.items()}
    | {code.upper(): letter.upper() for letter, code in _VNI.items()}
    | {code[0].upper() + code[1:]: letter.upper() for letter, code in _VNI.items()}
    | {code[0] + code[1:].upper(): letter for letter, code in _VNI.items() if len(code) > 1}
)
_VNI_CODE = re.compile("|".join(sorted(map(re.escape, _FROM_VNI), key=len, reverse=True)))
_PRIVATE_USE = {0xF000 + code: chr(code) for code in range(0x20, 0x100)}


def from_vni(text: str) -> str:
    """Text typed in a VNI font, held as Latin-1 letters, in Unicode."""
    return _VNI_CODE.sub(lambda match: _FROM_VNI[match[0]], text.translate(_PRIVATE_USE))


def to_vni(text: str) -> str:
    """The inverse of :func:`from_vni`."""
    return text.translate(_TO_VNI)


# --- which of them ------------------------------------------------------------------------------------

_BEYOND_LATIN1 = re.compile(f"[{''.join(c for c in LETTERS + LETTERS.upper() if c > 'ÿ')}]")
# Latin-1 characters that Vietnamese never uses, or only seldom, and the old encodings often.
_SUSPECT = re.compile("[¡-¿ÄÅÆÇËÎÏÑÖ×ØÛÜÞßäåæçëîïñö÷øûüþéêó]")


def from_font(text: str, font_name: str) -> str:
    """``text`` of a run, converted if its font is old: ``.VnTime`` TCVN3, ``.VnTimeH`` its capitals, ``VNI-…``."""
    font = font_name.strip().lower()
    if font.startswith(".vn"):
        return text if _BEYOND_LATIN1.search(text) else from_tcvn3(text, capitals=font.endswith("h"))
    if font.startswith(("vni-", "vni ")):
        return text if _BEYOND_LATIN1.search(text) else from_vni(text)
    return text


_PUNCTUATION = "\"'()[]{}<>.,;:!?/\\-–—…“”‘’•*+&%=_#|~`^$@0123456789"
_WORD_BREAK = re.compile(r"[\s\-/.,;:()“”\"]+")


def _marked_words(text: str) -> list[str]:
    words = (word.strip(_PUNCTUATION) for word in _WORD_BREAK.split(text))
    return [word for word in words if not word.isascii()]


def looks_legacy(text: str) -> Legacy | None:
    """The old encoding of a ``text`` whose font is unknown; None for proper Vietnamese and for doubt."""
    if not _SUSPECT.search(text) or _BEYOND_LATIN1.search(text):
        return None
    words = _marked_words(text)[:2000]
    if not words or sum(map(is_syllable, words)) > 0.4 * len(words):
        return None
    readings: dict[Legacy, Callable[[str], str]] = {"tcvn3": from_tcvn3, "vni": from_vni}
    shares = {kind: _share_of_syllables(words, reading) for kind, reading in readings.items()}
    best = max(shares, key=lambda kind: shares[kind])
    return best if shares[best] >= 0.85 else None


def _share_of_syllables(words: list[str], reading: Callable[[str], str]) -> float:
    right = sum(1 for word in words if (read := reading(word)) != word and (is_syllable(read) or _is_initials(read)))
    return right / len(words)


def _is_initials(word: str) -> bool:
    """HĐND, ĐBQH: no syllable, yet a word that reports are full of."""
    return "Đ" in word and len(word) > 1 and word.isalpha() and word.isupper()


def from_legacy(text: str) -> str:
    """``text`` in Unicode when it looks like an old encoding, unchanged otherwise."""
    match looks_legacy(text):
        case "tcvn3":
            return from_tcvn3(text)
        case "vni":
            return from_vni(text)
    return text


# --- bytes --------------------------------------------------------------------------------------------

_VISCII_LOW = {2: "Ẳ", 5: "Ẵ", 6: "Ẫ", 20: "Ỷ", 25: "Ỹ", 30: "Ỵ"}
_VISCII_HIGH = (  # bytes 0x80 to 0xFF
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
)
_VISCII = "".join(_VISCII_LOW.get(code, chr(code)) for code in range(128)) + _VISCII_HIGH


def _latin(content: bytes) -> str:
    """Bytes as windows-1252, the five codes it leaves open as Latin-1."""
    return codecs.charmap_decode(content, "strict", _WINDOWS_1252)[0]


_WINDOWS_1252 = "".join(bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(256))


def _readings(content: bytes) -> dict[str, str]:
    return {
        "windows-1252": clean(_latin(content)),
        "windows-1258": clean(content.decode("cp1258", "replace")),
        "tcvn3": from_tcvn3(_latin(content)),
        "vni": from_vni(_latin(content)),
        "viscii": codecs.charmap_decode(content, "strict", _VISCII)[0],
    }


def _plausibility(text: str) -> float:
    words = _marked_words(text)[:2000]
    return sum(map(is_syllable, words)) / len(words) if words else 0.0


def _unmarked_utf16(content: bytes) -> str | None:
    """UTF-16 without a byte order mark shows as a zero beside every ASCII character."""
    sample = content[:2000]
    if sample[1::2].count(0) > len(sample) / 6 and not sample[0::2].count(0):
        return "utf-16-le"
    if sample[0::2].count(0) > len(sample) / 6 and not sample[1::2].count(0):
        return "utf-16-be"
    return None


def _declared(content: bytes) -> str | None:
    """The Unicode encoding that the first bytes, or the bytes as a whole, give away."""
    if content.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if encoding := _unmarked_utf16(content):
        return encoding
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"


def decode(content: bytes) -> tuple[str, str]:
    """The clean text of a file without declared encoding, and the name of the encoding that it was in.

    Unicode encodings are recognised by their form; among the old ones the reading with most Vietnamese
    syllables wins.
    """
    if encoding := _declared(content):
        text = content.decode(encoding, "replace")
        legacy = looks_legacy(text)
        return clean(from_legacy(text)), f"{encoding}+{legacy}" if legacy else encoding
    readings = _readings(content)
    best = max(readings, key=lambda name: _plausibility(readings[name]))
    return clean(readings[best]), best
