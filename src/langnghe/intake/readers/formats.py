"""Which reader a file goes to: its first bytes decide, not its name."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from langnghe.intake.readers.shape import LIMITS, Draft, Layout, Limits, Reading, Refused, Source
from langnghe.intake.readers.zipped import Package
from langnghe.text.blocks import Unread

# --- recognising ------------------------------------------------------------------------------------------------

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ACCEPTED = "Hãy gửi bản DOCX, DOC, XLSX, XLS, CSV, PDF, ảnh PNG/JPG/TIF, TXT, HTML hoặc EML."

# format -> (module, file name endings); csv and txt have no first bytes of their own
FORMATS: dict[str, tuple[str, tuple[str, ...]]] = {
    "docx": ("docx", (".docx",)),
    "doc": ("doc", (".doc", ".rtf")),
    "xls": ("workbook", (".xls",)),
    "xlsx": ("workbook", (".xlsx",)),
    "pdf": ("pdf", (".pdf",)),
    "image": ("image", (".png", ".jpg", ".jpeg", ".tif", ".tiff")),
    "html": ("html", (".html", ".htm")),
    "eml": ("eml", (".eml", ".mht", ".mhtml")),
    "csv": ("csv_table", (".csv", ".tsv")),
    "txt": ("txt", (".txt", ".text", ".md")),
}

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"),
    (b"{\\rtf", "doc"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"II*\0", "image"),
    (b"MM\0*", "image"),
)
_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"Rar!", "tệp nén RAR"),
    (b"7z\xbc\xaf", "tệp nén 7z"),
    (b"\x1f\x8b", "tệp nén GZIP"),
    (b"BZh", "tệp nén BZIP2"),
    (b"\xfd7zXZ", "tệp nén XZ"),
    (b"MZ", "chương trình Windows"),
    (b"\x7fELF", "chương trình"),
    (b"GIF8", "ảnh GIF"),
    (b"\0\0\0\x18ftyp", "phim"),
    (b"\0\0\0 ftyp", "phim hoặc ảnh HEIC"),
    (b"ID3", "tệp âm thanh"),
    (b"OggS", "tệp âm thanh"),
    (b"RIFF", "tệp âm thanh hoặc phim"),
    (b"SQLite format 3", "cơ sở dữ liệu"),
)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|meta|div|p)\b", re.IGNORECASE)
_MAIL = re.compile(rb"(?:^|\n)(?:From|To|Subject|Received|MIME-Version|Return-Path|Date|Message-ID):", re.IGNORECASE)


def recognise(content: bytes, name: str) -> str:
    """Format of a file; :class:`Refused` for what is never read."""
    for magic, format in _MAGIC:
        if content.startswith(magic) or (format == "pdf" and magic in content[:1024]):
            return format
    if content.startswith(_OLE):
        return _ole_format(content)
    if content.startswith(b"PK"):
        return _zip_format(content)
    for magic, what in _FOREIGN:
        if content.startswith(magic):
            raise Refused(f"Đây là {what}, không phải văn bản. {_ACCEPTED}")
    return _text_format(content, name)


def _utf16(name: str) -> bytes:
    return name.encode("utf-16-le")


def _ole_format(content: bytes) -> str:
    """Kind of an OLE compound file, by the names in its directory."""
    if _utf16("EncryptedPackage") in content or _utf16("EncryptionInfo") in content:
        raise Refused("Tệp có mật khẩu. Hãy bỏ mật khẩu rồi gửi lại.")
    if _utf16("_VBA_PROJECT") in content or _utf16("Macros") in content:
        raise Refused("Tệp có chứa macro nên không được đọc. Hãy lưu lại thành .docx hoặc .xlsx rồi gửi lại.")
    for stream, format in (("WordDocument", "doc"), ("Workbook", "xls"), ("Book", "xls")):
        if _utf16(stream) in content:
            return format
    if len(content) < 4096:
        raise Refused("Tệp bị hỏng hoặc tải lên chưa hết. Hãy mở tệp trên máy, lưu lại rồi gửi lại.")
    raise Refused(f"Không nhận ra đây là văn bản Word hay Excel. {_ACCEPTED}")


def _zip_format(content: bytes) -> str:
    package = Package(content, LIMITS)
    main = package.main_part()
    folder = main.split("/")[0] or next((f for f in ("word", "xl", "ppt") if package.matching(f"{f}/.+")), "")
    match folder:
        case "word":
            return "docx"
        case "xl":
            return "xlsx"
        case "ppt":
            raise Refused("Đây là bài trình chiếu PowerPoint. Hãy lưu nội dung thành DOCX hoặc PDF rồi gửi lại.")
    if "mimetype" in package.names:
        raise Refused("Đây là tệp OpenDocument. Hãy lưu lại thành DOCX hoặc XLSX rồi gửi lại.")
    raise Refused("Đây là tệp nén. Hãy giải nén rồi gửi từng tệp bên trong.")


def _text_format(content: bytes, name: str) -> str:
    start = content[:4096]
    ending = Path(name).suffix.lower()
    if _HTML.search(start.replace(b"\0", b"")[:2048]) and start.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")[:1] == b"<":
        return "html"
    if len(_MAIL.findall(start)) >= 3 or (ending in FORMATS["eml"][1] and _MAIL.search(start)):
        return "eml"
    if _is_binary(content):
        raise Refused(f"Không nhận ra loại tệp này. {_ACCEPTED}")
    return "csv" if ending in FORMATS["csv"][1] else "txt"


def _is_binary(content: bytes) -> bool:
    """Text has next to no control characters; UTF-16 has a zero in every other byte."""
    sample = content[:8192]
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")) or sample[1::2].count(0) > len(sample) / 6 > sample[::2].count(0):
        return False
    strange = sum(sample.count(code) for code in (*range(9), *range(14, 27), *range(28, 32)))
    return strange > len(sample) / 100


# --- reading ----------------------------------------------------------------------------------------------------


def read(
    path: str | Path,
    *,
    name: str | None = None,
    layout: Layout | None = None,
    drop_people: bool = True,
    limits: Limits = LIMITS,
    more_time: Callable[[float], None] = lambda seconds: None,
) -> Reading:
    """Read one file, whatever it is. Bad content never raises: it is told in ``unread``.

    ``name`` is the name that the sender gave it; ``layout`` a remembered table layout. Columns that say who spoke are
    emptied unless ``drop_people`` is false. OSError where the file itself cannot be opened.
    """
    name = name if name is not None else Path(path).name
    size = Path(path).stat().st_size
    if size > limits.file_bytes:
        limit = limits.file_bytes >> 20
        return _refusal(f"Tệp lớn hơn {limit} MB nên không được đọc. Hãy chia nhỏ tệp rồi gửi lại.")
    source = Source(Path(path).read_bytes(), name, str(path), layout, drop_people, limits, more_time)
    return read_source(source)


def read_source(source: Source) -> Reading:
    """Read a file that is already in memory; see :func:`read`."""
    format = ""
    try:
        if not source.content.strip(b"\0 \t\r\n"):
            raise Refused("Tệp rỗng, không có nội dung. Hãy kiểm tra rồi gửi lại.")
        format = recognise(source.content, source.name)
        return _finish(_reader(format)(source), format, source)
    except Refused as refusal:
        return _refusal(str(refusal), format)
    except MemoryError:
        return _refusal("Tệp cần quá nhiều bộ nhớ để đọc. Hãy chia nhỏ tệp rồi gửi lại.", format)
    except Exception as error:  # noqa: BLE001 - parsers of hostile bytes raise anything; the file is told as unread
        reason = "Tệp bị hỏng nên không đọc được. Hãy mở tệp trên máy, lưu lại thành bản mới rồi gửi lại."
        return _refusal(reason, format, notes=(f"Lỗi khi đọc: {type(error).__name__}.",))


def _reader(format: str) -> Callable[[Source], Draft]:
    """Readers are imported at their first file: most runs need two or three of them."""
    module = import_module(f"langnghe.intake.readers.{FORMATS[format][0]}")
    read_one: Callable[[Source], Draft] = module.read
    return read_one


def _refusal(reason: str, format: str = "", notes: tuple[str, ...] = ()) -> Reading:
    return Reading((), (Unread("", reason),), notes, format)


def _finish(draft: Draft, format: str, source: Source) -> Reading:
    blocks = tuple(block for block in draft.blocks if block.text.strip())
    unread = list(draft.unread)
    if not blocks and not unread:
        unread.append(Unread("", "Tệp không có chữ nào để đọc. Hãy kiểm tra rồi gửi lại bản có nội dung."))
    if sum(len(block.text) for block in blocks) > source.limits.characters:
        return _refusal("Tệp có quá nhiều chữ cho một lần đọc. Hãy chia nhỏ tệp rồi gửi lại.", format)
    return Reading(blocks, tuple(unread), (*_mismatch(format, source.name), *draft.notes), format)


def _mismatch(format: str, name: str) -> tuple[str, ...]:
    ending = Path(name).suffix.lower()
    if not ending or ending in FORMATS[format][1] or (format == "txt" and ending not in _known_endings()):
        return ()
    return (f"Đuôi tệp là «{ending}» nhưng nội dung là {format.upper()}; đã đọc theo nội dung.",)


def _known_endings() -> set[str]:
    return {ending for _, endings in FORMATS.values() for ending in endings}
