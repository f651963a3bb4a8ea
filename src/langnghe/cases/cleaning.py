"""A file without what it tells about whoever made it: positions, cameras, authors, editors, dates, paths.

    format = recognise(content, name)     from the first bytes; ValueError for what is not taken
    cleaned = clean(content, format)
    left = personal_in(cleaned, format)   what still reads like personal data in it; of a picture nothing can be said

What is stripped, honestly:

- jpg, png, webp: the picture is drawn anew from its pixels, upright, at most LONGEST a side. Nothing else stays.
- docx, xlsx: properties, thumbnail, custom XML, names and dates of comments, tracked changes and people, revision ids,
  the file's path on its maker's computer; pictures inside are drawn anew, files inside are cleaned the same way.
  Text stays as it is, the text of comments too.
- pdf: pages are copied into a new file, notes and forms drawn onto them; properties, attachments, scripts and links
  between pages do not come along. Where a page still carries a picture's own properties, it is drawn anew as a picture
  (its text can then no longer be searched).
- txt: personal data are redacted, as in everything typed.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import pypdfium2
from lxml import etree
from PIL import Image, ImageOps
from pypdfium2 import raw as pdfium

from langnghe.intake.readers import formats
from langnghe.intake.readers.shape import LIMITS, Refused
from langnghe.intake.readers.zipped import Package, parse
from langnghe.privacy.door import admit_texts
from langnghe.text.redact import marks, redact_many

LONGEST = 4000  # pixels of a picture's longer side: a page at 300 dpi fits
MOST_PIXELS = 120_000_000  # of a picture before it is opened
DRAWN_DPI = 150  # of a page that must be drawn anew
_NOBODY = "—"
_BROKEN = "Tệp bị hỏng nên không nhận được. Hãy mở tệp trên máy, lưu lại thành bản mới rồi gửi lại."
_PICTURES = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png", "WEBP": "webp"}  # MPO: what many telephones call JPEG


def recognise(content: bytes, name: str) -> str:
    """Format of a file by its first bytes. Raises ValueError with a sentence for the user."""
    if not content.strip(b"\0 \t\r\n"):
        raise ValueError("Tệp rỗng, không có nội dung. Hãy kiểm tra rồi gửi lại.")
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    try:
        found = formats.recognise(content, name)
    except Refused as refusal:
        raise ValueError(str(refusal)) from None
    return _PICTURES.get(_picture(content).format or "", "") if found == "image" else found


def clean(content: bytes, format: str) -> bytes:
    """The same file without what it tells about its maker. Raises ValueError with a sentence for the user."""
    try:
        return _CLEANERS[format](content)
    except Refused as refusal:
        raise ValueError(str(refusal)) from None
    except (etree.XMLSyntaxError, zipfile.BadZipFile, EOFError, KeyError, OSError, SyntaxError):
        raise ValueError(_BROKEN) from None


def personal_in(content: bytes, format: str) -> list[str]:
    """Kinds of personal data that the text of a cleaned file still holds, as their marks say them: "[TÊN]"."""
    found = redact_many([_TEXTS[format](content)])[0] if format in _TEXTS else None
    kinds = {span.kind for span in found.spans} if found else set()
    return [mark for kind, mark in marks().items() if kind in kinds]


def _text_of_package(content: bytes) -> str:
    """All that is written in a Word or Excel file, a paragraph or a cell a line."""
    package = Package(content, LIMITS)
    parts = [parse(package.read(name)) for name in package.names if _WRITTEN.fullmatch(name)]
    lines = [line for part in parts for line in part.iter("{*}p", "{*}si", "{*}is", "{*}comment")]
    return "\n".join("".join(piece.text or "" for piece in line.iter("{*}t")) for line in lines)


def _text_of_pdf(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


_WRITTEN = re.compile(r"(word|xl)/([^/]+|worksheets/[^/]+)\.xml")
_TEXTS: dict[str, Callable[[bytes], str]] = {
    "docx": _text_of_package,
    "xlsx": _text_of_package,
    "pdf": _text_of_pdf,
    "txt": lambda content: content.decode("utf-8", "replace"),
}


# --- pictures ---------------------------------------------------------------------------------------------------


def _picture(content: bytes) -> Image.Image:
    try:
        picture = Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP", "TIFF"))
    except Image.DecompressionBombError:
        raise ValueError("Ảnh quá lớn. Hãy thu nhỏ rồi gửi lại.") from None
    except (OSError, ValueError, SyntaxError):
        raise ValueError("Ảnh bị hỏng nên không mở được. Hãy chụp hoặc quét lại rồi gửi.") from None
    if picture.width * picture.height > MOST_PIXELS:
        raise ValueError("Ảnh quá lớn. Hãy thu nhỏ rồi gửi lại.")
    return picture


def _clean_picture(content: bytes) -> bytes:
    picture = _picture(content)
    format = "JPEG" if picture.format in ("JPEG", "MPO") else picture.format or "PNG"
    try:
        picture.draft("RGB", (LONGEST, LONGEST))  # of a large JPEG no more is decoded than is kept
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((LONGEST, LONGEST))
    except (OSError, ValueError, SyntaxError):
        raise ValueError("Ảnh bị hỏng nên không mở được. Hãy chụp hoặc quét lại rồi gửi.") from None
    mode = "RGBA" if format != "JPEG" and upright.has_transparency_data else "RGB"
    drawn = Image.new(mode, upright.size)  # a new picture: nothing of the old one's properties can come along
    drawn.paste(upright.convert(mode))
    out = io.BytesIO()
    drawn.save(out, format, quality=88)
    return out.getvalue()


# --- Word and Excel ---------------------------------------------------------------------------------------------

_AUTHORS = re.compile(r"(^|\})(author|initials|userName|userId|providerId)$")
_DATES = re.compile(r"\}(date|dateUtc)$|^(dT|dateTime)$")
_REVISION = re.compile(r"\}rsid\w*$")
_PROPERTIES = {
    "docProps/core.xml": b'<?xml version="1.0" encoding="UTF-8"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
    "docProps/app.xml": b'<?xml version="1.0" encoding="UTF-8"?><Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
    "docProps/custom.xml": b'<?xml version="1.0" encoding="UTF-8"?><Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>',
}
_DROPPED = re.compile(r"docProps/thumbnail\..*")
_CUSTOM = re.compile(r"customXml/item\d+\.xml")
_INSIDE = re.compile(r"(word|xl)/embeddings/.*")
_MEDIA = re.compile(r"(word|xl)/media/.*\.(jpe?g|png|webp)", re.IGNORECASE)


def _clean_package(content: bytes) -> bytes:
    package = Package(content, LIMITS)
    package.refuse_active_content()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(package.names, key=lambda name: (name != "[Content_Types].xml", name)):
            if not _DROPPED.fullmatch(name) and not name.endswith("/"):
                # Writing by ZipInfo leaves out the times, systems and comments that an entry can carry.
                target.writestr(zipfile.ZipInfo(name), _clean_part(name, package.read(name)), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _clean_part(name: str, content: bytes) -> bytes:
    if name in _PROPERTIES:
        return _PROPERTIES[name]
    if _CUSTOM.fullmatch(name):
        return b"<removed/>"
    if _MEDIA.fullmatch(name):
        return _clean_picture(content)
    if _INSIDE.fullmatch(name):
        return _clean_inside(content)
    return _clean_xml(name, content) if name.endswith((".xml", ".rels")) else content


def _clean_inside(content: bytes) -> bytes:
    if not content.startswith(b"PK"):
        raise ValueError("Trong tệp có nhúng một tệp khác không làm sạch được. Hãy bỏ phần nhúng, lưu lại rồi gửi.")
    return _clean_package(content)


def _clean_xml(name: str, content: bytes) -> bytes:
    root = parse(content)
    for node in list(root.iter(etree.Element)):
        _clean_node(node)
    if name.startswith("xl/comments"):
        _clean_sheet_comments(root)
    for person in root.iter("{*}person") if name.startswith("xl/persons") else ():
        person.set("displayName", _NOBODY)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _clean_node(node: etree._Element) -> None:
    local, parent = etree.QName(node).localname, node.getparent()
    if parent is not None and (local in ("absPath", "rsids") or node.get("Type", "").endswith("/thumbnail")):
        parent.remove(node)
        return
    for key in [str(key) for key in node.attrib]:
        if _REVISION.search(key) or _DATES.search(key):
            del node.attrib[key]
        elif _AUTHORS.search(key):
            node.set(key, _NOBODY)
    if local == "Relationship" and node.get("TargetMode") == "External" and _is_path(node.get("Target", "")):
        node.set("Target", "file:///khong-con")


def _is_path(target: str) -> bool:
    return target.lower().startswith("file:") or "\\" in target


def _clean_sheet_comments(root: etree._Element) -> None:
    """Excel writes the author's name into the comment's first run, too."""
    authors = list(root.iter("{*}author"))
    names = {f"{(node.text or '').strip()}:" for node in authors if (node.text or "").strip()}
    for node in root.iter("{*}t"):
        if (node.text or "").strip() in names:
            node.text = ""
    for node in authors:
        node.text = _NOBODY


# --- PDF --------------------------------------------------------------------------------------------------------

_OWN_PROPERTIES = (b"Exif\0\0", b"http://ns.adobe.com/xap", b"/Metadata", b"/LastModified", b"/PieceInfo")


def _clean_pdf(content: bytes) -> bytes:
    source = _pdf(content)
    try:
        copied = _copied(source)
        return _drawn(copied) if any(mark in copied for mark in _OWN_PROPERTIES) else copied
    except pypdfium2.PdfiumError:
        raise ValueError(_BROKEN) from None
    finally:
        source.close()


def _pdf(content: bytes) -> pypdfium2.PdfDocument:
    try:
        source = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise ValueError("Tệp PDF có mật khẩu. Hãy bỏ mật khẩu rồi gửi lại.") from None
        raise ValueError(_BROKEN) from None
    if len(source) > LIMITS.pages:
        raise ValueError(f"Tệp PDF có hơn {LIMITS.pages} trang. Hãy chia nhỏ rồi gửi lại.")
    return source


def _copied(source: pypdfium2.PdfDocument) -> bytes:
    """The pages in a new file; notes and form fields become part of the page, their authors' names do not."""
    for page in source:
        pdfium.FPDFPage_Flatten(page, pdfium.FLAT_PRINT)
        page.close()
    target = pypdfium2.PdfDocument.new()
    target.import_pages(source)
    return _saved(target)


def _drawn(content: bytes) -> bytes:
    """Every page as a picture of itself: slower and larger, but nothing that is not seen stays."""
    source, target = pypdfium2.PdfDocument(content), pypdfium2.PdfDocument.new()
    for page in source:
        picture = io.BytesIO()
        page.render(scale=DRAWN_DPI / 72).to_pil().convert("RGB").save(picture, "JPEG", quality=85)
        image = pypdfium2.PdfImage.new(target)
        image.load_jpeg(picture, inline=True)
        width, height = page.get_size()
        image.set_matrix(pypdfium2.PdfMatrix().scale(width, height))
        blank = target.new_page(width, height)
        blank.insert_obj(image)
        blank.gen_content()
    source.close()
    return _saved(target)


def _saved(document: pypdfium2.PdfDocument) -> bytes:
    out = io.BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()


# --- text -------------------------------------------------------------------------------------------------------


def _clean_text(content: bytes) -> bytes:
    for encoding in ("utf-8-sig", "utf-16", "cp1258"):
        try:
            return admit_texts([content.decode(encoding)])[0].encode()
        except UnicodeError:
            continue
    raise ValueError("Không đọc được bảng mã của tệp chữ này. Hãy lưu lại bằng UTF-8 rồi gửi.")


_CLEANERS: dict[str, Callable[[bytes], bytes]] = {
    "jpg": _clean_picture,
    "png": _clean_picture,
    "webp": _clean_picture,
    "docx": _clean_package,
    "xlsx": _clean_package,
    "pdf": _clean_pdf,
    "txt": _clean_text,
}
