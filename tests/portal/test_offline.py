"""What waited on a telephone comes in exactly once, however often it is sent, and only its key gets the code."""

from __future__ import annotations

import io
import json
import re
import secrets

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from PIL import Image

from langnghe.cases import receipts
from langnghe.cases.models import Case, Receipt, Submission
from langnghe.registry.models import Unit
from tests.portal.solving import solved
from tests.portal.test_send import WORDS, photo

pytestmark = pytest.mark.django_db
TAKE = "/gui/khong-mang/nhan/"


@pytest.fixture
def puzzles_solved() -> None:
    """Not here."""


def message(**more: object) -> dict[str, object]:
    return {"key": secrets.token_urlsafe(32), "text": WORDS, "area": "Xã Bình Khê", "kind": "phan_anh", **more}


def take(client: Client, said: dict[str, object], photos: int = 0) -> tuple[int, dict[str, str]]:
    puzzle = client.get("/gui/cau-do/").json()["puzzle"]
    files = {"photos": [photo("red"), photo("blue")][:photos]} if photos else {}
    answer = client.post(TAKE, {**said, **files, **solved(puzzle)})
    return answer.status_code, answer.json()


def test_it_comes_in_with_its_photos_and_the_code_opens_it(client: Client, province: Unit) -> None:
    status, said = take(client, message(spot="sau chợ"), photos=2)
    case = Case.objects.get()
    assert status == 200
    assert receipts.find(said["code"]) == Receipt.objects.get()
    assert (case.unit.name, case.submission.channel, case.submission.anonymous) == ("Xã Bình Khê", "portal", True)
    assert "gãy lan can" in case.text
    assert "sau chợ" in case.text
    assert [row.name for row in case.attachments.order_by("pk")] == ["Ảnh 1.jpg", "Ảnh 2.jpg"]
    assert said["unit"] == "Xã Bình Khê"


def test_sent_again_it_is_the_same_receipt(client: Client, province: Unit) -> None:
    said = message()
    answers = [take(Client(), said, photos=2) for _ in range(4)]
    assert {json.dumps(answer) for answer in answers} == {json.dumps(answers[0])}
    assert Submission.objects.count() == Receipt.objects.count() == 1
    assert Case.objects.get().attachments.count() == 2


def test_another_key_is_another_message_with_another_code(client: Client, province: Unit) -> None:
    first, second = (take(client, message())[1]["code"] for _ in range(2))
    assert first != second
    assert Submission.objects.count() == 2


def test_what_was_taken_is_answered_without_puzzle_and_beyond_the_limit(
    client: Client, province: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = message()
    code = take(client, said)[1]["code"]
    monkeypatch.setattr("langnghe.portal.limits.Limit.is_reached", lambda *given: True)
    assert client.post(TAKE, said).json()["code"] == code
    assert client.post(TAKE, message()).status_code == 429


def test_a_new_one_needs_a_puzzle_and_each_puzzle_is_good_once(client: Client, province: Unit) -> None:
    assert client.post(TAKE, message()).status_code == 429
    paid = solved(client.get("/gui/cau-do/").json()["puzzle"])
    assert client.post(TAKE, message() | paid).status_code == 200
    assert client.post(TAKE, message() | paid).status_code == 429
    assert Submission.objects.count() == 1


def test_a_server_killed_between_message_and_photos_ends_what_it_began(
    client: Client, province: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = message()
    with monkeypatch.context() as patch:
        patch.setattr("langnghe.cases.attachments.attach", _die)
        with pytest.raises(KeyboardInterrupt):
            take(client, said, photos=2)
    assert take(client, said, photos=2)[0] == 200
    assert Submission.objects.count() == 1
    assert Case.objects.get().attachments.count() == 2


def _die(*given: object, **more: object) -> None:
    raise KeyboardInterrupt


def test_neither_key_nor_code_lies_in_the_database(client: Client, province: Unit) -> None:
    said = message()
    code = take(client, said)[1]["code"].replace(" ", "")
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = repr(cursor.fetchall())
            assert str(said["key"]) not in rows, table
            assert code not in rows, table


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"text": " "}, "một hai câu|sentence or two"),
        ({"area": "Xã Không Có"}, "danh sách|of the list"),
        ({"kind": ""}, "chọn|choose"),
        ({"kind": "khieu_nai"}, "niêm phong|sealed"),
        ({"kind": "to_cao"}, "phản ánh, kiến nghị hay khiếu nại"),
        ({"key": "ngan"}, "key|khóa|khoá"),
    ],
)
def test_what_cannot_be_taken_is_said_in_a_sentence(
    client: Client, province: Unit, more: dict[str, str], sentence: str
) -> None:
    status, said = take(client, message(**more))
    assert status == 422
    assert re.search(sentence, said["wrong"])
    assert not Submission.objects.exists()


def test_only_photos_wait(client: Client, province: Unit) -> None:
    said = message() | solved(client.get("/gui/cau-do/").json()["puzzle"])
    said["photos"] = SimpleUploadedFile("thu.txt", "Kính gửi".encode())
    assert client.post(TAKE, said).status_code == 422
    said = message() | solved(client.get("/gui/cau-do/").json()["puzzle"])
    out = io.BytesIO()
    Image.new("RGB", (40, 40)).save(out, "PNG")
    said["photos"] = [SimpleUploadedFile(f"{n}.png", out.getvalue()) for n in range(6)]
    assert client.post(TAKE, said).status_code == 422
    assert not Submission.objects.exists()


def test_another_site_cannot_send_for_its_visitors(province: Unit) -> None:
    client = Client(enforce_csrf_checks=True)
    asked = client.get("/gui/cau-do/").json()
    said = message() | solved(asked["puzzle"])
    assert client.post(TAKE, said).status_code == 403
    assert client.post(TAKE, said, headers={"X-CSRFToken": asked["token"]}).status_code == 200


def test_a_complaint_is_sealed_on_arrival(client: Client, province: Unit) -> None:
    assert take(client, message(kind="khieu_nai", name="Lò Văn Pín", address="Bản Pu Xóm"))[0] == 200
    case = Case.objects.get()
    assert case.kind == "khieu_nai"
    assert case.submission.vault
    assert "Pín" not in repr(list(Submission.objects.values())) + repr(list(Case.objects.values()))


def test_the_worker_names_the_files_of_the_page_and_no_more(client: Client, province: Unit) -> None:
    from django.contrib.staticfiles import finders

    answer = client.get("/sw.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    listed = re.search(r"SHELL = \[PAGE, (.*)\];", answer.content.decode())
    assert listed
    files = re.findall(r'"([^"]+)"', listed[1])
    sizes = [len(open(str(finders.find(name.removeprefix("/static/"))), "rb").read()) for name in files]  # noqa: SIM115
    assert len(files) + 1 <= 6
    assert sum(sizes) + len(client.get("/gui/khong-mang/").content) <= 60_000


def test_the_worker_changes_with_the_places(client: Client, province: Unit) -> None:
    before = client.get("/sw.js").content
    assert client.get("/sw.js").content == before
    Unit.objects.filter(code="LG-01").update(name="Xã Bình Khê Mới")
    assert client.get("/sw.js").content != before


def test_the_portal_can_be_installed(client: Client, province: Unit) -> None:
    from django.contrib.staticfiles import finders

    assert "/lang-nghe.webmanifest" in client.get("/cong/").content.decode()
    answer = client.get("/lang-nghe.webmanifest")
    said = answer.json()
    assert answer.headers["Content-Type"] == "application/manifest+json"
    assert (said["start_url"], said["lang"], said["display"]) == ("/gui/", "vi", "standalone")
    for icon in said["icons"]:
        found = finders.find(icon["src"].removeprefix("/static/"))
        assert found
        if icon["src"].endswith(".png"):
            assert "{}x{}".format(*Image.open(str(found)).size) == icon["sizes"]
