"""A Word file as PDF, by LibreOffice where it is installed: the same pages as Word prints."""

from __future__ import annotations

from langnghe.intake.readers import office

SECONDS = 60.0
NOT_HERE = "Máy chủ chưa cài LibreOffice nên chưa xuất được PDF; hãy tải tệp Word và lưu thành PDF từ Word."
FAILED = "Chưa xuất được PDF từ tệp Word này; hãy tải tệp Word và lưu thành PDF từ Word."


def pdf_of(content: bytes) -> bytes:
    """The PDF of a DOCX file. Raises ValueError with a sentence for the user."""
    if office.program() is None:
        raise ValueError(NOT_HERE)
    try:
        made = office.converted(content, "docx", "pdf", seconds=SECONDS)
    except TimeoutError as error:
        raise ValueError(FAILED) from error
    if made is None:
        raise ValueError(FAILED)
    return made
