"""DOC and RTF: turned into DOCX by LibreOffice, or into text by antiword, where one of them is installed."""

from __future__ import annotations

import resource
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from langnghe.intake.readers import docx, office
from langnghe.intake.readers.shape import Draft, Refused, Source
from langnghe.intake.readers.txt import text_blocks
from langnghe.text.normal import clean

_NO_PROGRAM = "Máy chủ chưa cài LibreOffice nên chưa đọc được tệp .doc. Hãy lưu lại thành .docx rồi gửi lại."
_FAILED = "Tệp .doc bị hỏng hoặc có mật khẩu nên không mở được. Hãy lưu lại thành .docx rồi gửi lại."
_TOO_LONG = "Tệp .doc mở quá lâu nên bị bỏ qua. Hãy lưu lại thành .docx rồi gửi lại."
_CONVERSION_SECONDS = 25.0
_DOCX = "docx:MS Word 2007 XML"
_ENCRYPTED_BIT = 0x01  # of byte 11 of a Word document's first block
_ACTIVE_RTF = (b"\\objdata", b"\\objautlink", b"\\objupdate", b"DDEAUTO", b"\\*\\template http")


def read(source: Source) -> Draft:
    """Blocks of a DOC or RTF file, with the places that its DOCX has."""
    _refuse_hostile(source.content)
    if office.program():
        return docx.read(replace(source, content=_converted(source)))
    if shutil.which("antiword") and not source.content.startswith(b"{\\rtf"):
        return _by_antiword(source)
    raise Refused(_NO_PROGRAM)


def _refuse_hostile(content: bytes) -> None:
    if content.startswith(b"{\\rtf"):
        if any(mark in content for mark in _ACTIVE_RTF):
            raise Refused("Tệp RTF có đối tượng nhúng hoặc liên kết tự động nên không được đọc. Hãy lưu thành .docx.")
        return
    block = content.find(b"\xec\xa5", 512)  # a Word document begins so, on a sector's edge
    if block >= 0 and block % 512 == 0 and block + 11 < len(content) and content[block + 11] & _ENCRYPTED_BIT:
        raise Refused("Tệp có mật khẩu. Hãy bỏ mật khẩu rồi gửi lại.")


def _converted(source: Source) -> bytes:
    """The DOCX that LibreOffice makes of it."""
    source.more_time(_CONVERSION_SECONDS + 5)  # the conversion is ended here, not from outside
    ending = "rtf" if source.content.startswith(b"{\\rtf") else "doc"
    with _in_time():
        made = office.converted(source.content, ending, _DOCX, seconds=_CONVERSION_SECONDS, prepare=_lift_memory_limit)
    if made is None:
        raise Refused(_FAILED)
    return made


@contextmanager
def _in_time() -> Iterator[None]:
    try:
        yield
    except TimeoutError as error:
        raise Refused(_TOO_LONG) from error


def _lift_memory_limit() -> None:
    """The guarded reader's limit is too tight for LibreOffice, which maps far more than it uses."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


def _by_antiword(source: Source) -> Draft:
    with tempfile.NamedTemporaryFile(suffix=".doc") as incoming:
        incoming.write(source.content)
        incoming.flush()
        with _in_time():
            command = ["antiword", "-m", "UTF-8.txt", "-w", "0", incoming.name]
            text = office.run(command, _CONVERSION_SECONDS, _lift_memory_limit).decode("utf-8", "replace")
    if not text.strip():
        raise Refused(_FAILED)
    notes = ["Tệp .doc được đọc bằng antiword: bảng và phông chữ cũ có thể không chính xác; nên gửi bản .docx."]
    return Draft(text_blocks(clean(text)), notes=notes)
