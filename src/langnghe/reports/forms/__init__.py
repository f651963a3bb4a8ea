"""The forms of reports, one folder each: ``form.py`` writes it, ``nd30.docx`` and ``dang.docx`` lay it out."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

from django.conf import settings

from langnghe.reports.forms.cu_tri import form as cu_tri
from langnghe.reports.forms.quy import form as quy
from langnghe.reports.forms.thang import form as thang

FORMS: dict[str, ModuleType] = {form.KEY: form for form in (thang, quy, cu_tri)}


def word_form(form: str, style: str) -> Path:
    """The Word form of a report: the office's own where it has put one, else the shipped one."""
    own = own_word_form(form, style)
    return own if own.exists() else Path(__file__).parent / form.replace("-", "_") / f"{style}.docx"


def own_word_form(form: str, style: str) -> Path:
    return Path(settings.HOME) / "forms" / form / f"{style}.docx"
