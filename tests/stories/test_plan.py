"""A plan from a workbook to its roll-up in Word: the clerk brings it in, units report, one asks for time, the leader reads."""

from __future__ import annotations

import copy
import datetime as dt
import io
import re

import docx
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from langnghe.law.formats import rules
from langnghe.plan.models import Due, Plan, Task
from langnghe.registry.models import Officer, Unit
from langnghe.registry.roles import Role
from langnghe.reports.layout import against
from langnghe.reports.plan import roll_up
from tests.conftest import officer, signed_in

YEAR = dt.date.today().year
TABLE = (
    ("KẾ HOẠCH", "", "", "", "", ""),
    (f"Lắng nghe ý kiến Nhân dân năm {YEAR}", "", "", "", "", ""),
    ("STT", "Nhiệm vụ", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời hạn", "Chỉ tiêu"),
    ("I", "Nắm tình hình", "", "", "", ""),
    ("1", "Tổng hợp ý kiến", "Sở Xây dựng", "các xã, phường", f"trước 05/01/{YEAR}", "01 báo cáo"),
    ("2", "Đối thoại với Nhân dân", "Xã Bình Khê; Xã Tân Sơn", "", f"trước 31/12/{YEAR}", "Ít nhất 02 cuộc đối thoại"),
    ("II", "Giải quyết", "", "", "", ""),
    ("3", "Sửa đường liên thôn", "Văn phòng nào đó", "Sở Xây dựng", "khi có kinh phí", "Sửa xong 12 km"),
)


def workbook() -> SimpleUploadedFile:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Kế hoạch")
        for number, row in enumerate(TABLE):
            sheet.write_row(number, 0, row)
    return SimpleUploadedFile("ke-hoach.xlsx", out.getvalue())


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def bring(client: Client, **corrections: str) -> str:
    page = client.post(reverse("import-plan"), {"file": workbook()}).content.decode()
    sent = {
        "file": hidden(page, "file"),
        "title": f"Kế hoạch Lắng nghe ý kiến Nhân dân năm {YEAR}",
        "starts_on": f"01/01/{YEAR}",
        "ends_on": f"31/12/{YEAR}",
        "rhythm": "",
        "bodies": "Tỉnh Lam Giang; Sở Xây dựng",
        **corrections,
    }
    looked = client.post(reverse("check-plan"), {**sent, "act": "check"}).content.decode()
    return client.post(
        reverse("check-plan"), {**sent, "act": "apply", "digest": hidden(looked, "digest")}, follow=True
    ).content.decode()


def of_unit(role: Role, code: str) -> Client:
    person: Officer = officer(role)
    person.unit = Unit.objects.get(code=code)
    person.save()
    return signed_in(person)


RIGHT = {"lead-3": "Sở Xây dựng", "when-3": "Quý IV", "co-3": ""}


def test_from_a_workbook_to_the_roll_up(as_clerk: Client, as_leader: Client, tmp_path: object) -> None:
    # What is not understood keeps the plan out; put right, it comes in; a second time it changes nothing.
    assert "Chưa nhận ra đơn vị «Văn phòng nào đó»" in bring(as_clerk)
    assert not Plan.objects.exists()
    bring(as_clerk, **RIGHT)
    plan = Plan.objects.get()
    assert plan.bodies.count() == 2
    assert plan.tasks.count() == 3
    before = list(Due.objects.values_list("pk", flat=True))
    bring(as_clerk)
    assert (Plan.objects.count(), list(Due.objects.values_list("pk", flat=True))) == (1, before)

    # A commune sees its own task, reports on it with a file and the number it counted; the clerk wants more.
    commune, department = of_unit(Role.COMMUNE_OFFICER, "LG-01"), of_unit(Role.DEPARTMENT_OFFICER, "LG-50")
    talk = Task.objects.get(mark="2")
    assert "Đối thoại với Nhân dân" in commune.get(reverse("plan")).content.decode()
    assert commune.get(reverse("task", args=[Task.objects.get(mark="3").pk])).status_code == 404
    due = talk.dues.get(unit__code="LG-01")
    proof = SimpleUploadedFile("bien-ban.txt", "Biên bản đối thoại.".encode())
    said = {"percent": "100", "done": "Đã đối thoại tại nhà văn hóa.", "obstacles": "", "files": proof}
    assert commune.post(reverse("task-report", args=[due.pk]), said).status_code == 302
    made = due.reports.get()
    as_clerk.post(reverse("return-task-report", args=[made.pk]), {"why": "Thiếu số người dự."})
    assert "Thiếu số người dự." in commune.get(reverse("task", args=[talk.pk])).content.decode()
    commune.post(reverse("task-report", args=[due.pk]), {**said, "done": "Đã đối thoại, 80 người dự.", "files": []})
    assert commune.get(reverse("task-file", args=[made.files.get().pk])).status_code == 200
    assert department.get(reverse("task-file", args=[made.files.get().pk])).status_code == 404

    # The department is late, says why, asks for time on another task; the leader grants it.
    late, road = Task.objects.get(mark="1").dues.get(), Task.objects.get(mark="3").dues.get()
    department.post(
        reverse("task-report", args=[late.pk]),
        {"percent": "60", "done": "Đang tổng hợp.", "obstacles": "Thiếu số liệu xã."},
    )
    until = dt.date(YEAR + 1, 1, 20)
    department.post(reverse("extend-task", args=[road.pk]), {"until": f"{until:%d/%m/%Y}", "reason": "Chờ vốn."})
    asked = road.extensions.get()
    as_leader.post(reverse("answer-extension", args=[asked.pk]), {"act": "grant", "reason": "Đồng ý một lần."})
    road.refresh_from_db()
    assert road.on == until

    # The leader reads who is late, the Gantt and the measures; each has its source or is told to have none.
    for name in ("plan-late", "plan-gantt", "plan-measures", "one-plan"):
        assert as_leader.get(reverse(name, args=[plan.pk])).status_code == 200, name
    # The roll-up in both layouts: its text and its annexes say the same numbers, those of the tables.
    told = roll_up(plan, dt.date.today())
    for style in ("nd30", "dang"):
        response = as_leader.get(reverse("plan-roll-up", args=[plan.pk, style]))
        document = docx.Document(io.BytesIO(response.content))
        text = "\n".join(paragraph.text for paragraph in document.paragraphs)
        assert "giao 3 nhiệm vụ cho 3 đơn vị chủ trì" in text
        assert "Thiếu số liệu xã (Sở Xây dựng)." in text
        by_section = next(table for table in document.tables if "Nhóm nhiệm vụ" in table.rows[0].cells[1].text)
        rows = [[int(cell.text) for cell in row.cells[2:]] for row in by_section.rows[1:]]
        assert [sum(column) for column in zip(*rows[:-1], strict=True)] == rows[-1]
        assert rows[-1] == [
            told.whole.total,
            *(told.whole.counts[state] for state in ("done", "done_late", "under_way", "not_begun", "late")),
        ]
        assert rows[-1][0] == sum(rows[-1][1:]) == 3


@pytest.mark.parametrize("style", ["nd30", "dang"])
def test_the_roll_up_keeps_the_official_layout(
    as_clerk: Client, tmp_path_factory: pytest.TempPathFactory, style: str
) -> None:
    bring(as_clerk, **RIGHT)
    content = as_clerk.get(reverse("plan-roll-up", args=[Plan.objects.get().pk, style])).content
    path = tmp_path_factory.mktemp("plan") / "bao-cao.docx"
    path.write_bytes(content)
    wanted = copy.deepcopy(rules(style))
    next(row for row in wanted["elements"] if row["key"] == "noi_dung")["find"] = "^Tính đến ngày"
    assert [finding for finding in against(path, wanted) if not finding.kept] == []


def test_a_commune_may_neither_bring_in_a_plan_nor_read_the_whole(as_clerk: Client) -> None:
    bring(as_clerk, **RIGHT)
    commune = of_unit(Role.COMMUNE_OFFICER, "LG-03")
    plan = Plan.objects.get()
    assert commune.get(reverse("import-plan")).status_code == 403
    assert commune.get(reverse("plan-roll-up", args=[plan.pk, "nd30"])).status_code == 403
    assert "Sửa đường" not in commune.get(reverse("one-plan", args=[plan.pk])).content.decode()
