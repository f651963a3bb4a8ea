"""Numbers as somebody else wrote them: an address, a form, a cookie."""

from __future__ import annotations


def whole(text: str | None, digits: int = 9) -> int | None:
    """The number that a text writes in plain digits; None for anything else, and for more digits than a key has.

    ``str.isdigit`` is no such question: "²" is a digit that ``int`` refuses, as it refuses thousands of nines.
    """
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= digits else None
