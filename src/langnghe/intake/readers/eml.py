"""EML and MHT: the body of a message and the documents sent with it; who sent it and to whom is never read."""

from __future__ import annotations

import email
import re
from collections.abc import Iterable
from dataclasses import replace
from email.message import EmailMessage, MIMEPart
from email.policy import default
from pathlib import Path

from langnghe.intake.readers import formats
from langnghe.intake.readers.html import html_blocks, text_of_page
from langnghe.intake.readers.lines import one_line
from langnghe.intake.readers.shape import Draft, Refused, Source
from langnghe.intake.readers.txt import text_blocks
from langnghe.text.blocks import Block, Unread
from langnghe.text.normal import clean, decode, fold

_ADDRESS_LINE = re.compile(
    r"[>\s*]*(?:from|to|cc|bcc|sent|reply-to|tu|den|toi|gui|nguoi gui|nguoi nhan|dong kinh gui)\s*:.*(?:@|<|mailto)"
    r"|.*<[^<>\s]+@[^<>\s]+>.*(?:da viet|wrote)\s*:?\s*$"
)
_DOCUMENTS = frozenset(("docx", "doc", "pdf", "xlsx", "xls", "txt", "csv", "html"))
_ENDINGS = frozenset(ending for kind in _DOCUMENTS for ending in formats.FORMATS[kind][1])
MOST_ATTACHMENTS = 20


def read(source: Source) -> Draft:
    """The subject as a heading, the body, and the documents attached; pictures and other files are unread.

    The places of the second attachment begin with "a2.".
    """
    message = email.message_from_bytes(source.content, policy=default)
    draft = Draft()
    if subject := one_line(str(message.get("Subject", ""))):
        draft.blocks.append(Block("heading", subject, "h1", 1))
    draft.blocks += [block for block in _body(message, source) if not _ADDRESS_LINE.match(fold(block.text))]
    _read_attachments([part for part in message.iter_attachments() if _is_file(part)], source, draft)
    return draft


def _read_attachments(parts: Iterable[MIMEPart], source: Source, draft: Draft) -> None:
    for number, part in enumerate(parts, start=1):
        name = clean(part.get_filename() or "")
        content = part.get_payload(decode=True)
        if number > MOST_ATTACHMENTS or not isinstance(content, bytes) or not _is_document(content, name):
            draft.unread.append(_unread(part))
            continue
        reading = formats.read_source(replace(source, content=content, name=name, path=""))
        place = f"a{number}"
        draft.blocks += [replace(block, place=f"{place}.{block.place}") for block in reading.blocks]
        draft.unread += [_of_attachment(missing, place, name) for missing in reading.unread]
        draft.notes += [f"Tệp đính kèm «{name}»: {note}" for note in reading.notes]


def _is_document(content: bytes, name: str) -> bool:
    """Whether an attachment is a document by its name and, where it can be told, by its content."""
    if Path(name).suffix.lower() not in _ENDINGS:
        return False
    try:
        return formats.recognise(content, name) in _DOCUMENTS
    except Refused:
        return True  # the reader says why it cannot be read


def _of_attachment(missing: Unread, place: str, name: str) -> Unread:
    return Unread(".".join(filter(None, (place, missing.place))), f"Tệp đính kèm «{name}»: {missing.reason}")


def _body(message: EmailMessage, source: Source) -> list[Block]:
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return []
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return []
    if part.get_content_subtype() == "html":
        return html_blocks(_decoded(part, content) or text_of_page(content), source)
    return text_blocks(_decoded(part, content) or decode(content)[0])


def _decoded(part: MIMEPart, content: bytes) -> str:
    """The text in the charset that the part declares; "" where it declares none or the bytes do not fit it."""
    try:
        return content.decode(part.get_content_charset() or "")
    except (LookupError, UnicodeDecodeError):
        return ""


def _is_file(part: MIMEPart) -> bool:
    return bool(part.get_filename()) or part.get_content_maintype() != "image"


def _unread(part: MIMEPart) -> Unread:
    name = clean(part.get_filename() or part.get_content_type())
    return Unread("", f"Tệp đính kèm «{name}» chưa đọc; hãy tải tệp về rồi gửi lên riêng.")
