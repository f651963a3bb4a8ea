"""Plain files of a paper: text, table, mail, web page, picture; standard library and xlsxwriter only."""

from __future__ import annotations

import csv as csv_file
import datetime as dt
import io
import zipfile
from collections.abc import Iterator, Sequence
from email.message import EmailMessage
from email.utils import format_datetime
from html import escape

import xlsxwriter

from langnghe.demo.parts import Part
from langnghe.text.normal import to_tcvn3


def lines(parts: Sequence[Part]) -> Iterator[str]:
    """The paper as lines of text, as somebody types it without a word processor."""
    for part in parts:
        if part.kind == "letterhead":
            yield from (cell for row in part.rows for cells in row for cell in cells.split("\n"))
        elif part.kind == "table":
            yield from ("\t".join(row) for row in part.rows)
        elif part.kind == "bullet":
            yield f"- {part.text}"
        else:
            yield from part.text.split("\n")


def txt(parts: Sequence[Part]) -> bytes:
    return "\r\n".join(lines(parts)).encode()


def txt_tcvn3(parts: Sequence[Part]) -> bytes:
    """As old machines wrote it: one byte a letter, no word about which encoding."""
    return to_tcvn3("\r\n".join(lines(parts))).encode("latin-1", "replace")


def csv(parts: Sequence[Part], separator: str) -> bytes:
    """The tables alone, with the mark that spreadsheets need to see UTF-8."""
    out = io.StringIO()
    writer = csv_file.writer(out, delimiter=separator)
    for part in parts:
        writer.writerows(part.rows if part.kind == "table" else ())
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def eml(parts: Sequence[Part], unit: str, month: int) -> bytes:
    """A mail with the paper in its body."""
    message = EmailMessage()
    message["From"] = f"{unit} <vanphong@lamgiang.example>"
    message["To"] = "Ban Tuyên giáo và Dân vận Tỉnh ủy <tonghop@lamgiang.example>"
    message["Subject"] = f"Báo cáo tình hình nhân dân tháng {month}/2026"
    message["Date"] = format_datetime(dt.datetime(2026, month, 21, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=7))))
    message["Message-ID"] = f"<bao-cao-{month}-{len(parts)}@lamgiang.example>"
    message.set_content("\n".join(lines(parts)))
    return message.as_bytes()


def xlsx(parts: Sequence[Part]) -> bytes:
    """A sheet: letterhead and titles above, the table with wrapped and merged cells, what follows below."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True, "border": 1})
        cell = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
        title = book.add_format({"bold": True, "align": "center"})
        sheet = book.add_worksheet("Tổng hợp")
        width = max(len(part.rows[0]) for part in parts if part.kind == "table")
        top = 0
        for part in parts:
            if part.kind == "table":
                _write_table(sheet, part, top, bold, cell)
                top += len(part.rows)
                continue
            for line in lines([part]):
                if line.strip():
                    sheet.merge_range(top, 0, top, width - 1, line, title)
                    top += 1
    return out.getvalue()


def _write_table(sheet: xlsxwriter.worksheet.Worksheet, part: Part, top: int, bold: object, cell: object) -> None:
    for column in range(len(part.rows[0])):
        longest = max(len(row[column]) for row in part.rows)
        sheet.set_column(column, column, min(max(longest, 6), 60))
    covered = {(i, j) for a, b, c, d in part.merges for i in range(a, c + 1) for j in range(b, d + 1)}
    for number, row in enumerate(part.rows):
        for column, text in enumerate(row):
            if (number, column) not in covered:
                sheet.write(
                    top + number, column, int(text) if text.isdigit() else text, bold if number < part.heads else cell
                )
    for a, b, c, d in part.merges:
        sheet.merge_range(top + a, b, top + c, d, part.rows[a][b], bold)


_PAGE = """<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">
<head><meta http-equiv=Content-Type content="text/html; charset=utf-8"><meta name=Generator content="Microsoft Word 15">
<style>p.MsoNormal, li.MsoNormal {{margin:0cm;font-size:14.0pt;font-family:"Times New Roman",serif;}}</style></head>
<body lang=VI style='word-wrap:break-word'><div class=WordSection1>
{body}
</div></body></html>
"""


def html(parts: Sequence[Part]) -> bytes:
    """A web page as Word saves it."""
    return _PAGE.format(body="\n".join(map(_html, parts))).encode()


def _html(part: Part) -> str:
    if part.rows:
        style = "border:none" if part.kind == "letterhead" else "border:solid windowtext 1.0pt"
        rows = "".join(f"<tr>{''.join(_html_cell(cell, style) for cell in row)}</tr>\n" for row in part.rows)
        return f"<table class=MsoTableGrid border={int(part.kind == 'table')} cellspacing=0>{rows}</table>"
    text = escape(part.text, quote=False).replace("\n", "<br>\n")
    if part.kind == "bullet":
        mark = "<span style='mso-list:Ignore'>-<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp; </span></span>"
        return f"<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'>{mark}{text}</p>"
    bold = part.kind in ("heading", "title")
    return f"<p class=MsoNormal>{'<b>' if bold else ''}<span lang=VI>{text}</span>{'</b>' if bold else ''}</p>"


def _html_cell(cell: str, style: str) -> str:
    text = escape(cell, quote=False).replace("\n", "<br>")
    return f"<td valign=top style='{style};padding:0cm 5.4pt'><p class=MsoNormal>{text}</p></td>"


def with_macro(content: bytes) -> bytes:
    """The same Word file with a macro part in it (a few zero bytes, nothing that runs)."""
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/vbaProject.bin", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
    return out.getvalue()


def pdf_of_picture(jpeg: bytes, width: int, height: int, dots: int) -> bytes:
    """A PDF of one page that holds nothing but a grey JPEG, as scanners make it."""
    box = f"{width * 72 / dots:.0f} {height * 72 / dots:.0f}"
    draw = f"q {box.split()[0]} 0 0 {box.split()[1]} 0 0 cm /I Do Q".encode()
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {box}] /Contents 4 0 R"
        " /Resources << /XObject << /I 5 0 R >> >> >>".encode(),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(draw), draw),
        f"<< /Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceGray"
        f" /BitsPerComponent 8 /Filter /DCTDecode /Length {len(jpeg)} >>\nstream\n".encode()
        + jpeg
        + b"\nendstream",
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    rows = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    tail = f"xref\n0 6\n0000000000 65535 f \n{rows}trailer << /Size 6 /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + tail.encode()
