"""EML and MHT: the body of a message; who sent it and to whom is never read."""

from __future__ import annotations

import email
import re
from email.message import EmailMessage, MIMEPart
from email.policy import default

from langnghe.intake.readers.html import html_blocks, text_of_page
from langnghe.intake.readers.lines import one_line
from langnghe.intake.readers.shape import Draft, Source
from langnghe.intake.readers.txt import text_blocks
from langnghe.text.blocks import Block, Unread
from langnghe.text.normal import clean, decode, fold

_ADDRESS_LINE = re.compile(
    r"[>\s*]*(?:from|to|cc|bcc|sent|reply-to|tu|den|toi|gui|nguoi gui|nguoi nhan|dong kinh gui)\s*:.*(?:@|<|mailto)"
    r"|.*<[^<>\s]+@[^<>\s]+>.*(?:da viet|wrote)\s*:?\s*$"
)


def read(source: Source) -> Draft:
    """The subject as a heading, the body, and each attachment as unread."""
    message = email.message_from_bytes(source.content, policy=default)
    draft = Draft()
    if subject := one_line(str(message.get("Subject", ""))):
        draft.blocks.append(Block("heading", subject, "h1", 1))
    draft.blocks += [block for block in _body(message, source) if not _ADDRESS_LINE.match(fold(block.text))]
    draft.unread += [_attachment(part) for part in message.iter_attachments() if _is_file(part)]
    return draft


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


def _attachment(part: MIMEPart) -> Unread:
    name = clean(part.get_filename() or part.get_content_type())
    return Unread("", f"Tệp đính kèm «{name}» chưa đọc; hãy tải tệp về rồi gửi lên riêng.")
