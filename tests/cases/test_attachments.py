"""What a file tells about its maker does not come in; what is no proper file does not come in at all."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pypdfium2
import pytest
import xlsxwriter
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from django.urls import reverse
from PIL import Image

from langnghe.audit.journal import MACHINE
from langnghe.audit.models import Entry
from langnghe.cases.actions import perform
from langnghe.cases.attachments import add_stripped, attach, attachment_path, open_attachment, shown_name
from langnghe.cases.cleaning import LONGEST, clean, recognise
from langnghe.cases.models import Attachment, Case
from langnghe.cases.registering import Item, register
from langnghe.privacy.seal import original_path
from langnghe.registry.models import Officer, Unit
from tests.cases.conftest import RECEIVED
from tests.conftest import signed_in

AUTHOR = "Sùng Thị Dợ"
OWNER = b"Sung Thi Do"  # Exif holds ASCII only
CaseMaker = Callable[..., Case]


def upload(content: bytes, name: str = "tep.bin") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def photo(format: str = "JPEG", size: tuple[int, int] = (60, 40)) -> bytes:
    exif = Image.Exif()
    exif[0x013B] = OWNER.decode()  # Artist
    exif[0x0112] = 6  # lies on its side
    exif.get_ifd(0x8825).update({1: "N", 2: (21.0, 22.0, 23.0)})  # GPS
    out = io.BytesIO()
    Image.new("RGB", size, "green").save(out, format, exif=exif)
    return out.getvalue()


def word() -> bytes:
    document = docx.Document()
    paragraph = document.add_paragraph("Đề nghị sửa cầu treo")
    document.add_comment(paragraph.runs, text="Đã xem", author=AUTHOR, initials="STD")
    document.core_properties.author = document.core_properties.last_modified_by = AUTHOR
    document.add_picture(io.BytesIO(photo()))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def sheet() -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    book.set_properties({"author": AUTHOR, "company": AUTHOR})
    book.set_custom_property("Người lập", AUTHOR)
    page = book.add_worksheet("Danh mục")
    page.write(0, 0, "Cầu treo")
    page.write_comment(0, 0, "Đã xem", {"author": AUTHOR})
    page.add_table(2, 0, 4, 1, {"columns": [{"header": "a"}, {"header": "b"}]})
    book.close()
    return out.getvalue()


def pdf() -> bytes:
    """One page with a line of text and a note, by an author whom the properties and the note name."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R /Annots [6 0 R]"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length 44 >>\nstream\nBT /F1 18 Tf 20 100 Td (Sua cau treo) Tj ET  \nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Type /Annot /Subtype /Text /Rect [10 10 30 30] /T (Sung Thi Do) /Contents (Da xem) /F 4 >>",
        b"<< /Author (Sung Thi Do) /Title (Don cua Sung Thi Do) >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer\n<< /Size %d /Root 1 0 R /Info 7 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)


def everything_in(package: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(package)) as parts:
        return b"\n".join(name.encode() + parts.read(name) for name in parts.namelist())


# --- cleaning ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_a_photograph_loses_place_and_maker_and_stands_upright(format: str) -> None:
    dirty = photo(format)
    assert OWNER in dirty
    cleaned = clean(dirty, recognise(dirty, "anh"))
    picture = Image.open(io.BytesIO(cleaned))
    assert picture.format == format
    assert not picture.getexif()
    assert picture.size == (40, 60)
    assert OWNER not in cleaned


def test_a_large_photograph_becomes_smaller() -> None:
    cleaned = clean(photo(size=(LONGEST + 2000, 200)), "jpg")
    assert max(Image.open(io.BytesIO(cleaned)).size) == LONGEST


@pytest.mark.parametrize("make", [word, sheet])
def test_office_files_lose_their_people_and_keep_their_words(make: Callable[[], bytes]) -> None:
    dirty = make()
    assert AUTHOR.encode() in everything_in(dirty)
    cleaned = clean(dirty, recognise(dirty, "tep"))
    inside = everything_in(cleaned)
    assert AUTHOR.encode() not in inside
    assert b"STD" not in inside
    assert OWNER not in inside
    assert b"Exif" not in inside
    assert "ầu treo".encode() in inside
    assert "Đã xem".encode() in inside
    with zipfile.ZipFile(io.BytesIO(cleaned)) as parts:
        assert {entry.date_time for entry in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_cleaned_word_file_opens() -> None:
    assert docx.Document(io.BytesIO(clean(word(), "docx"))).paragraphs[0].text == "Đề nghị sửa cầu treo"


def test_a_pdf_loses_its_people_and_keeps_its_words() -> None:
    dirty = pdf()
    assert OWNER in dirty
    cleaned = clean(dirty, recognise(dirty, "don.pdf"))
    assert OWNER not in cleaned
    document = pypdfium2.PdfDocument(cleaned)
    assert "Sung" not in "".join(document.get_metadata_dict().values())
    assert "Sua cau treo" in document[0].get_textpage().get_text_bounded()
    assert not list(document[0].get_objects(filter=[99]))


def test_a_photograph_in_a_pdf_is_drawn_anew() -> None:
    source = pypdfium2.PdfDocument.new()
    image = pypdfium2.PdfImage.new(source)
    image.load_jpeg(io.BytesIO(photo()), inline=True)
    image.set_matrix(pypdfium2.PdfMatrix().scale(100, 100))
    page = source.new_page(100, 100)
    page.insert_obj(image)
    page.gen_content()
    out = io.BytesIO()
    source.save(out)
    assert OWNER in out.getvalue()
    cleaned = clean(out.getvalue(), "pdf")
    assert OWNER not in cleaned
    picture = pypdfium2.PdfDocument(cleaned)[0].render().to_pil().convert("RGB")
    red, green, blue = picture.getpixel((50, 50))
    assert green > 100 > red + blue


def test_a_text_is_redacted() -> None:
    cleaned = clean("Tôi là Lò Văn Pâng, số điện thoại 0912 345 678.".encode(), "txt").decode()
    assert "Pâng" not in cleaned
    assert "0912" not in cleaned


# --- taking in --------------------------------------------------------------------------------------------------


@pytest.fixture
def case(a_case: CaseMaker) -> Case:
    return a_case("khieu_nai")


@pytest.fixture
def secret(a_case: CaseMaker) -> Case:
    return a_case("to_cao")


def test_the_working_copy_is_clean_and_the_original_sealed(case: Case, people: dict[str, Officer]) -> None:
    attachment = attach(case, upload(photo(), "hien_truong.JPG"), by="cb-commune", proof=True)
    assert (attachment.format, attachment.proof, attachment.scanned) == ("jpg", True, False)
    assert attachment.name == "hien truong.jpg"
    opened = open_attachment(attachment, people["commune"])
    assert opened.media == "image/jpeg"
    assert OWNER not in opened.content
    assert OWNER not in original_path(attachment.sealed).read_bytes()
    assert stat.S_IMODE(attachment_path(attachment.sha256).stat().st_mode) == 0o600
    assert Entry.objects.get(verb="attach").detail == {"file": attachment.pk, "format": "jpg", "proof": True}


def test_the_same_file_twice_is_one(case: Case) -> None:
    assert attach(case, upload(pdf()), by="a").pk == attach(case, upload(pdf(), "khac.pdf"), by="a").pk


@pytest.mark.parametrize(
    "content, sentence",
    [
        (b"", "Tệp rỗng"),
        (b"MZ\x90\x00" + b"\0" * 100, "chương trình Windows"),
        (b"II*\0" + b"\0" * 100, "hỏng"),
        (b"\xff\xd8\xff\xe0" + b"rac" * 50, "hỏng"),
        (b"%PDF-1.4\nrac", "hỏng"),
        (b"PK\x03\x04rac", "hỏng"),
        (b"<html><body>x</body></html>", "không nhận"),
        (b"x" * (3 << 20), "lớn hơn 2 MB"),
    ],
)
def test_what_is_no_proper_file_is_refused_in_vietnamese(case: Case, content: bytes, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        attach(case, upload(content), by="cb-commune")
    assert not Attachment.objects.exists()


def test_macros_and_fetched_content_are_refused(case: Case) -> None:
    out = io.BytesIO(word())
    with zipfile.ZipFile(out, "a") as package:
        package.writestr("word/vbaProject.bin", b"x")
    with pytest.raises(ValueError, match="macro"):
        attach(case, upload(out.getvalue(), "a.docx"), by="cb-commune")


def test_a_program_inside_a_word_file_is_refused(case: Case) -> None:
    out = io.BytesIO(word())
    with zipfile.ZipFile(out, "a") as package:
        package.writestr("word/embeddings/oleObject1.bin", b"\xd0\xcf\x11\xe0")
    with pytest.raises(ValueError, match="nhúng"):
        attach(case, upload(out.getvalue(), "a.docx"), by="cb-commune")


@pytest.mark.parametrize(
    "name, shown",
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("bien ban\r\nX: y.exe", "bien ban X y.pdf"),
        ("", "Tệp.pdf"),
        ("a" * 300 + ".pdf", "a" * 100 + ".pdf"),
    ],
)
def test_names_trip_nothing(name: str, shown: str) -> None:
    assert shown_name(name, "pdf") == shown


def test_a_name_in_a_file_name_is_redacted() -> None:
    assert "Pâng" not in shown_name("don_cua_ong_Lò_Văn_Pâng.pdf", "pdf")


# --- viruses ----------------------------------------------------------------------------------------------------


def scanner(folder: Path, status: int) -> list[str]:
    script = folder / "scan.sh"
    script.write_text(f'#!/bin/sh\ntest -s "$1" || exit 9\nexit {status}\n')
    script.chmod(0o755)
    return [str(script)]


def test_a_scanned_file_says_so(case: Case, settings: LazySettings, tmp_path: Path) -> None:
    settings.SCAN = scanner(tmp_path, 0)
    assert attach(case, upload(pdf()), by="a").scanned
    assert not list(Path(settings.HOME).glob("scan-*"))


@pytest.mark.parametrize("status, sentence", [(1, "có vi-rút"), (2, "báo lỗi")])
def test_what_the_scanner_does_not_pass_is_refused(
    case: Case, settings: LazySettings, tmp_path: Path, status: int, sentence: str
) -> None:
    settings.SCAN = scanner(tmp_path, status)
    with pytest.raises(ValueError, match=sentence):
        attach(case, upload(pdf()), by="a")
    settings.SCAN = [str(tmp_path / "none")]
    with pytest.raises(ValueError, match="không trả lời"):
        attach(case, upload(pdf()), by="a")
    assert not Attachment.objects.exists()


# --- denunciations ----------------------------------------------------------------------------------------------


def test_of_a_denunciation_only_the_sealed_original_is_kept(secret: Case, people: dict[str, Officer]) -> None:
    attachment = attach(secret, upload(photo(), f"anh {AUTHOR}.jpg"), by="cb-commune")
    assert (attachment.name, attachment.sha256) == ("Tệp 1.jpg", "")
    with pytest.raises(ValueError, match="niêm phong"):
        open_attachment(attachment, people["commune"])


def test_a_stripped_copy_is_brought_by_hand(secret: Case, people: dict[str, Officer]) -> None:
    attachment = attach(secret, upload(photo()), by="cb-commune")
    with pytest.raises(ValueError, match="vẫn là tệp gốc"):
        add_stripped(attachment, upload(photo()), by="cb-commune")
    add_stripped(attachment, upload(pdf(), "da bo ten.pdf"), by="cb-commune")
    opened = open_attachment(attachment, people["commune"])
    assert (opened.name, opened.media) == ("Tệp 1.pdf", "application/pdf")
    assert Entry.objects.filter(verb="download", by="cb-commune").count() == 1


def letter(*lines: str) -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    document.add_table(1, 1).cell(0, 0).text = lines[-1]
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_copy_that_still_names_people_needs_a_second_look(secret: Case) -> None:
    attachment = attach(secret, upload(letter("Đơn tố cáo", "Tôi là Lò Thị Ín, 0912345678"), "a.docx"), by="cb-commune")
    stripped = letter("Đơn tố cáo ông Cà Văn Pánh, Trưởng bản", "Liên hệ: 0912 345 678")
    with pytest.raises(ValueError, match=r"SỐ ĐIỆN THOẠI|ĐIỆN THOẠI|SĐT"):
        add_stripped(attachment, upload(stripped, "b.docx"), by="cb-commune")
    attachment.refresh_from_db()
    assert attachment.sha256 == ""
    add_stripped(attachment, upload(stripped, "b.docx"), by="cb-commune", looked=True)
    first = attachment_path(attachment.sha256)
    assert Entry.objects.filter(verb="attach").order_by("-number")[0].detail["looked"] is True
    add_stripped(attachment, upload(letter("Đơn tố cáo"), "c.docx"), by="cb-commune")
    assert not first.exists()  # a copy that was bettered leaves nothing behind


def test_what_is_no_denunciation_has_no_stripped_copy(case: Case) -> None:
    """Nobody puts another file in the place of a proof."""
    attachment = attach(case, upload(pdf()), by="cb-commune", proof=True)
    with pytest.raises(ValueError, match="đơn tố cáo"):
        add_stripped(attachment, upload(word(), "b.docx"), by="cb-commune")


def test_what_becomes_a_denunciation_has_its_files_withheld(case: Case, people: dict[str, Officer]) -> None:
    attachment = attach(case, upload(word(), "đơn của Sùng Thị Dợ.docx"), by="cb-commune")
    shown = attachment_path(attachment.sha256)
    with TestCase.captureOnCommitCallbacks(execute=True):
        perform(case=case.pk, act="reclassify", by=people["commune"], kind="to_cao", note="Nội dung là tố cáo")
    attachment.refresh_from_db()
    assert (attachment.sha256, attachment.name) == ("", "Tệp 1.docx")
    assert not shown.exists()
    assert original_path(attachment.sealed).exists()


def test_a_letter_with_a_denunciation_in_it_is_withheld_in_all_its_parts(
    commune: Unit, people: dict[str, Officer]
) -> None:
    items = [Item("khieu_nai", "Đất bị thu hồi."), Item("to_cao", "Cán bộ nhận tiền.")]
    mixed = register(by="a", unit=commune, channel="post", received_on=RECEIVED, items=items)
    complaint = mixed.cases.get(item=1)
    assert attach(complaint, upload(pdf()), by="cb-commune").sha256 == ""
    assert attach(complaint, upload(photo()), by="cb-commune", proof=True).sha256  # of the office's own work


def test_the_senders_picture_does_not_prove_that_it_is_done(case: Case, people: dict[str, Officer]) -> None:
    """The picture of the hole is no picture of the road repaired."""
    Case.objects.filter(pk=case.pk).update(kind="phan_anh")
    sent = attach(case, upload(photo()), by=MACHINE)
    again = attach(case, upload(photo()), by="cb-commune", proof=True)
    assert (again.pk, again.proof) == (sent.pk, False)
    for proof in ([], [sent.pk]):
        with pytest.raises(ValueError, match="chứng minh"):
            perform(case=case.pk, act="answer", by=people["commune"], outcome="done", answer="Đã sửa.", proof=proof)


def test_a_file_brought_again_as_proof_becomes_one(case: Case) -> None:
    first = attach(case, upload(photo()), by="cb-commune")
    assert attach(case, upload(photo()), by="cb-commune", proof=True).pk == first.pk
    assert Attachment.objects.get().proof


@pytest.mark.parametrize("role", ["custodian", "auditor", "administrator"])
def test_whoever_may_not_read_the_case_does_not_get_its_files(
    case: Case, people: dict[str, Officer], role: str
) -> None:
    with pytest.raises(Case.DoesNotExist):
        open_attachment(attach(case, upload(pdf()), by="a"), people[role])


def test_another_commune_does_not_get_the_files(case: Case, people: dict[str, Officer]) -> None:
    people["commune"].unit = Unit.objects.get(code="LG-03")
    with pytest.raises(Case.DoesNotExist):
        open_attachment(attach(case, upload(pdf()), by="a"), people["commune"])


# --- over HTTP --------------------------------------------------------------------------------------------------


def test_a_file_is_brought_and_fetched_over_http(case: Case, people: dict[str, Officer]) -> None:
    browser = signed_in(people["commune"])
    browser.post(reverse("attach", args=[case.code]), {"files": upload(pdf(), "biên bản.pdf")})
    attachment = Attachment.objects.get()
    response = browser.get(reverse("attachment", args=[attachment.pk]))
    assert response.content.startswith(b"%PDF")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("attachment;")
    assert "no-store" in response["Cache-Control"]
    people["leader"].unit = Unit.objects.get(code="LG-03")
    people["leader"].save()
    assert signed_in(people["leader"]).get(reverse("attachment", args=[attachment.pk])).status_code == 404


def test_a_sealed_file_is_not_fetched_and_its_stripped_copy_is(secret: Case, people: dict[str, Officer]) -> None:
    browser = signed_in(people["commune"])
    browser.post(reverse("attach", args=[secret.code]), {"files": upload(photo())})
    attachment = Attachment.objects.get()
    assert browser.get(reverse("attachment", args=[attachment.pk])).status_code == 404
    browser.post(reverse("strip-attachment", args=[attachment.pk]), {"files": upload(pdf())})
    assert browser.get(reverse("attachment", args=[attachment.pk])).content.startswith(b"%PDF")
