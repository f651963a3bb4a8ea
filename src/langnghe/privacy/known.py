"""Strike out what the form already says about the person, wherever it stands in the text: no guessing needed.

Redaction finds personal data that it was never told of, and misses some. What stands in the fields of the form is
known: a full name in any case and with or without marks, the digits of a number however they are grouped.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from langnghe.privacy.vault import Person
from langnghe.text.normal import fold
from langnghe.text.redact import marks

_GAP = r"[\s.\-()]*"
_LEAST_DIGITS = 6  # of a number: fewer stand in any text


def strike(text: str, person: Person) -> str:
    """The text with marks in the place of the person's name, numbers, e-mail and street address."""
    text = unicodedata.normalize("NFC", text)
    for kind, pattern in _patterns(person):
        for found in reversed(list(re.finditer(pattern, fold(text)))):  # folding keeps every letter's place
            text = text[: found.start()] + marks()[kind] + text[found.end() :]
    return text


def _patterns(person: Person) -> Iterator[tuple[str, str]]:
    """Kinds of personal data and what to look for in folded text. One word alone is no name: "An" is in every text."""
    for kind, value in (("NAME", person.name), ("EMAIL", person.email), ("ADDRESS", person.address)):
        words = fold(unicodedata.normalize("NFC", value)).split()
        told = len(words) > 1 if kind == "NAME" else any(mark.isdigit() or mark == "@" for mark in value)
        if told:
            phrase = r"\s+".join(map(re.escape, words))
            yield kind, rf"(?<!\w){phrase}(?!\w)"
    for kind, value in (("PHONE", person.phone), ("ID", person.id_number)):
        digits = re.sub(r"\D", "", value)
        if len(digits) >= _LEAST_DIGITS:
            yield kind, _number(digits, is_phone=kind == "PHONE")


def _number(digits: str, *, is_phone: bool) -> str:
    """The digits, grouped in any way; a telephone number also with the country's 84 for the leading 0."""
    if is_phone and digits.startswith(("0", "84")):
        rest = digits.removeprefix("84") if digits.startswith("84") else digits[1:]
        return rf"(?<!\d)(?:\+?84|0){_GAP}{_GAP.join(rest)}(?!\d)"
    return rf"(?<!\d){_GAP.join(digits)}(?!\d)"
