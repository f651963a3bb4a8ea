"""Sending by the portal, through HTTP, as a browser without script does."""

from __future__ import annotations

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.test import Client
from PIL import Image

from langnghe.audit.models import Entry
from langnghe.cases import receipts, unsent
from langnghe.cases.models import Case, Receipt, SendDraft, SendDraftFile, Submission
from langnghe.privacy.models import Sealed
from langnghe.registry.models import Unit

pytestmark = pytest.mark.django_db
WORDS = "Cầu qua suối ở thôn Đồng Mít gãy lan can từ tháng trước, học sinh đi học rất nguy hiểm."


def photo(colour: str = "red") -> SimpleUploadedFile:
    """A photo that tells where and with what it was taken."""
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010F] = "MayAnhCuaAnTrinh"
    Image.new("RGB", (640, 480), colour).save(out, "JPEG", exif=exif)
    return SimpleUploadedFile("IMG cau gay.jpg", out.getvalue(), content_type="image/jpeg")


def answer(client: Client, *, kind: str = "phan_anh", photos: int = 1, area: str = "binh khe", **contact: str) -> None:
    """All questions up to the check page."""
    client.post("/gui/viec/", {"text": WORDS})
    client.post("/gui/noi/", {"area": area, "spot": "cầu bản phía sau chợ"})
    client.post("/gui/tep/", {"files": [photo("red"), photo("blue")][:photos]})
    client.post("/gui/loai/", {"kind": kind})
    client.post("/gui/lien-he/", contact)


def send(client: Client, **given: object) -> str:
    """Everything, to the code of the receipt."""
    answer(client, **given)  # type: ignore[arg-type]
    client.post("/gui/kiem-tra/", {})
    return code_on(client.get("/gui/bien-nhan/").content.decode())


def code_on(page: str) -> str:
    found = re.search(r'class="the-code">([\d ]+)<', page)
    assert found
    return found[1].replace(" ", "")


def test_one_question_a_page_to_a_receipt(client: Client, province: Unit) -> None:
    code = send(client)
    case = Case.objects.get()
    assert len(code) == 16
    assert (case.kind, case.unit.name, case.submission.channel) == ("phan_anh", "Xã Bình Khê", "portal")
    assert case.submission.anonymous
    assert case.submission.vault is None
    assert "gãy lan can" in case.text
    assert "sau chợ" in case.text


def test_every_step_leads_to_the_next_and_back_keeps_the_answer(client: Client, province: Unit) -> None:
    assert client.post("/gui/viec/", {"text": WORDS}).headers["Location"] == "/gui/noi/"
    assert client.post("/gui/noi/", {"area": "", "spot": ""}).headers["Location"] == "/gui/tep/"
    assert WORDS in client.get("/gui/viec/").content.decode()
    assert "/gui/tep/" in client.get("/gui/").content.decode()  # resumes where it stopped
    client.post("/gui/viec/", {"text": "Viết lại cho rõ hơn về cây cầu gãy."})
    assert "Viết lại cho rõ" in client.get("/gui/viec/").content.decode()


def test_a_question_cannot_be_opened_before_the_first(client: Client, province: Unit) -> None:
    assert client.get("/gui/lien-he/").headers["Location"] == "/gui/"
    assert client.get("/gui/khong-co/").status_code == 404


def test_what_is_missing_is_said(client: Client, province: Unit) -> None:
    assert client.post("/gui/viec/", {"text": "  "}).status_code == 422
    client.post("/gui/viec/", {"text": WORDS})
    assert client.post("/gui/noi/", {"area": "Xã Không Có"}).status_code == 422
    assert client.post("/gui/loai/", {}).status_code == 422
    assert client.post("/gui/kiem-tra/", {}).status_code == 422
    assert not Submission.objects.exists()


def test_a_place_of_several_names_is_asked_again(client: Client, province: Unit) -> None:
    client.post("/gui/viec/", {"text": WORDS})
    page = client.post("/gui/noi/", {"area": "xa"}).content.decode()
    assert 'value="Xã Bình Khê"' in page
    assert 'value="Xã Tân Sơn"' in page
    assert client.post("/gui/noi/", {"area": "Xã Tân Sơn"}).status_code == 302


def test_photos_lose_what_they_tell_before_they_are_kept(client: Client, province: Unit, own_home: object) -> None:
    send(client, photos=2)
    case = Case.objects.get()
    assert case.attachments.count() == 2
    kept = [path.read_bytes() for path in own_home.rglob("*") if path.is_file()]  # type: ignore[attr-defined]
    assert not any(b"MayAnhCuaAnTrinh" in content for content in kept)
    assert not SendDraftFile.objects.exists()


def test_a_wrong_file_is_refused_and_the_rest_stays(client: Client, province: Unit) -> None:
    client.post("/gui/viec/", {"text": WORDS})
    client.post("/gui/tep/", {"files": [photo()], "more": "1"})
    page = client.post("/gui/tep/", {"files": [SimpleUploadedFile("a.exe", b"MZ\x90\x00 no")]})
    assert page.status_code == 422
    assert "IMG cau gay.jpg" in page.content.decode()
    client.post("/gui/tep/", {"drop": "1"})
    assert "IMG cau gay.jpg" not in client.get("/gui/tep/").content.decode()


def test_sent_twice_is_one_submission_and_one_code(client: Client, province: Unit) -> None:
    answer(client)
    client.post("/gui/kiem-tra/", {})
    first = code_on(client.get("/gui/bien-nhan/").content.decode())
    assert client.post("/gui/kiem-tra/", {}).headers["Location"] == "/gui/bien-nhan/"
    assert code_on(client.get("/gui/bien-nhan/").content.decode()) == first
    assert Submission.objects.count() == Receipt.objects.count() == 1


def test_a_server_killed_while_sending_takes_it_once(
    client: Client, province: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The files come after the submission; when the first try dies there, the second ends what it began."""
    answer(client)
    with monkeypatch.context() as patch:
        patch.setattr("langnghe.cases.attachments.attach", _die)
        with pytest.raises(KeyboardInterrupt):
            client.post("/gui/kiem-tra/", {})
    client.post("/gui/kiem-tra/", {})
    assert Submission.objects.count() == 1
    assert Case.objects.get().attachments.count() == 1


def _die(*args: object, **kwargs: object) -> None:
    raise KeyboardInterrupt


def test_the_code_is_gone_from_the_device_when_it_is_kept(client: Client, province: Unit) -> None:
    send(client)
    client.post("/gui/bien-nhan/xong/")
    assert client.get("/gui/bien-nhan/").headers["Location"] == "/gui/"


def test_neither_code_nor_name_nor_draft_lies_open_in_the_database(client: Client, province: Unit) -> None:
    from django.db import connection

    code = send(client, kind="khieu_nai", name="Lò Thị Mận Chua", address="Bản Pu Xóm", phone="0912345678")
    assert Sealed.objects.count() == 1
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = repr([[bytes(v) if isinstance(v, memoryview) else v for v in row] for row in cursor.fetchall()])
            assert code not in rows, table
            assert "Mận Chua" not in rows, table
            assert "0912345678" not in rows, table


def test_a_draft_cannot_be_read_without_the_browser(client: Client, province: Unit) -> None:
    client.post("/gui/viec/", {"text": WORDS})
    row = SendDraft.objects.get()
    assert "Cầu".encode() not in bytes(row.sealed)
    assert WORDS not in Client().get("/gui/viec/").content.decode()


def test_a_complaint_needs_name_and_address(client: Client, province: Unit) -> None:
    answer(client, kind="khieu_nai")
    assert client.post("/gui/kiem-tra/", {}).status_code == 422
    assert client.post("/gui/lien-he/", {"name": "Lò Văn Pín"}).status_code == 422
    client.post("/gui/lien-he/", {"name": "Lò Văn Pín", "address": "Bản Pu Xóm"})
    assert client.post("/gui/kiem-tra/", {}).status_code == 302
    assert Case.objects.get().kind == "khieu_nai"
    assert not Submission.objects.get().anonymous


def test_a_denunciation_is_shown_its_way_and_nothing_is_kept(client: Client, province: Unit) -> None:
    client.post("/gui/viec/", {"text": WORDS})
    assert client.post("/gui/loai/", {"kind": "to_cao"}).headers["Location"] == "/gui/to-cao/"
    assert client.get("/gui/to-cao/").status_code == 200
    assert not SendDraft.objects.exists()
    assert not Submission.objects.exists()


def test_a_program_that_fills_every_field_is_not_taken(client: Client, province: Unit) -> None:
    answer(client)
    client.post("/gui/kiem-tra/", {"website": "http://buy.example"})
    assert not Submission.objects.exists()


def test_the_quick_exit_leaves_nothing(client: Client, province: Unit) -> None:
    client.post("/gui/viec/", {"text": WORDS})
    left = client.post("/thoat-nhanh/")
    assert left.headers["Refresh"].startswith("0; url=https://")
    assert not SendDraft.objects.exists()
    assert client.get("/gui/noi/").headers["Location"] == "/gui/"


def test_the_journal_has_the_receipt_and_no_person(client: Client, province: Unit) -> None:
    send(client, name="Lò Thị Mận Chua")
    entry = Entry.objects.get(verb="receipt")
    assert entry.number == Receipt.objects.get().entry
    assert not any("Mận" in str(one.detail) + one.by + one.what for one in Entry.objects.all())


def test_so_many_from_one_network(client: Client, province: Unit, caplog: pytest.LogCaptureFixture) -> None:
    """The twenty-first within the hour waits; another network does not. No address is in the cache or a log."""
    from django.db import connection

    for _ in range(20):
        browser = Client(REMOTE_ADDR="203.0.113.7")
        send(browser, photos=0)
    browser = Client(REMOTE_ADDR="203.0.113.7")
    answer(browser, photos=0)
    assert browser.post("/gui/kiem-tra/", {}).status_code == 429
    other = Client(REMOTE_ADDR="198.51.100.9")
    send(other, photos=0)
    assert Submission.objects.count() == 21
    assert "203.0.113.7" not in caplog.text
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM registry_cache")
        assert "203.0.113.7" not in repr(cursor.fetchall())


def test_files_together_have_a_size(client: Client, province: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("langnghe.cases.sending.MEGABYTES", 0)
    client.post("/gui/viec/", {"text": WORDS})
    assert client.post("/gui/tep/", {"files": [photo()]}).status_code == 422
    assert not SendDraftFile.objects.exists()


def test_a_double_click_taken_by_two_processes_is_one(
    client: Client, province: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second does not see the first's row when it looks, and meets it when it writes."""
    from langnghe.cases import sending

    answer(client, photos=0)
    client.post("/gui/kiem-tra/", {})
    draft, tries = SendDraft.objects.get(), []
    register = sending.register

    def blind_at_first(**given: object) -> Submission:
        tries.append(1)
        if len(tries) == 1:
            raise IntegrityError
        return register(**given)  # type: ignore[arg-type]

    monkeypatch.setattr(sending, "register", blind_at_first)
    token = client.cookies["viet"].value
    answers = {"form_key": Submission.objects.get().form_key, "text": WORDS, "kind": "phan_anh"}
    unsent.write(token, answers)
    assert sending.send(token) == receipts.code_from(token)
    assert Submission.objects.count() == Receipt.objects.count() == 1
    assert draft.row == SendDraft.objects.get().row
