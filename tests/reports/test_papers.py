"""Papers of a case: filled from it, in both layouts, marked as drafts until their act has taken effect."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from langnghe.audit.models import Entry
from langnghe.cases.actions import approve, perform
from langnghe.cases.models import Case, Draft, Submission
from langnghe.cases.registering import Item, register
from langnghe.cases.retention import DELETED, ERASED
from langnghe.cases.states import acts
from langnghe.registry.models import Officer, Unit
from langnghe.reports.models import Paper
from langnghe.reports.papers.actions import draft_paper, drop_paper, issue_paper, let_go
from langnghe.reports.papers.check import check
from langnghe.reports.papers.filling import render
from langnghe.reports.papers.forms import keep_word_form, paper_forms, shipped_word_form, word_form
from langnghe.reports.papers.heads import head_of, initials
from langnghe.reports.papers.queries import papers_due, papers_of
from tests.conftest import signed_in

CaseMaker = Callable[..., Case]
People = dict[str, Officer]
STYLES = ("nd30", "dang")
DUE = "07/12/2026"  # thirty days after 5/11 end on Saturday 5/12: Monday


@pytest.fixture(autouse=True)
def today() -> object:
    with time_machine.travel(dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC), tick=False):
        yield


def do(case: Case, act: str, people: People, on: dt.date | None = None, **fields: Any) -> Case:
    """An act by the commune's officer, approved by its leader where it waits."""
    done = perform(case=case.pk, act=act, by=people["commune"], on=on, **fields)
    if isinstance(done, Draft):
        approve(draft=done.pk, by=people["leader"], on=on)
    case.refresh_from_db()
    return case


def words(content: bytes) -> str:
    """Every paragraph of a Word file, those in tables too."""
    document = docx.Document(io.BytesIO(content))
    cells = [p.text for table in document.tables for row in table.rows for cell in row.cells for p in cell.paragraphs]
    return "\n".join([*cells, *(p.text for p in document.paragraphs)])


def draft(case: Case, key: str, style: str = "nd30") -> Paper:
    return draft_paper(case=case, key=key, style=style, by="cb-commune")


# An act before the paper, and a sentence that the paper must then hold.
STEPS: dict[str, tuple[str, list[tuple[str, dict[str, object]]], str]] = {
    "thu_ly": ("khieu_nai", [("accept", {})], f"đến hết ngày {DUE}"),
    "khong_thu_ly": ("khieu_nai", [("refuse", {"refusal": "het_thoi_hieu"})], "Thời hiệu, thời hạn khiếu nại đã hết"),
    "phieu_chuyen": ("kien_nghi", [("refer", {"body": "Sở Xây dựng"})], "chuyển đơn đến"),
    "huong_dan": ("kien_nghi", [("guide", {"body": "Tòa án nhân dân khu vực"})], "hướng dẫn người gửi gửi đơn đến"),
    "giay_moi": ("khieu_nai", [("accept", {}), ("invite", {"meets_on": "2026-12-01"})], "ngày 01/12/2026"),
    "gia_han": (
        "khieu_nai",
        [
            ("accept", {}),
            ("complicate", {"complexity": "complex", "note": "Nhiều hộ"}),
            ("extend", {"note": "Chờ đo đạc"}),
        ],
        "Lý do: Chờ đo đạc.",
    ),
    "tam_dinh_chi": (
        "khieu_nai",
        [("accept", {}), ("suspend", {"suspension": "bat_kha_khang"})],
        "Sự kiện bất khả kháng, trở ngại khách quan (Luật Khiếu nại, Điều 11a",
    ),
    "tra_loi": (
        "phan_anh",
        [("answer", {"outcome": "explained", "answer": "Đường đã có trong kế hoạch.\nSẽ làm năm 2027."})],
        "Sẽ làm năm 2027.",
    ),
}


def case_at(key: str, a_case: CaseMaker, people: People) -> Case:
    kind, steps, _ = STEPS[key]
    case = a_case(kind)
    for act, fields in steps:
        do(case, act, people, dt.date(2026, 11, 5), **fields)
    return case


def test_every_paper_of_the_table_of_acts_has_its_form_and_the_other_way_round() -> None:
    assert {act.paper for act in acts().values() if act.paper} == set(paper_forms()) == set(STEPS)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("key", list(STEPS))
def test_an_issued_paper_says_what_was_done_and_keeps_the_layout(
    a_case: CaseMaker, people: People, tmp_path: Path, key: str, style: str
) -> None:
    case = case_at(key, a_case, people)
    paper = issue_paper(paper=draft(case, key, style).pk, number="7", by="cb-commune")
    content = render(paper)
    text = words(content)
    assert STEPS[key][2] in text
    assert case.code in text
    assert "DỰ THẢO" not in text
    assert "ngày 20 tháng 11 năm 2026" in text
    assert ("Số: 07/" in text) if style == "nd30" else ("Số 07-" in text)
    path = tmp_path / "giay.docx"
    path.write_bytes(content)
    findings = check(path, key, style)
    assert len(findings) > 30
    assert [finding for finding in findings if not finding.kept] == []


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("key", list(STEPS))
def test_a_paper_may_be_drafted_before_its_act_and_says_so(
    a_case: CaseMaker, people: People, key: str, style: str
) -> None:
    paper = draft(a_case(STEPS[key][0]), key, style)
    text = words(render(paper))
    assert "DỰ THẢO" in text
    assert "....." in text  # no number yet
    with pytest.raises(ValueError, match="chưa được thực hiện hoặc chưa được duyệt"):
        issue_paper(paper=paper.pk, number="7", by="cb-commune")


def test_a_drafted_act_fills_the_paper_but_lets_nothing_leave(a_case: CaseMaker, people: People) -> None:
    case = a_case("khieu_nai")
    waiting = perform(case=case.pk, act="refuse", by=people["commune"], refusal="het_thoi_hieu")
    paper = draft(case, "khong_thu_ly")
    text = words(render(paper))
    assert "Thời hiệu, thời hạn khiếu nại đã hết" in text
    assert "DỰ THẢO" in text
    with pytest.raises(ValueError, match="chưa được duyệt"):
        issue_paper(paper=paper.pk, number="7", by="cb-commune")
    assert isinstance(waiting, Draft)
    approve(draft=waiting.pk, by=people["leader"])
    assert issue_paper(paper=paper.pk, number="7", by="cb-commune").is_issued


def test_the_name_of_who_wrote_is_a_marked_place(a_case: CaseMaker, people: People) -> None:
    text = words(render(draft(a_case("khieu_nai"), "thu_ly")))
    assert "Kính gửi: Ông (bà) «[Họ và tên người gửi]»" in text


def test_of_a_denunciation_a_paper_holds_the_code_and_nothing_else(a_case: CaseMaker, people: People) -> None:
    case = do(a_case("to_cao", "Ông trưởng thôn thu tiền làm đường không có biên lai."), "accept", people)
    for key in ("thu_ly", "khong_thu_ly", "phieu_chuyen", "huong_dan", "gia_han", "tam_dinh_chi"):
        content = render(draft(case, key))
        text = words(content)
        assert f"đơn mã số {case.code}" in text
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            everything = "".join(archive.read(name).decode("utf-8", "ignore") for name in archive.namelist())
        assert "trưởng thôn" not in everything
        assert "02/11/2026" not in everything
        assert "Họ và tên" not in everything


def test_an_issued_paper_stays_as_it_left(a_case: CaseMaker, people: People, commune: Unit) -> None:
    case = case_at("thu_ly", a_case, people)
    paper = issue_paper(paper=draft(case, "thu_ly").pk, number="12", by="cb-commune")
    commune.name = "Xã Tên Mới"
    commune.save()
    again = Paper.objects.get(pk=paper.pk)
    assert hashlib.sha256(render(again)).hexdigest() == paper.sha256
    assert "XÃ\u00a0BÌNH\u00a0KHÊ" in words(render(again))
    with pytest.raises(ValueError, match="đã ban hành"):
        issue_paper(paper=paper.pk, number="13", by="cb-commune")
    with pytest.raises(ValueError, match="không bỏ được"):
        drop_paper(paper=again, by="cb-commune")
    assert list(Entry.objects.filter(verb__endswith="paper").values_list("verb", flat=True)) in (
        ["draft paper", "issue paper"],
        ["issue paper", "draft paper"],
    )


@pytest.mark.parametrize("said", [ERASED, DELETED])
def test_the_file_goes_with_the_content_of_its_case(a_case: CaseMaker, people: People, said: str) -> None:
    case, kept = case_at("thu_ly", a_case, people), case_at("thu_ly", a_case, people)
    papers = [issue_paper(paper=draft(one, "thu_ly").pk, number="5", by="cb-commune") for one in (case, kept)]
    assert not let_go()
    Submission.objects.filter(cases=case).update(text=said)  # what cases.retention leaves
    assert let_go()
    assert not let_go()
    gone, stays = (Paper.objects.get(pk=paper.pk) for paper in papers)
    assert (gone.content, gone.number, gone.sha256) == (None, "5", papers[0].sha256)
    assert render(stays)
    with pytest.raises(ValueError, match="hết thời hạn lưu giữ"):
        render(gone)
    told = signed_in(people["commune"]).get(reverse("paper-file", args=[case.code, gone.pk]), follow=True)
    assert "hết thời hạn lưu giữ" in told.content.decode()


def test_each_extension_has_its_own_paper(a_case: CaseMaker, people: People) -> None:
    case = do(a_case("to_cao"), "accept", people, dt.date(2026, 11, 3))
    do(case, "complicate", people, complexity="very_complex", note="Nhiều nơi")
    do(case, "extend", people, note="Lần một")
    first = issue_paper(paper=draft(case, "gia_han").pk, number="1", by="cb-commune")
    do(case, "extend", people, note="Lần hai")
    second = issue_paper(paper=draft(case, "gia_han").pk, number="2", by="cb-commune")
    assert first.event_id != second.event_id
    assert papers_due(case) == [paper_forms()["thu_ly"]]


def test_what_was_drafted_twice_is_one_paper(a_case: CaseMaker) -> None:
    case = a_case("khieu_nai")
    assert draft(case, "thu_ly").pk == draft(case, "thu_ly").pk
    with pytest.raises(ValueError, match="không dùng"):
        draft(case, "tra_loi")
    with pytest.raises(ValueError, match="Không có mẫu"):
        draft(case, "khac")


@pytest.mark.parametrize("number", ["", "  ", "7/TB", "số 7", "123456"])
def test_a_number_is_a_number(a_case: CaseMaker, people: People, number: str) -> None:
    paper = draft(case_at("thu_ly", a_case, people), "thu_ly")
    with pytest.raises(ValueError, match="số văn bản"):
        issue_paper(paper=paper.pk, number=number, by="cb-commune")


@pytest.mark.parametrize("day", [dt.date(2026, 11, 4), dt.date(2026, 11, 21)])
def test_a_paper_is_dated_between_its_act_and_today(a_case: CaseMaker, people: People, day: dt.date) -> None:
    paper = draft(case_at("thu_ly", a_case, people), "thu_ly")
    with pytest.raises(ValueError, match="Ngày văn bản"):
        issue_paper(paper=paper.pk, number="7", by="cb-commune", dated_on=day)


def test_a_petition_of_several_goes_to_who_stands_for_them(commune: Unit, people: People) -> None:
    case = register(
        by="cb-reception", unit=commune, channel="post", received_on=dt.date(2026, 11, 2), people=12,
        items=[Item("khieu_nai", "Đề nghị xem xét bồi thường.")],
    ).cases.get()  # fmt: skip
    assert "«[Họ và tên người đại diện]» và những người cùng đứng đơn" in words(render(draft(case, "thu_ly")))


def test_people_s_signs_are_kept_as_text(a_case: CaseMaker, people: People) -> None:
    case = do(a_case("phan_anh"), "answer", people, outcome="explained", answer="Giá < 5 triệu & {{ ma_vu_viec }}")
    assert "Giá < 5 triệu & {{ ma_vu_viec }}" in words(render(draft(case, "tra_loi")))


def test_the_office_s_own_form_is_used_and_must_carry_what_a_paper_needs(a_case: CaseMaker) -> None:
    own = docx.Document(str(shipped_word_form("thu_ly", "nd30")))
    own.add_paragraph("Mẫu của xã {{ ma_vu_viec }}")
    kept = io.BytesIO()
    own.save(kept)
    keep_word_form("thu_ly", "nd30", kept.getvalue())
    assert word_form("thu_ly", "nd30") != shipped_word_form("thu_ly", "nd30")
    case = a_case("khieu_nai")
    assert f"Mẫu của xã {case.code}" in words(render(draft(case, "thu_ly")))
    assert "Mẫu của xã" not in words(render(draft(case, "thu_ly", "dang")))
    bare = io.BytesIO()
    docx.Document().save(bare)
    with pytest.raises(ValueError, match="thiếu chỗ điền"):
        keep_word_form("thu_ly", "nd30", bare.getvalue())
    with pytest.raises(ValueError, match="không phải"):
        keep_word_form("thu_ly", "nd30", b"PK\x03\x04")


def test_a_unit_signs_with_its_own_head(province: Unit) -> None:
    commune, department = Unit.objects.get(code="LG-01"), Unit.objects.get(code="LG-50")
    head = head_of(commune, "nd30")
    assert head.superior == "ỦY BAN NHÂN DÂN TỈNH\u00a0LAM\u00a0GIANG"
    assert head.name == "ỦY BAN NHÂN DÂN XÃ\u00a0BÌNH\u00a0KHÊ"
    assert head.says == "Ủy ban nhân dân xã Bình Khê"
    assert head_of(commune, "dang").says == "Đảng ủy xã Bình Khê"
    assert (head.symbol, head.place, head.title) == ("UBND", "Bình Khê", "CHỦ TỊCH")
    assert head_of(department, "nd30").symbol == "SXD"
    assert head_of(department, "dang").name == "BAN TUYÊN GIÁO VÀ DÂN VẬN"
    assert initials("Sở Nông nghiệp và Môi trường") == "SNNMT"


# --- pages ------------------------------------------------------------------------------------------------------


@pytest.fixture
def site(people: People) -> Client:
    return signed_in(people["commune"])


def test_the_page_drafts_issues_and_fetches(a_case: CaseMaker, people: People, site: Client) -> None:
    case = case_at("thu_ly", a_case, people)
    address = reverse("case-papers", args=[case.code])
    empty = site.get(address).content.decode()
    assert "Thông báo thụ lý" in empty
    site.post(reverse("draft-paper", args=[case.code]), {"key": "thu_ly", "style": "nd30"})
    paper = Paper.objects.get()
    file = site.get(reverse("paper-file", args=[case.code, paper.pk]))
    assert file.headers["Content-Disposition"] == f'attachment; filename="du-thao-thu-ly-{case.code}.docx"'
    assert "DỰ THẢO" in words(file.content)
    site.post(reverse("issue-paper", args=[case.code, paper.pk]), {"number": "15", "dated_on": "06/11/2026"})
    paper.refresh_from_db()
    assert (paper.number, paper.dated_on, paper.issued_by) == ("15", dt.date(2026, 11, 6), "cb-commune")
    page = site.get(address).content.decode()
    assert paper.sha256[:12] in page
    assert "DỰ THẢO" not in words(site.get(reverse("paper-file", args=[case.code, paper.pk])).content)


def test_another_unit_s_officer_gets_no_paper(a_case: CaseMaker, people: People) -> None:
    paper = draft(a_case("to_cao"), "thu_ly")
    stranger = Officer.objects.create_user(
        username="xa-khac", password="x", role="commune", unit=Unit.objects.get(code="LG-02")
    )
    client = signed_in(stranger)
    for name, more in (("case-papers", []), ("paper-file", [paper.pk])):
        assert client.get(reverse(name, args=[paper.case.code, *more])).status_code == 404
    assert client.post(reverse("issue-paper", args=[paper.case.code, paper.pk]), {"number": "1"}).status_code == 404


def test_a_paper_of_another_case_is_not_found(a_case: CaseMaker, site: Client) -> None:
    paper, other = draft(a_case("khieu_nai"), "thu_ly"), a_case("khieu_nai")
    assert site.get(reverse("paper-file", args=[other.code, paper.pk])).status_code == 404


def test_a_mistake_is_told_and_nothing_is_lost(a_case: CaseMaker, site: Client) -> None:
    case = a_case("khieu_nai")
    paper = draft(case, "thu_ly")
    page = site.post(reverse("issue-paper", args=[case.code, paper.pk]), {"number": "1"}, follow=True).content.decode()
    assert "chưa được duyệt" in page
    site.post(reverse("drop-paper", args=[case.code, paper.pk]))
    assert papers_of(case) == []


def test_the_page_asks_few_questions(
    a_case: CaseMaker, people: People, site: Client, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    case = case_at("gia_han", a_case, people)
    for key in ("thu_ly", "gia_han"):
        issue_paper(paper=draft(case, key).pk, number="1", by="cb-commune")
    with django_assert_max_num_queries(20):  # type: ignore[attr-defined]
        site.get(reverse("case-papers", args=[case.code]))


def test_an_administrator_keeps_the_forms(people: People) -> None:
    client = signed_in(people["administrator"])
    assert "Phiếu chuyển đơn" in client.get(reverse("paper-forms")).content.decode()
    address = reverse("paper-form", args=["thu_ly", "dang"])
    content = client.get(address).getvalue()
    assert content == shipped_word_form("thu_ly", "dang").read_bytes()
    file = io.BytesIO(content)
    file.name = "mau.docx"
    client.post(address, {"file": file})
    assert word_form("thu_ly", "dang") != shipped_word_form("thu_ly", "dang")
    client.post(address, {"act": "drop"})
    assert word_form("thu_ly", "dang") == shipped_word_form("thu_ly", "dang")
