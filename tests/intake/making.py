"""Small office files, written by hand: each test says only the part that it is about."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

import xlsxwriter

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"

_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
_ROOT_RELS = (
    f'<?xml version="1.0"?><Relationships xmlns="{RELS}"><Relationship Id="rId1" '
    f'Type="{R}/officeDocument" Target="word/document.xml"/></Relationships>'
)


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A ZIP file with these parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return target.getvalue()


def document(body: str) -> str:
    """``word/document.xml`` around a body."""
    head = f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{W}" xmlns:r="{R}">'
    return f"{head}<w:body>{body}</w:body></w:document>"


def docx(body: str, parts: Mapping[str, str | bytes] | None = None) -> bytes:
    """A DOCX with this body (WordprocessingML), and further or other parts."""
    usual = {"[Content_Types].xml": _TYPES, "_rels/.rels": _ROOT_RELS, "word/document.xml": document(body)}
    return zipped(usual | dict(parts or {}))


def p(text: str = "", properties: str = "", run: str = "") -> str:
    """A paragraph of one run."""
    inner = f'<w:r><w:rPr>{run}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def run(text: str, font: str = "") -> str:
    """A run in a font."""
    fonts = f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>' if font else ""
    return f'<w:r><w:rPr>{fonts}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def table(rows: Sequence[Sequence[str]]) -> str:
    """A table; a cell that begins with "<" is taken as WordprocessingML of a whole ``w:tc``."""
    cells = ("".join(cell if cell.startswith("<w:tc") else f"<w:tc>{p(cell)}</w:tc>" for cell in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def tc(text: str, span: int = 1, merge: str = "") -> str:
    """A table cell over ``span`` columns; ``merge`` is "restart" or "continue" of a cell over several rows."""
    merged = f'<w:vMerge w:val="{merge}"/>' if merge else ""
    return f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/>{merged}</w:tcPr>{p(text)}</w:tc>'


def xlsx(
    rows: Sequence[Sequence[object]], merges: Sequence[tuple[int, int, int, int, str]] = (), **sheets: str
) -> bytes:
    """A workbook; ``merges`` as (top, left, bottom, right, text), from 0; ``sheets`` are further, hidden sheets."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as book:
        dated = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet = book.add_worksheet("Tổng hợp")
        for i, row in enumerate(rows):
            for j, value in enumerate(row):
                if hasattr(value, "year"):
                    sheet.write_datetime(i, j, value, dated)
                elif value not in (None, ""):
                    sheet.write(i, j, value)
        for top, left, bottom, right, text in merges:
            sheet.merge_range(top, left, bottom, right, text)
        for name, text in sheets.items():
            hidden = book.add_worksheet(name)
            hidden.write(0, 0, text)
            hidden.hide()
    return target.getvalue()


def pdf(
    lines: Sequence[str] = ("De nghi sua duong",), extra: str = "", trailer: str = "", content: bytes = b""
) -> bytes:
    """A PDF of one page with ASCII lines; ``extra`` are further objects from number 6, ``trailer`` further entries."""
    text = "".join(f"1 0 0 1 72 {760 - 20 * i} Tm ({line}) Tj\n" for i, line in enumerate(lines))
    stream = content or f"BT /F1 12 Tf\n{text}ET".encode("ascii")
    filtered = "/Filter /FlateDecode " if content else ""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< {filtered}/Length {len(stream)} >>\nstream\n".encode() + stream + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    return assembled_pdf(objects, extra, trailer)


def assembled_pdf(objects: Sequence[bytes], extra: str = "", trailer: str = "") -> bytes:
    """Numbered objects with their cross-reference table."""
    parts = [b"%PDF-1.4\n"]
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(sum(map(len, parts)))
        parts.append(b"%d 0 obj\n" % number + body + b"\nendobj\n")
    parts.append(extra.encode())
    start = sum(map(len, parts))
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    parts.append(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode())
    parts.append(f"trailer << /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF".encode())
    return b"".join(parts)


def relationships(kind: str, target: str, mode: str = "External") -> str:
    """A relationship part with one relationship."""
    return (
        f'<?xml version="1.0"?><Relationships xmlns="{RELS}"><Relationship Id="rId9" Type="{R}/{kind}" '
        f'Target="{target}" TargetMode="{mode}"/></Relationships>'
    )


def eml(body: str, *, html: bool = False, attachments: Mapping[str, bytes] | None = None) -> bytes:
    """A message with a body and attachments."""
    from email.message import EmailMessage

    message = EmailMessage()
    message["From"] = "Nguyễn Văn Thử <thu.nguyen@hop-thu.example>"
    message["To"] = "Văn phòng <vanphong@tinh.example>"
    message["Subject"] = "Báo cáo nhanh ý kiến Nhân dân"
    message["Date"] = "Mon, 05 Oct 2026 08:00:00 +0700"
    message.set_content(body, subtype="html" if html else "plain")
    for name, content in (attachments or {}).items():
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()
