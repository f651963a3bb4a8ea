"""Units at the desk: found under old names, their history, a table brought in after a preview."""

from __future__ import annotations

import datetime as dt
import os
import re
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from langnghe.audit.models import Entry
from langnghe.desk.views.units import read_table
from langnghe.privacy import pending
from langnghe.registry.models import Succession, Unit
from langnghe.registry.succession import add_succession
from langnghe.registry.unit_rows import sample
from tests.desk.test_pages import text_of, words
from tests.registry.reform import BASIS, workbook

REFORM = dt.date(2025, 7, 1)
ADDED = ["LG-09", "Xã Suối Đá", "xã", "LG", "01/07/2025", "", "Suối Đá Cũ", "", "", "", "", ""]


@pytest.fixture
def old(province: Unit) -> Unit:
    """A commune that became Bình Khê."""
    made = Unit.objects.create(code="C-1", name="Xã Khê Trên", kind="xa", valid_from=dt.date(1990, 1, 1))
    after = Unit.objects.get(code="LG-01")
    add_succession(before=made, after=after, on=REFORM, kind="merge", legal_basis=BASIS)
    made.refresh_from_db()
    return made


def send(client: Client, rows: Sequence[Sequence[str]], name: str = "don-vi.xlsx") -> str:
    content = workbook([list(row) for row in [sample()[0], *rows]])
    return send_bytes(client, content, name)


def send_bytes(client: Client, content: bytes, name: str) -> str:
    page = client.post(reverse("import-units"), {"file": SimpleUploadedFile(name, content)})
    assert page.status_code == 200
    return page.content.decode()


def confirm(client: Client, page: str) -> str:
    sent = dict(re.findall(r'name="(file|plan)" value="([^"]+)"', page))
    return words(client.post(reverse("apply-units"), sent, follow=True).content.decode())


# --- looking ----------------------------------------------------------------------------------------------------


def test_an_old_name_is_found_without_marks_and_leads_to_the_new_one(old: Unit, as_administrator: Client) -> None:
    page = as_administrator.get(reverse("units"), {"q": "khe tren"}).content.decode()
    assert "Xã Khê Trên" in page
    assert reverse("unit", args=[Unit.objects.get(code="LG-01").pk]) in page
    assert "Xã Tân Sơn" not in page


def test_units_are_listed_by_kind_and_by_whether_they_are_in_force(old: Unit, as_administrator: Client) -> None:
    ended = text_of(as_administrator, "units", hieuluc="da-het")
    assert "Xã Khê Trên" in ended
    assert "Xã Tân Sơn" not in ended
    assert "Xã Khê Trên" not in text_of(as_administrator, "units", hieuluc="hien-hanh")
    assert "Phường Đông Hà" in text_of(as_administrator, "units", loai="phuong")
    assert "Xã Tân Sơn" not in text_of(as_administrator, "units", loai="phuong")


def test_the_history_stands_on_both_sides_with_its_legal_basis(old: Unit, as_administrator: Client) -> None:
    assert "Xã Bình Khê" in text_of(as_administrator, "unit", old.pk)
    assert BASIS in text_of(as_administrator, "unit", old.pk)
    page = text_of(as_administrator, "unit", Unit.objects.get(code="LG-01").pk)
    assert "Xã Khê Trên" in page
    assert BASIS in page


def test_the_list_costs_the_same_questions_for_many_as_for_few(province: Unit, as_administrator: Client) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            as_administrator.get(reverse("units"))
        return len(asked)

    few = questions()
    Unit.objects.bulk_create(Unit(code=f"N{i}", name=f"Thôn {i}", kind="thon", parent=province) for i in range(40))
    assert questions() == few


# --- changing ---------------------------------------------------------------------------------------------------


def test_a_unit_is_changed_with_its_superior_named_by_code(province: Unit, as_administrator: Client) -> None:
    row = Unit.objects.get(code="LG-01")
    form = as_administrator.get(reverse("change-unit", args=[row.pk])).content.decode()
    assert 'name="parent" value="LG"' in form
    sent = {"code": "LG-01", "name": "Xã Bình Khê", "kind": "xa", "parent": "LG-03", "valid_from": "01/07/2025"}
    as_administrator.post(reverse("change-unit", args=[row.pk]), sent | {"remote": "on", "must_report": "on"})
    row.refresh_from_db()
    assert (row.remote, row.parent and row.parent.code) == (True, "LG-03")
    assert Entry.objects.get().detail == {"fields": ["parent", "remote"]}
    unknown = as_administrator.post(reverse("change-unit", args=[row.pk]), sent | {"parent": "ZZ"})
    assert unknown.status_code == 200
    over = as_administrator.post(reverse("change-unit", args=[province.pk]), {**sent, "code": "LG", "parent": "LG-01"})
    assert over.status_code == 200
    province.refresh_from_db()
    assert province.parent is None


def test_a_successor_is_recorded_made_default_and_taken_back(province: Unit, as_administrator: Client) -> None:
    row = Unit.objects.get(code="LG-02")
    sent = {"kind": "split", "on": "01/09/2026", "legal_basis": BASIS}
    address = reverse("succeed-unit", args=[row.pk])
    for code in ("LG-01", "LG-03"):
        as_administrator.post(address, sent | {"after": code})
    first, second = Succession.objects.order_by("pk")
    change = reverse("change-succession", args=[second.pk])
    as_administrator.post(change, {"act": "default"})
    second.refresh_from_db()
    assert second.default
    as_administrator.post(change, {"act": "remove"})
    assert list(Succession.objects.all()) == [first]
    told = [(entry.verb, entry.what, entry.detail["after"]) for entry in Entry.objects.order_by("number")]
    assert told == [
        ("add succession", "unit LG-02", "LG-01"),
        ("add succession", "unit LG-02", "LG-03"),
        ("default succession", "unit LG-02", "LG-03"),
        ("remove succession", "unit LG-02", "LG-03"),
    ]


def test_a_refused_successor_says_why_and_changes_nothing(old: Unit, as_administrator: Client) -> None:
    sent = {"after": "C-1", "kind": "rename", "on": "01/07/2026", "legal_basis": BASIS}
    row = Unit.objects.get(code="LG-01")
    page = words(as_administrator.post(reverse("succeed-unit", args=[row.pk]), sent).content.decode())
    assert "«Xã Khê Trên» không có hiệu lực vào ngày 01/07/2026" in page
    row.refresh_from_db()
    assert row.valid_to is None
    assert Succession.objects.count() == 1


def test_villages_of_a_merged_commune_are_shown_and_moved(old: Unit, as_administrator: Client) -> None:
    village = Unit.objects.create(code="T1", name="Thôn Một", kind="thon", parent=old)
    assert "Thôn Một" in text_of(as_administrator, "units", hieuluc="mo-coi")
    as_administrator.post(reverse("rehome-units"))
    village.refresh_from_db()
    assert village.parent == Unit.objects.get(code="LG-01")
    assert Entry.objects.get(verb="rehome units").detail == {"moved": 1, "left": 0}


# --- a table ----------------------------------------------------------------------------------------------------


def test_nothing_is_written_before_the_preview_is_confirmed(province: Unit, as_administrator: Client) -> None:
    page = send(as_administrator, [ADDED])
    assert "Xã Suối Đá" in page
    assert not Unit.objects.filter(code="LG-09").exists()
    confirm(as_administrator, page)
    assert Unit.objects.get(code="LG-09").other_names == "Suối Đá Cũ"
    (entry,) = Entry.objects.filter(verb="import units")
    assert len(entry.detail.pop("file")) == 64
    assert entry.detail == {"new": 1, "changed": 0, "unchanged": 0, "successions": 0}
    assert list((Path(settings.HOME) / "pending" / "units").iterdir()) == []
    assert 'name="plan"' not in send(as_administrator, [ADDED])  # nothing to do a second time


def test_wrong_cells_are_listed_with_their_row_and_cannot_be_confirmed(
    province: Unit, as_administrator: Client
) -> None:
    page = send(as_administrator, [ADDED, ["LG-10", "Xã Hai", "xã", "ZZ", *[""] * 8]])
    assert "3 Mã cấp trên Không có đơn vị mã «ZZ»" in words(page)
    assert 'name="plan"' not in page


def test_a_preview_that_is_out_of_date_is_shown_again(province: Unit, as_administrator: Client) -> None:
    page = send(as_administrator, [ADDED])
    Unit.objects.create(code="LG-09", name="Xã Khác", kind="xa")
    again = confirm(as_administrator, page)
    assert "Xã Khác → Xã Suối Đá" in again
    assert Unit.objects.get(code="LG-09").name == "Xã Khác"


@pytest.mark.parametrize(
    "name, content, part",
    [
        ("a.docx", b"x", "không phải bảng tính"),
        ("a.xlsx", b"PK\x03\x04 nothing", "bị hỏng"),
        ("a.csv", b"", "rỗng"),
        ("a.csv", "cột một,cột hai\n1,2\n".encode(), "Không thấy dòng tiêu đề"),
        ("a.csv", "Mã,Tên\n".encode() * 2, "Thiếu loại đơn vị"),
    ],
)
def test_other_files_are_refused_in_words(
    province: Unit, as_administrator: Client, name: str, content: bytes, part: str
) -> None:
    assert part in words(send_bytes(as_administrator, content, name))


def test_a_csv_with_semicolons_is_a_table_too(province: Unit, as_administrator: Client) -> None:
    content = "Mã;Tên;Loại\nLG-08;Xã Tám;xã\nLG-09;Xã Chín;xã\n".encode("utf-8-sig")
    confirm(as_administrator, send_bytes(as_administrator, content, "don-vi.csv"))
    assert Unit.objects.filter(code__in=["LG-08", "LG-09"]).count() == 2


def test_the_sample_file_can_be_sent_back(province: Unit, as_administrator: Client, tmp_path: Path) -> None:
    path = tmp_path / "mau.xlsx"
    path.write_bytes(as_administrator.get(reverse("sample-units")).content)
    assert [list(cells) for _, cells in read_table(path)] == sample()


@pytest.mark.parametrize("name", ["", "../../secret.xlsx", "0" * 64 + ".xlsx"])
def test_only_a_kept_file_can_be_confirmed(province: Unit, as_administrator: Client, name: str) -> None:
    response = as_administrator.post(reverse("apply-units"), {"file": name, "plan": "x"})
    assert response.status_code == 302
    assert response.headers["Location"] == reverse("import-units")


def test_a_file_of_yesterday_cannot_be_confirmed_and_the_worker_deletes_it(
    province: Unit, as_administrator: Client
) -> None:
    sent = send(as_administrator, [ADDED])
    (kept,) = (Path(settings.HOME) / "pending" / "units").iterdir()
    os.utime(kept, (time.time() - 90_000,) * 2)
    confirm(as_administrator, sent)
    assert not Unit.objects.filter(code=ADDED[0]).exists()
    pending.sweep()
    assert not kept.exists()
