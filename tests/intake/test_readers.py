"""What each reader gives for small files of our own."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from langnghe.intake.readers import Layout, Limits, Reading, guess_layout, ocr, read, role_of
from langnghe.text.blocks import Block
from langnghe.text.normal import to_tcvn3, to_vni
from tests.intake.making import docx, eml, p, pdf, run, table, tc, xlsx, zipped

BOLD = "<w:b/>"


@pytest.fixture
def reading(tmp_path: Path):  # type: ignore[no-untyped-def]
    """Write bytes under a name and read them."""

    def read_bytes(stored: str, content: bytes, **options: object) -> Reading:
        path = tmp_path / stored
        path.write_bytes(content)
        return read(path, **options)  # type: ignore[arg-type]

    return read_bytes


def brief(reading: Reading) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in reading.blocks]


def places(reading: Reading) -> list[str]:
    return [block.place for block in reading.blocks]


# --- DOCX -------------------------------------------------------------------------------------------------------


def test_docx_paragraphs_headings_and_lists(reading) -> None:
    body = (
        p("I. TÌNH HÌNH CHUNG")
        + p()
        + p("Tình hình cơ bản ổn định, nhân dân phấn khởi.")
        + p("Giao thông", run=BOLD)
        + p("- Đề nghị sửa đường thôn Đông.")
        + p("Sửa cầu Bến", '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')
        + p("Kiến nghị", '<w:outlineLvl w:val="2"/>')
    )
    result = reading("a.docx", docx(body))
    assert brief(result) == [
        ("heading", "I. TÌNH HÌNH CHUNG"),
        ("paragraph", "Tình hình cơ bản ổn định, nhân dân phấn khởi."),
        ("heading", "Giao thông"),
        ("bullet", "- Đề nghị sửa đường thôn Đông."),
        ("bullet", "Sửa cầu Bến"),
        ("heading", "Kiến nghị"),
    ]
    assert places(result) == ["p1", "p3", "p4", "p5", "p6", "p7"]
    assert [block.level for block in result.blocks] == [1, 0, 2, 0, 0, 3]


def test_docx_style_gives_the_level_through_its_ancestors(reading) -> None:
    styles = (
        '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        '<w:style w:styleId="H1"><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
        '<w:style w:styleId="Own"><w:basedOn w:val="H1"/></w:style></w:styles>'
    )
    result = reading("a.docx", docx(p("Đất đai", '<w:pStyle w:val="Own"/>'), {"word/styles.xml": styles}))
    assert result.blocks == (Block("heading", "Đất đai", "p1", 2),)


def test_docx_table_with_merged_cells_and_two_header_rows(reading) -> None:
    rows = [
        [tc("STT", merge="restart"), tc("Nội dung kiến nghị", merge="restart"), tc("Thời hạn", span=2)],
        [tc("", merge="continue"), tc("", merge="continue"), "Từ ngày", "Đến ngày"],
        ["1", "Đề nghị sửa đường", tc("03/8", merge="restart"), "05/8"],
        ["2", "Đề nghị sửa cầu", tc("", merge="continue"), "06/8"],
    ]
    result = reading("a.docx", docx(table(rows)))
    assert [block.kind for block in result.blocks] == ["header_row", "header_row", "row", "row"]
    assert result.blocks[2].columns == ("STT", "Nội dung kiến nghị", "Thời hạn / Từ ngày", "Thời hạn / Đến ngày")
    assert result.blocks[2].cells == ["1", "Đề nghị sửa đường", "03/8", "05/8"]
    assert result.blocks[3].cells == ["2", "Đề nghị sửa cầu", "", "06/8"]
    assert result.blocks[3].place == "t1.r4"


def test_docx_tracked_changes_are_accepted_and_comments_left_out(reading) -> None:
    body = (
        "<w:p><w:r><w:t>Đề nghị </w:t></w:r><w:ins><w:r><w:t>sửa </w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>bỏ </w:delText></w:r></w:del>"
        "<w:moveFrom><w:r><w:t>đi </w:t></w:r></w:moveFrom>"
        '<w:commentRangeStart w:id="1"/><w:r><w:t>cầu.</w:t></w:r><w:commentRangeEnd w:id="1"/></w:p>'
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>Một câu </w:t></w:r></w:p>" + p("nối liền.")
    )
    comments = (
        '<w:comments xmlns:w="x"><w:comment><w:p><w:r><w:t>ghi chú kín</w:t></w:r></w:p></w:comment></w:comments>'
    )
    result = reading("a.docx", docx(body, {"word/comments.xml": comments}))
    assert brief(result) == [("paragraph", "Đề nghị sửa cầu."), ("paragraph", "Một câu nối liền.")]


def test_docx_text_boxes_margins_and_notes(reading) -> None:
    inner = f"<w:txbxContent>{p('Trong hộp.')}</w:txbxContent>"
    box = f"<w:p><w:r><w:t>Ngoài hộp.</w:t></w:r><w:r><w:pict>{inner}</w:pict></w:r></w:p>"
    notes = f"<w:footnote w:type='separator'/><w:footnote w:id='1'>{p('Nguồn: thôn Đông.')}</w:footnote>"
    main = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    parts = {
        "word/header1.xml": f"<w:hdr {main}>{p('UBND xã Mẫu')}</w:hdr>",
        "word/footer1.xml": f"<w:ftr {main}>{p('Trang 1/2')}{p('Lưu hành nội bộ')}</w:ftr>",
        "word/footnotes.xml": f"<w:footnotes {main}>{notes}</w:footnotes>",
    }
    result = reading("a.docx", docx(box, parts))
    assert [(block.kind, block.text, block.place) for block in result.blocks] == [
        ("header", "UBND xã Mẫu", "h1"),
        ("paragraph", "Ngoài hộp.", "p1"),
        ("paragraph", "Trong hộp.", "x1.p1"),
        ("paragraph", "Nguồn: thôn Đông.", "n1.p1"),
        ("footer", "Lưu hành nội bộ", "f1"),
    ]


def test_docx_line_breaks_set_off_items_or_are_spaces(reading) -> None:
    breaks = "<w:p><w:r><w:t>- sửa đường</w:t><w:br/><w:t>- sửa cầu</w:t></w:r></w:p>"
    soft = "<w:p><w:r><w:t>Một câu dài</w:t><w:br/><w:t>hai dòng</w:t><w:tab/><w:t>hết.</w:t></w:r></w:p>"
    result = reading("a.docx", docx(breaks + soft))
    assert [(block.text, block.place) for block in result.blocks] == [
        ("- sửa đường", "p1.l1"),
        ("- sửa cầu", "p1.l2"),
        ("Một câu dài hai dòng hết.", "p2"),
    ]


def test_docx_old_fonts_are_converted_run_by_run(reading) -> None:
    body = (
        "<w:p>" + run(to_tcvn3("Đề nghị đường "), ".VnTime") + run("Nghĩa Lộ ", "Times New Roman")
        + run(to_vni("sửa "), "VNI-Times") + run("ngập", "VNI-Helve") + "</w:p>"
        + "<w:p>" + run("b¸o c¸o", ".VnTimeH") + "</w:p>"
        + "<w:p>" + run("a", "VNI-Times") + run("ø", "VNI-Times") + "</w:p>"
        + '<w:p><w:r><w:rPr><w:rFonts w:ascii=".VnTime"/></w:rPr>'
        + "<w:t>l</w:t><w:softHyphen/><w:t>u tr÷</w:t></w:r></w:p>"
    )  # fmt: skip
    result = reading("a.docx", docx(body))
    assert [block.text for block in result.blocks] == ["Đề nghị đường Nghĩa Lộ sửa ngập", "BÁO CÁO", "à", "lưu trữ"]


def test_docx_old_font_of_the_default_style(reading) -> None:
    styles = (
        '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:docDefaults><w:rPrDefault>'
        '<w:rPr><w:rFonts w:ascii=".VnTime"/></w:rPr></w:rPrDefault></w:docDefaults></w:styles>'
    )
    result = reading("a.docx", docx(p("§Ò nghÞ"), {"word/styles.xml": styles}))
    assert [block.text for block in result.blocks] == ["Đề nghị"]


def test_docx_letterhead_and_recipients(reading) -> None:
    head = table(
        [["UBND XÃ MẪU", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"], ["Số: 12/BC-UBND", "Mẫu, ngày 3 tháng 8 năm 2026"]]
    )
    body = head + p("BÁO CÁO") + p("Đề nghị sửa đường.") + p("Nơi nhận:") + p("- Như trên;") + p("- Lưu: VT.")
    result = reading("a.docx", docx(body))
    assert [block.kind for block in result.blocks] == ["header"] * 4 + ["heading", "paragraph"] + ["footer"] * 3
    assert result.at("t1.r2.c1.p1").text == "Số: 12/BC-UBND"


def test_docx_hidden_text_is_noted_and_embedded_objects_are_unread(reading) -> None:
    body = "<w:p>" + run("Thấy. ") + "<w:r><w:rPr><w:vanish/></w:rPr><w:t>Ẩn.</w:t></w:r></w:p>"
    result = reading("a.docx", docx(body, {"word/embeddings/bang.xlsx": b"x"}))
    assert brief(result) == [("paragraph", "Thấy.")]
    assert any("chữ ẩn" in note for note in result.notes)
    assert "bang.xlsx" in result.unread[0].reason


def test_docx_ordinary_links_and_local_templates_are_no_threat(reading) -> None:
    from tests.intake.making import relationships

    links = {
        "word/_rels/document.xml.rels": relationships("hyperlink", "https://tinh.example/bao-cao"),
        "word/_rels/settings.xml.rels": relationships("attachedTemplate", "file:///C:/Users/a/Mau.dotx"),
    }
    assert brief(reading("a.docx", docx(p("Đề nghị sửa cầu."), links))) == [("paragraph", "Đề nghị sửa cầu.")]


# --- tables -----------------------------------------------------------------------------------------------------

REGISTER = [
    ["SỔ TIẾP CÔNG DÂN THÁNG 8/2026"],
    [],
    ["STT", "Ngày", "Họ tên, địa chỉ", "Nội dung trình bày", "Địa bàn"],
    [1, dt.date(2026, 8, 3), "Trần Thị Mẫu, tổ 2", "Đề nghị sửa đường", "Xã Mẫu"],
    [2, 46237, "Lê Văn Thử", "Đề nghị sửa cầu", "Xã Mẫu"],
    [3.5, "05/8", "", "Đề nghị cấp nước", ""],
]


def test_xlsx_title_dates_numbers_and_places(reading) -> None:
    result = reading("so.xlsx", xlsx(REGISTER), drop_people=False)
    assert brief(result)[0] == ("heading", "SỔ TIẾP CÔNG DÂN THÁNG 8/2026")
    assert brief(result)[1][0] == "header_row"
    assert [block.cells for block in result.blocks[2:]] == [
        ["1", "03/08/2026", "Trần Thị Mẫu, tổ 2", "Đề nghị sửa đường", "Xã Mẫu"],
        ["2", "03/08/2026", "Lê Văn Thử", "Đề nghị sửa cầu", "Xã Mẫu"],
        ["3.5", "05/8", "", "Đề nghị cấp nước", ""],
    ]
    assert places(result) == ["s1.r1", "s1.r3", "s1.r4", "s1.r5", "s1.r6"]


@pytest.mark.parametrize("name", ["so.xlsx", "so.docx", "so.csv", "so.html"])
def test_people_never_leave_the_reader(reading, name: str) -> None:
    rows = [[str(cell) for cell in row] for row in REGISTER[2:]]
    content = {
        "so.xlsx": xlsx(REGISTER),
        "so.docx": docx(table(rows)),
        "so.csv": "\n".join(";".join(row) for row in rows).encode(),
        "so.html": ("<table>" + "".join("<tr><td>" + "<td>".join(row) for row in rows) + "</table>").encode(),
    }[name]
    result = reading(name, content)
    whole = repr(result)
    assert "Đề nghị sửa cầu" in whole
    assert "Mẫu, tổ" not in whole
    assert "Lê Văn Thử" not in whole
    assert all(block.columns[2] == "Họ tên, địa chỉ" for block in result.blocks if block.kind == "row")


def test_a_remembered_layout_says_which_columns_are_people(reading) -> None:
    rows = [["Mục", "A", "B"], ["1", "Ông Mẫu", "Đề nghị sửa đường"], ["2", "Bà Thử", "Đề nghị sửa cầu"]]
    layout = Layout({"A": "author", "B": "content"})
    result = reading("a.xlsx", xlsx(rows), layout=layout)
    assert [block.kind for block in result.blocks] == ["header_row", "row", "row"]
    assert result.blocks[1].cells == ["1", "", "Đề nghị sửa đường"]
    assert layout.header("content") == "B"


def test_a_layout_may_say_that_a_column_is_no_person(reading) -> None:
    rows = [["STT", "Công dân", "Nội dung"], ["1", "Tổ dân phố 3", "Đề nghị sửa đường"]]
    result = reading("a.xlsx", xlsx(rows), layout=Layout({"Công dân": "place", "Nội dung": "content"}))
    assert result.blocks[1].cells == ["1", "Tổ dân phố 3", "Đề nghị sửa đường"]


def test_guess_layout() -> None:
    rows = [["BẢNG TỔNG HỢP", "", ""], ["TT", "Người phản ánh", "Nội dung phản ánh"], ["1", "A", "Đề nghị sửa đường"]]
    assert guess_layout(rows) == Layout(
        {"TT": "number", "Người phản ánh": "author", "Nội dung phản ánh": "content"}, header_rows=1
    )
    assert guess_layout([["a", "b"]]).columns == {}


@pytest.mark.parametrize(
    "header, role",
    [
        ("Họ và tên", "author"),
        ("Số CCCD/điện thoại", "author"),
        ("Link trang cá nhân", "author"),
        ("Tài khoản Facebook", "author"),
        ("Người gửi", "author"),
        ("Người dân", "author"),
        ("Địa chỉ thường trú", "author"),
        ("Nội dung phản ánh của người dân", "content"),
        ("Ý kiến, kiến nghị", "content"),
        ("Cử tri kiến nghị nội dung", "content"),
        ("Địa phương", "place"),
        ("Cơ quan trả lời", "unit"),
        ("Kết quả giải quyết", "answer"),
        ("Cán bộ tiếp nhận", "officer"),
        ("Lĩnh vực", "sector"),
        ("Thời gian", "date"),
        ("STT", "number"),
        ("Cột lạ", None),
    ],
)
def test_role_of(header: str, role: str | None) -> None:
    assert role_of(header) == role
    assert role_of(unicodedata.normalize("NFC", header.upper())) == role


def test_xlsx_header_over_two_rows_and_column_numbers(reading) -> None:
    rows = [
        ["STT", "Nội dung kiến nghị", None, None],
        [None, None, "Cơ quan", "Kết quả"],
        ["(1)", "(2)", "(3)", "(4)"],
        [1, "Đề nghị sửa đường", "Sở Xây dựng", "Đã sửa"],
    ]
    result = reading("a.xlsx", xlsx(rows, [(0, 2, 0, 3, "Trả lời")]))
    assert [block.kind for block in result.blocks] == ["header_row"] * 3 + ["row"]
    assert result.blocks[-1].columns == ("STT", "Nội dung kiến nghị", "Trả lời / Cơ quan", "Trả lời / Kết quả")


def test_xlsx_hidden_sheets_are_unread_and_formulas_are_text(reading) -> None:
    result = reading("a.xlsx", xlsx([["STT", "Nội dung"], [1, "=1+1"]], An="Đề nghị"))
    assert result.blocks[-1].cells == ["1", "=1+1"]
    assert result.unread[0].place == "s2"


def test_a_second_table_below_the_first_has_its_own_columns(reading) -> None:
    rows = [
        ["STT", "Nội dung", "Địa phương"],
        ["1", "Đề nghị sửa đường", "Xã A"],
        ["TT", "Ý kiến", "Đơn vị"],
        ["1", "Đề nghị sửa cầu", "Sở X"],
    ]
    result = reading("a.xlsx", xlsx(rows))
    assert [block.columns[1] for block in result.blocks if block.kind == "row"] == ["Nội dung", "Ý kiến"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_delimiters_and_encodings(reading, delimiter: str, encoding: str) -> None:
    rows = [["STT", "Nội dung", "Địa phương"], ["1", '"Đề nghị, mong; sửa | đường"', "Xã A"], ["2", "Sửa cầu", "Xã B"]]
    result = reading("a.csv", "\r\n".join(map(delimiter.join, rows)).encode(encoding))
    assert result.blocks[1].cells == ["1", "Đề nghị, mong; sửa | đường", "Xã A"]
    assert places(result) == ["s1.r1", "s1.r2", "s1.r3"]


# --- text, HTML, mail -------------------------------------------------------------------------------------------


def test_txt_wrapped_lines_become_paragraphs(reading) -> None:
    text = (
        "I. TÌNH HÌNH CHUNG\r\n"
        "Trong tháng, nhân dân các thôn tiếp tục phản ánh tình trạng đường liên\r\n"
        "thôn xuống cấp, mưa xuống là lầy lội, học sinh đi học rất vất vả, mong\r\n"
        "các cấp quan tâm sửa chữa sớm.\r\n"
        "- Thôn Đông đề nghị làm lại cống thoát nước ở đầu làng vì mưa to là nước\r\n"
        "tràn vào nhà.\r\n"
        "- Thôn Tây đề nghị lắp đèn đường.\r\n\r\n"
        "Xin báo cáo.\r\n"
    )
    result = reading("a.txt", b"\xef\xbb\xbf" + text.encode())
    assert [(block.kind, block.place) for block in result.blocks] == [
        ("heading", "p1"), ("paragraph", "p2"), ("bullet", "p5"), ("bullet", "p7"), ("paragraph", "p9"),
    ]  # fmt: skip
    assert "đường liên thôn xuống cấp" in result.blocks[1].text
    assert result.blocks[1].text.endswith("vất vả, mong các cấp quan tâm sửa chữa sớm.")


def test_txt_lines_that_are_paragraphs_stay_apart(reading) -> None:
    result = reading("a.txt", "Đề nghị sửa đường.\nĐề nghị sửa cầu.\n\nĐề nghị cấp nước.".encode())
    assert places(result) == ["p1", "p2", "p4"]


def test_html_of_word(reading) -> None:
    page = (
        "<html><head><meta content='text/html; charset=windows-1252'><title>x</title><style>p{}</style></head><body>"
        "<p class=MsoNormal><b>I. T&#204;NH H&#204;NH</b></p><!--[if gte mso 9]><xml>an</xml><![endif]-->"
        "<p>&#272;&#7873; ngh&#7883;\r\n s&#7917;a <span>&#273;&#432;&#7901;ng</span></p>"
        "<p><span style='mso-list:Ignore'>-<span>&nbsp;&nbsp;&nbsp;</span></span>M&#7897;t</p>"
        "<ul><li>Hai</li></ul><p style='display:none'>Kh&#244;ng th&#7845;y</p>"
        "<table><tr><td rowspan=2>STT</td><td colspan=2>K&#7871;t qu&#7843;</td></tr>"
        "<tr><td>&#272;&#7907;t 1</td><td>&#272;&#7907;t 2</td></tr><tr><td>1</td><td>a</td><td>b</td></tr></table>"
        "<p><font face='.VnTime'>§Ò nghÞ</font></p>"
    )  # fmt: skip
    result = reading("a.htm", page.encode("windows-1252"))
    assert brief(result)[:4] == [
        ("heading", "I. TÌNH HÌNH"),
        ("paragraph", "Đề nghị sửa đường"),
        ("bullet", "- Một"),
        ("bullet", "Hai"),
    ]
    assert result.blocks[-1].text == "Đề nghị"
    row = next(block for block in result.blocks if block.kind == "row")
    assert row.columns == ("STT", "Kết quả / Đợt 1", "Kết quả / Đợt 2")
    assert row.cells == ["1", "a", "b"]


@pytest.mark.parametrize("html", [False, True])
def test_eml_says_nothing_of_who_wrote_to_whom(reading, html: bool) -> None:
    body = "Kính gửi báo cáo.\n\nTừ: Lê Văn Thử <thu@hop-thu.example>\n\nĐề nghị sửa cầu."
    body = "".join(f"<p>{line.replace('<', '&lt;')}</p>" for line in body.split("\n\n")) if html else body
    result = reading("a.eml", eml(body, html=html))
    assert [block.text for block in result.blocks] == [
        "Báo cáo nhanh ý kiến Nhân dân",
        "Kính gửi báo cáo.",
        "Đề nghị sửa cầu.",
    ]
    assert ".example" not in repr(result)


def test_documents_attached_to_a_message_are_read_and_others_told(reading) -> None:
    attached = {"phu-luc.docx": docx(p("Đề nghị sửa cầu.")), "anh.png": b"\x89PNG", "hong.docx": b"PK\x03\x04"}
    result = reading("a.eml", eml("Kính gửi báo cáo.", attachments=attached))
    assert result.at("a1.p1").text == "Đề nghị sửa cầu."
    assert ["anh.png" in result.unread[0].reason, "hong.docx" in result.unread[1].reason] == [True, True]
    assert len(result.unread) == 2


# --- PDF and pictures -------------------------------------------------------------------------------------------


def test_pdf_lines_become_paragraphs_and_page_numbers_go(reading) -> None:
    lines = [
        "I. TINH HINH CHUNG",
        "Trong thang nhan dan cac thon phan anh duong lien thon xuong cap",
        "nghiem trong, de nghi sua chua.",
        "- De nghi lap den duong.",
    ]
    result = reading("a.pdf", pdf(lines))
    assert brief(result) == [
        ("heading", "I. TINH HINH CHUNG"),
        ("paragraph", f"{lines[1]} {lines[2]}"),
        ("bullet", "- De nghi lap den duong."),
    ]
    assert places(result) == ["page1.p1", "page1.p2", "page1.p3"]


def _picture(text: str) -> Image.Image:
    font = (
        shutil.which("fc-match")
        and subprocess.run(
            ["fc-match", "-f", "%{file}", "DejaVu Sans:lang=vi"], capture_output=True, text=True, check=False
        ).stdout
    )
    if not font:
        pytest.skip("no font with Vietnamese letters found")
    picture = Image.new("L", (1700, 500), 255)
    ImageDraw.Draw(picture).text((80, 80), text, fill=0, font=ImageFont.truetype(font, 44), spacing=24)
    return picture


@pytest.mark.ocr
@pytest.mark.skipif(not ocr.is_installed(), reason="Tesseract with Vietnamese is not installed")
@pytest.mark.parametrize("format", ["PNG", "JPEG", "TIFF", "PDF"])
def test_scans_are_seen(tmp_path: Path, format: str) -> None:
    path = tmp_path / f"quet.{format.lower()}"
    _picture("I. TÌNH HÌNH CHUNG\nĐề nghị sửa đường liên thôn").save(path, format)
    result = read(path)
    text = " ".join(block.text for block in result.blocks)
    assert "Đề nghị sửa đường liên thôn" in text
    assert not result.unread
    assert all(block.place.startswith("page1.p") for block in result.blocks)


def test_without_tesseract_the_page_is_told_as_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    path = tmp_path / "quet.png"
    Image.new("L", (800, 600), 255).save(path)
    result = read(path)
    assert result.blocks == ()
    assert result.unread[0].place == "page1"
    assert "chưa cài" in result.unread[0].reason


# --- DOC --------------------------------------------------------------------------------------------------------


@pytest.mark.office
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_doc_through_libreoffice(tmp_path: Path) -> None:
    source = tmp_path / "a.docx"
    source.write_bytes(docx(p("I. TÌNH HÌNH") + "<w:p>" + run(to_tcvn3("Đề nghị lưu trữ"), ".VnTime") + "</w:p>"))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "doc", "--outdir", str(tmp_path), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=90)
    assert brief(read(tmp_path / "a.doc")) == [("heading", "I. TÌNH HÌNH"), ("paragraph", "Đề nghị lưu trữ")]


def test_doc_without_any_program_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.intake.hostile import ole

    monkeypatch.setattr(shutil, "which", lambda name: None)
    path = tmp_path / "a.doc"
    path.write_bytes(ole("WordDocument"))
    assert ".docx" in read(path).unread[0].reason


# --- headings ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line, kind",
    [
        ("I. TÌNH HÌNH CHUNG", "heading"),
        ("II. Ý kiến, kiến nghị của Nhân dân", "heading"),
        ("PHẦN THỨ NHẤT", "heading"),
        ("A. KẾT QUẢ", "heading"),
        ("1. Giao thông, xây dựng", "heading"),
        ("2. Kiến nghị của cử tri xã Mẫu", "heading"),
        ("LĨNH VỰC ĐẤT ĐAI (31 ý kiến)", "heading"),
        ("1. Đề nghị sửa đường thôn Đông", "paragraph"),
        ("3. Bà con xóm Chùa nói đường lầy", "paragraph"),
        ("1. Ông (bà) ……………", "paragraph"),
        ("1) Chợ: mái dột, đề nghị lợp lại.", "paragraph"),
        ("1.150 đồng/kg, không còn lãi", "paragraph"),
        ("12/8/2026 nước vẫn đục", "paragraph"),
        ("KT. CHỦ TỊCH - PHÓ CHỦ TỊCH: Lò Văn Mẫu", "paragraph"),
        ("- ĐỀ NGHỊ SỬA CẦU", "bullet"),
        ("+ Thôn Đông: sửa cống", "bullet"),
        ("• Thôn Tây: lắp đèn", "bullet"),
    ],
)
def test_what_a_line_is(reading, line: str, kind: str) -> None:
    assert reading("a.txt", line.encode()).blocks[0].kind == kind


def test_the_line_under_the_documents_name_is_its_title(reading) -> None:
    text = "BÁO CÁO\nKết quả tiếp xúc cử tri tháng 8\nThực hiện kế hoạch, xã báo cáo như sau:"
    assert [block.kind for block in reading("a.txt", text.encode()).blocks] == ["heading", "heading", "paragraph"]


# --- whichever format -------------------------------------------------------------------------------------------


def test_the_name_is_not_believed(reading) -> None:
    result = reading("bao-cao.pdf", docx(p("Đề nghị sửa cầu.")))
    assert result.format == "docx"
    assert "«.pdf»" in result.notes[0]
    assert reading("bao-cao.docx", docx(p("x"))).notes == ()


def test_the_senders_name_counts_not_the_stored_one(reading) -> None:
    assert reading("0a1b2c.bin", docx(p("x")), name="bao-cao.docx").notes == ()


def test_too_large_a_file_is_not_opened(reading) -> None:
    result = reading("a.txt", b"a" * 5000, limits=Limits(file_bytes=1 << 10))
    assert "chia nhỏ" in result.unread[0].reason


def test_a_missing_file_is_the_callers_mistake(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "khong-co.docx")


def test_old_text_without_fonts_is_converted_in_a_sheet(reading) -> None:
    rows = [["STT", to_tcvn3("Nội dung kiến nghị")], [1, to_tcvn3("Đề nghị sửa đường, lắp đèn chiếu sáng ở thôn Đông")]]
    result = reading("a.xlsx", xlsx(rows))
    assert result.blocks[1].cells == ["1", "Đề nghị sửa đường, lắp đèn chiếu sáng ở thôn Đông"]
    assert result.blocks[1].columns == ("STT", "Nội dung kiến nghị")


def test_zip_of_reports_is_refused_with_advice(reading) -> None:
    assert "giải nén" in reading("a.zip", zipped({"a.txt": "x"})).unread[0].reason
