"""Fill a Word form: an ordinary Word file with docxtpl tags, in which the office may change everything else."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from docxtpl import DocxTemplate
from jinja2.sandbox import SandboxedEnvironment

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# Without autoescape "&" and "<...>" in people's words would silently vanish; the sandbox keeps a form that somebody has
# brought along from running code.
JINJA = SandboxedEnvironment(autoescape=True)
RECIPIENTS = "Nơi nhận"  # what stands left of every signature


def fill(form: Path, values: Mapping[str, Any]) -> Any:
    """The form with its values, as an open document."""
    template = DocxTemplate(form)
    template.render(dict(values), jinja_env=JINJA)
    filled = io.BytesIO()
    template.save(filled)
    document = docx.Document(filled)
    _keep_signature_with_text(document)
    return document


def _keep_signature_with_text(document: Any) -> None:
    """The last words go with the signature: it never stands alone on a page."""
    for table in document.tables:
        if table.rows and table.rows[0].cells[0].text.startswith(RECIPIENTS):  # a row repeated no times leaves none
            for before in table._tbl.itersiblings(qn("w:p"), preceding=True):
                Paragraph(before, document).paragraph_format.keep_with_next = True
                if "".join(before.itertext()).strip():
                    break


def saved(document: Any, *, title: str = "", identifier: str = "") -> bytes:
    """The document's bytes, with nothing about who wrote it: the file travels."""
    core = document.core_properties
    core.title, core.identifier = title[:255], identifier
    core.author = core.last_modified_by = core.comments = ""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def tags_of(content: bytes) -> set[str]:
    """Names of the values that a Word form fills in. Raises ValueError with a sentence where it is none."""
    try:
        return set(DocxTemplate(io.BytesIO(content)).get_undeclared_template_variables())
    except Exception:  # noqa: BLE001 - docxtpl raises whatever zip, XML or Jinja raised
        raise ValueError(
            "Tệp không phải là biểu mẫu Word (DOCX) đọc được; hãy tải biểu mẫu gốc về và sửa trên đó."
        ) from None
