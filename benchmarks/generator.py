"""What the benchmarks feed on, all of it invented by us and the same for the same seed.

:func:`statement` gives any number of statements of about 300 characters, each from its own number alone: a sentence
that the program is shipped with, at a fictional place, with what else people say. One in five is an edited copy of
an earlier one, one in five holds personal data (telephone prefixes and ID codes are out of use). :func:`write_reports`
puts statements into the mixed files that units send: DOCX in paragraphs and in tables, XLSX, PDF, TXT, CSV, HTML, EML.

    python -m benchmarks.generator FOLDER [--files 200] [--opinions 4000]
"""

from __future__ import annotations

import argparse
import csv
import io
import random
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from email.message import EmailMessage
from functools import cache
from html import escape
from pathlib import Path

import docx
import xlsxwriter

from langnghe.text.examples import Example, shipped
from langnghe.text.normal import fold

COPIES, PERSONAL = 0.2, 0.2  # shares of the statements
FIRST, SECOND, PARTS, FAMILY, MIDDLE, GIVEN = (
    line.split()
    for line in (
        "An Bình Cẩm Đại Đông Gia Hải Hòa Hưng Khánh Kim Lâm Long Mai Minh Mỹ Nam Ngọc Phú Phước Sơn Tân Thanh",
        "Châu Đồng Giang Hà Khê Lạc Lĩnh Lộc Mỹ Nghĩa Ninh Phong Sơn Tân Thành Thọ Trung Vân Xuân Yên",
        "Thượng Hạ Đông Tây Nội Ngoại Trên Dưới Một Hai Ba Bốn",
        "Nguyễn Trần Lê Phạm Hoàng Phan Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý Giàng Quàng Lường Nông Đinh Trịnh",
        "Văn Thị Đình Đức Hữu Xuân Minh Ngọc Thanh Quang",
        "Bình Chung Dũng Giang Hạnh Hiền Hùng Hương Lan Loan Nghĩa Nhung Oanh Phúc Quyên Thắng Thủy Toản Tuấn Vinh",
    )
)
OPENERS = [
    "Cử tri {hamlet} phản ánh: ",
    "Bà con {hamlet} xã {commune} cho biết ",
    "Nhân dân {hamlet} bức xúc vì ",
    "Một số hộ ở {hamlet} có ý kiến: ",
    "Ở {hamlet} hiện nay ",
    "",
]
PERSONS = [
    "Ông {name}, điện thoại {phone}, {hamlet} phản ánh ",
    "Bà {name} (CCCD {card}) ở {hamlet} cho biết ",
    "Theo đơn của anh {name}, {hamlet}: ",
    "Chị {name}, số nhà {n}, {hamlet}, xã {commune} nêu ",
]
DETAILS = [
    "Tình trạng này kéo dài {year} năm nay, xã đã ghi nhận {m} lần",
    "Đã kiến nghị nhiều lần qua các kỳ họp nhưng {n} hộ vẫn chưa được trả lời rõ ràng",
    "Người già và {n} trẻ em trong khu là khổ nhất, nhất là vào mùa mưa lũ",
    "Việc này ảnh hưởng trực tiếp đến sinh hoạt và đi lại của {n} nhân khẩu",
    "Tháng trước đã có {m} trường hợp phải nhờ xã hỗ trợ tạm thời",
    "Đoàn kiểm tra về xem hôm {day} rồi để đó, đến nay không thấy thông báo gì",
    "Bà con tự góp {n} triệu đồng khắc phục đoạn gần cầu {bridge} nhưng không ăn thua",
    "Từ khi sáp nhập, dân khu {bridge} càng không biết phải hỏi cơ quan nào",
    "Mỗi năm dân trong khu {bridge} mất khoảng {n} triệu đồng vì chuyện này",
]
DEMANDS = [
    "Đề nghị cấp trên sớm kiểm tra và trả lời cho dân trước ngày {day}.",
    "Mong tỉnh bố trí kinh phí giải quyết trong năm {date}.",
    "Kiến nghị xử lý dứt điểm trước mùa mưa năm {date}.",
    "Yêu cầu công khai kế hoạch và thời gian thực hiện tại nhà văn hóa thôn.",
    "Đề nghị lãnh đạo xã {commune} xuống đối thoại trực tiếp với bà con.",
    "Xin cơ quan chức năng vào cuộc ngay kẻo muộn.",
]
ENDINGS = [" Xin trân trọng cảm ơn.", " Rất mong được quan tâm giải quyết.", " Kính mong sớm hồi âm!"]


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement; ``context`` is the unit and the heading it stands under, joined by " | "."""

    text: str
    context: str
    commune: str


def statement(number: int, seed: int = 7) -> Statement:
    """The statement of a number, whichever were asked for before."""
    draw = random.Random(seed << 32 | number)
    if number and draw.random() < COPIES:
        first = original(draw.randrange(number), seed)
        return Statement(edited(first.text, draw), first.context, first.commune)
    return original(number, seed)


def statements(start: int, stop: int, seed: int = 7) -> list[Statement]:
    return [statement(number, seed) for number in range(start, stop)]


def original(number: int, seed: int) -> Statement:
    """A statement of its own: said by whom, where, what, since when, and what is asked for."""
    draw = random.Random(seed << 32 | number)
    draw.random()  # the one that decides whether it is a copy
    example, commune = draw.choice(said()), f"{draw.choice(FIRST)} {draw.choice(SECOND)}"
    slots = _slots(draw, commune)
    opener = draw.choice(PERSONS if draw.random() < PERSONAL else OPENERS).format(**slots)
    parts = [opener + example.text.rstrip("."), draw.choice(DETAILS).format(**slots)]
    text = ". ".join([*parts, draw.choice(DEMANDS).format(**slots)])
    return Statement(text, f"UBND xã {commune} | Ý kiến, kiến nghị của Nhân dân", commune)


@cache
def said() -> Sequence[Example]:
    """The shipped sentences that are long enough to be the matter of a statement."""
    return [example for example in shipped() if example.topic and len(example.text) > 50]


def _slots(draw: random.Random, commune: str) -> dict[str, str]:
    return {
        "commune": commune,
        "hamlet": f"thôn {draw.choice(FIRST)} {draw.choice(SECOND)} {draw.choice(PARTS)}",
        "bridge": f"{draw.choice(SECOND)} {draw.choice(PARTS)}",
        "name": f"{draw.choice(FAMILY)} {draw.choice(MIDDLE)} {draw.choice(GIVEN)}",
        "phone": f"095{draw.randrange(10**7):07}",
        "card": f"000{draw.randrange(10**9):09}",
        "n": str(draw.randrange(3, 900)),
        "m": str(draw.randrange(2, 40)),
        "year": str(draw.randrange(2, 15)),
        "date": str(draw.randrange(2026, 2030)),
        "day": f"{draw.randrange(1, 29)}/{draw.randrange(1, 13)}/{draw.randrange(2025, 2028)}",
    }


def edited(text: str, draw: random.Random) -> str:
    """A copy as people make them: without marks, in lower case, a word lost, a courtesy added."""
    return draw.choice(EDITS)(text, draw)


def _word_lost(text: str, draw: random.Random) -> str:
    words = text.split()
    del words[draw.choice([place for place, word in enumerate(words) if word.isalpha()])]
    return " ".join(words)


EDITS: list[Callable[[str, random.Random], str]] = [
    lambda text, _: fold(text),
    lambda text, _: text.lower(),
    _word_lost,
    lambda text, draw: text + draw.choice(ENDINGS),
]


# --- reports of units -----------------------------------------------------------------------------------------

MIX = ["docx", "docx", "docx_table", "xlsx", "docx", "pdf", "docx_table", "xlsx", "txt", "csv",
       "docx", "docx_table", "xlsx", "pdf", "docx", "docx", "xlsx", "txt", "html", "eml"]  # fmt: skip
COLUMNS = ("STT", "Địa bàn", "Nội dung ý kiến, kiến nghị", "Ghi chú")
DONE = [
    "Trong tháng xã tiếp {n} lượt công dân, nhận {m} đơn; tình hình cơ bản ổn định.",
    "Ủy ban nhân dân xã đã tổ chức {m} buổi tuyên truyền với {n} lượt người tham gia.",
    "Mặt trận và các đoàn thể duy trì hoạt động, vận động ủng hộ quỹ vì người nghèo được {n} triệu đồng.",
]


def write_reports(folder: Path, files: int = 200, opinions: int = 4000, seed: int = 7) -> None:
    """``files`` reports of different units with ``opinions`` statements in all."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(files):
        first, last = opinions * number // files, opinions * (number + 1) // files
        kind = MIX[number % len(MIX)]
        report = Report.of(number, [in_a_report(row) for row in statements(first, last, seed)], seed)
        ending = kind.partition("_")[0]
        (folder / f"bao-cao-{number + 1:03}.{ending}").write_bytes(WRITERS[kind](report))


def in_a_report(row: Statement) -> Statement:
    """As a unit writes it down: who, where and what, in one sentence."""
    return replace(row, text=row.text.partition(". ")[0].rstrip(".") + ".")


@dataclass(frozen=True)
class Report:
    """A unit's monthly report: its head, what the unit did, and what people said."""

    unit: str
    head: list[str]
    said: list[Statement]

    @classmethod
    def of(cls, number: int, said: list[Statement], seed: int) -> Report:
        draw = random.Random(seed << 33 | number)
        unit = f"{FIRST[number % len(FIRST)]} {SECOND[number // len(FIRST) % len(SECOND)]}"
        done = [line.format(**_slots(draw, unit)) for line in DONE]
        head = [
            f"ỦY BAN NHÂN DÂN XÃ {unit.upper()}",
            "BÁO CÁO",
            "Tổng hợp ý kiến, kiến nghị của Nhân dân tháng 10 năm 2026",
            "I. TÌNH HÌNH CHUNG",
            *done,
            "II. Ý KIẾN, KIẾN NGHỊ CỦA NHÂN DÂN",
        ]
        return cls(unit, head, said)

    @property
    def lines(self) -> list[str]:
        return [*self.head, *(f"- {row.text}" for row in self.said), "Nơi nhận: Như trên; Lưu: VT."]

    @property
    def rows(self) -> Iterator[tuple[str, str, str, str]]:
        for number, row in enumerate(self.said, start=1):
            yield str(number), f"Xã {row.commune}", row.text, ""


def _docx(report: Report) -> bytes:
    document = docx.Document()
    for line in report.lines:
        document.add_paragraph(line)
    return _saved(document.save)


def _docx_table(report: Report) -> bytes:
    document = docx.Document()
    for line in report.head:
        document.add_paragraph(line)
    table = document.add_table(rows=0, cols=len(COLUMNS))
    for values in (COLUMNS, *report.rows):
        for cell, value in zip(table.add_row().cells, values, strict=True):
            cell.text = value
    return _saved(document.save)


def _saved(save: Callable[[io.BytesIO], None]) -> bytes:
    out = io.BytesIO()
    save(out)
    return out.getvalue()


def _xlsx(report: Report) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Tổng hợp")
        sheet.merge_range(0, 0, 0, len(COLUMNS) - 1, f"TỔNG HỢP Ý KIẾN NHÂN DÂN XÃ {report.unit.upper()}")
        for number, row in enumerate((COLUMNS, *report.rows), start=2):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def _csv(report: Report) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([COLUMNS, *report.rows])
    return out.getvalue().encode("utf-8-sig")


def _txt(report: Report) -> bytes:
    return "\n".join(report.lines).encode()


def _html(report: Report) -> bytes:
    body = "".join(f"<p>{escape(line)}</p>\n" for line in report.lines)
    return f'<html><head><meta charset="utf-8"></head><body>{body}</body></html>'.encode()


def _eml(report: Report) -> bytes:
    message = EmailMessage()
    message["Subject"] = f"Báo cáo tháng 10 xã {report.unit}"
    message["From"], message["To"] = "vanphong@xa.example", "tonghop@tinh.example"
    message.set_content("\n".join(report.lines))
    return message.as_bytes()


# --- a PDF with text: two bytes a letter, told by a map to Unicode; no font file is needed to read it ----------------

PAGE_LINES, LINE_LETTERS = 48, 88
_PDF_FONT = [
    b"<< /Type /Font /Subtype /Type0 /BaseFont /LangNghe /Encoding /Identity-H /DescendantFonts [4 0 R]"
    b" /ToUnicode 5 0 R >>",
    b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /LangNghe /DW 500 /FontDescriptor 6 0 R"
    b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
]
_TO_UNICODE = (
    "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n"
    "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
    f"{len(range(0, 0x2100, 256))} beginbfrange\n"
    + "".join(f"<{high:04X}> <{high + 255:04X}> <{high:04X}>\n" for high in range(0, 0x2100, 256))
    + "endbfrange endcmap end end"
).encode()


def _pdf(report: Report) -> bytes:
    lines = [piece for line in report.lines for piece in _wrapped(line)]
    pages = [lines[at : at + PAGE_LINES] for at in range(0, len(lines), PAGE_LINES)]
    descriptor = b"<< /Type /FontDescriptor /FontName /LangNghe /Flags 4 /FontBBox [0 -200 1000 900] /Ascent 900"
    descriptor += b" /Descent -200 /CapHeight 700 /ItalicAngle 0 /StemV 80 >>"
    kids = " ".join(f"{7 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        *_PDF_FONT,
        _stream(_TO_UNICODE),
        descriptor,
    ]
    for number, page in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {8 + 2 * number} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(_stream(_page_content(page)))
    return _numbered(objects)


def _wrapped(line: str) -> Iterator[str]:
    kept = ""
    for word in line.split():
        if len(kept) + len(word) >= LINE_LETTERS:
            yield kept
            kept = ""
        kept = f"{kept} {word}".strip()
    yield kept


def _page_content(lines: Sequence[str]) -> bytes:
    shown = (f"1 0 0 1 57 {790 - 15 * n} Tm <{line.encode('utf-16-be').hex()}> Tj" for n, line in enumerate(lines))
    return ("BT /F1 11 Tf\n" + "\n".join(shown) + "\nET").encode()


def _stream(content: bytes) -> bytes:
    packed = zlib.compress(content)
    return b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(packed), packed)


def _numbered(objects: Sequence[bytes]) -> bytes:
    """Objects as a file, with the table of where each begins."""
    out, starts = b"%PDF-1.5\n", []
    for number, content in enumerate(objects, start=1):
        starts.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))
    return out + head + table + tail


WRITERS: dict[str, Callable[[Report], bytes]] = {
    "docx": _docx,
    "docx_table": _docx_table,
    "xlsx": _xlsx,
    "pdf": _pdf,
    "txt": _txt,
    "csv": _csv,
    "html": _html,
    "eml": _eml,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--opinions", type=int, default=4000)
    chosen = parser.parse_args()
    write_reports(chosen.folder, chosen.files, chosen.opinions)


if __name__ == "__main__":
    main()
