"""The forms of reports, one folder each: ``form.py`` writes it, ``nd30.docx`` and ``dang.docx`` lay it out."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

from django.conf import settings

from langnghe.reports.forms.cu_tri import form as cu_tri
from langnghe.reports.forms.quy import form as quy
from langnghe.reports.forms.thang import form as thang
from langnghe.reports.word import tags_of

FORMS: dict[str, ModuleType] = {form.KEY: form for form in (thang, quy, cu_tri)}


def word_form(form: str, style: str) -> Path:
    """The Word form of a report: the office's own where it has put one, else the shipped one."""
    own = own_word_form(form, style)
    return own if own.exists() else Path(__file__).parent / form.replace("-", "_") / f"{style}.docx"


def own_word_form(form: str, style: str) -> Path:
    return Path(settings.HOME) / "forms" / form / f"{style}.docx"


def keep_word_form(form: str, style: str, content: bytes) -> None:
    """Put the office's own Word form in place of the shipped one.

    Raises ValueError with a sentence for the user when it is no Word file or cannot be filled.
    """
    if "doan" not in tags_of(content):
        raise ValueError("Biểu mẫu thiếu phần nội dung {%p for d in doan %}; hãy tải biểu mẫu gốc về và sửa trên đó.")
    path = own_word_form(form, style)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
