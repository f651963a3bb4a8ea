"""The kinds of papers (``papers.yaml``) and their Word forms: the office's own where it has put one, else ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.conf import settings

from langnghe import tables
from langnghe.law.facts import Fact, rests_on
from langnghe.reports.word import tags_of

HERE = Path(__file__).parent
STYLES = ("nd30", "dang")
# Without these a paper could not be told from another, or would go out as if it were final.
MUST_HAVE = frozenset({"ma_vu_viec", "so_ky_hieu", "du_thao"})


@dataclass(frozen=True, slots=True)
class PaperForm(Fact):
    """One kind of paper; ``body`` and ``recipients`` are what build.py writes into the shipped Word form."""

    key: str
    vi: str
    en: str
    type_name: str  # "" of an official letter
    code: str
    subject: str
    to: str  # "sender" or "body"
    body: tuple[Any, ...]
    recipients: tuple[str, ...]

    @property
    def is_letter(self) -> bool:
        return not self.type_name


@cache
def paper_forms() -> Mapping[str, PaperForm]:
    """Every kind of paper by its key, in the order of the table."""
    rows = tables.read(__package__, "papers.yaml")
    return MappingProxyType({key: _form(key, row) for key, row in rows.items()})


def word_form(key: str, style: str) -> Path:
    """The Word form of a paper."""
    own = own_word_form(key, style)
    return own if own.exists() else shipped_word_form(key, style)


def own_word_form(key: str, style: str) -> Path:
    return Path(settings.HOME) / "forms" / "papers" / key / f"{style}.docx"


def shipped_word_form(key: str, style: str) -> Path:
    return HERE / key / f"{style}.docx"


def keep_word_form(key: str, style: str, content: bytes) -> None:
    """Put the office's own Word form in place of the shipped one.

    Raises ValueError with a sentence for the user when it is no Word file or lacks what a paper must carry.
    """
    lacking = sorted(MUST_HAVE - tags_of(content))
    if lacking:
        raise ValueError(f"Mẫu thiếu chỗ điền {{{{ {lacking[0]} }}}}; hãy tải mẫu gốc về và sửa trên đó.")
    path = own_word_form(key, style)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def drop_word_form(key: str, style: str) -> None:
    """Back to the shipped form."""
    own_word_form(key, style).unlink(missing_ok=True)


def _form(key: str, row: dict[str, Any]) -> PaperForm:
    return PaperForm(
        key=key,
        vi=row["vi"],
        en=row["en"],
        type_name=row["type"],
        code=row["code"],
        subject=row["subject"],
        to=row["to"],
        body=tuple(row["body"]),
        recipients=tuple(row["recipients"]),
        **rests_on(row),
    )
