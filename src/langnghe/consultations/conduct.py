"""The conduct of a person is no matter of this room: such words are known and go the sealed way."""

from __future__ import annotations

from functools import cache

from langnghe import tables
from langnghe.privacy import door
from langnghe.text.normal import fold
from langnghe.text.redact import marks

SEALED_WAY = (
    "Đoạn này nói về hành vi của một người cụ thể. Việc đó đi theo đường tố cáo niêm phong (mục «Tố cáo» ở trang gửi, "
    "hoặc tiếp công dân), không ghi vào giám sát. Hãy bỏ đoạn đó, chỉ ghi cách làm việc của cơ quan."
)


def admitted(*texts: str) -> list[str]:
    """The texts without personal data.

    Raises ValueError with a sentence for the user where one names somebody and speaks of conduct: that is a
    denunciation, which is sealed, never counted by person and not public before a decision.
    """
    found = door.admit_texts(texts)
    if any(is_about_conduct(text) for text in found):
        raise ValueError(SEALED_WAY)
    return found


def is_about_conduct(text: str) -> bool:
    """Whether a text that has been through the door names somebody in one breath with a word of conduct."""
    words = fold(text)
    return marks()["NAME"] in text and any(word in words for word in _words())


@cache
def _words() -> tuple[str, ...]:
    """What conduct is called, folded."""
    return tuple(fold(word) for word in tables.read(__package__, "conduct.yaml")["conduct"])
