"""A month from end to end: files in, opinions, themes, report, and back from a figure to its sources."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from langnghe.audit.checking import flaws
from langnghe.audit.models import Entry
from langnghe.intake.actions import receive
from langnghe.intake.models import Document, Opinion, OtherText
from langnghe.intake.spool import spool_path
from langnghe.registry.models import Period
from langnghe.reports import docx as report_docx
from langnghe.reports import workbook
from langnghe.reports.actions import Locked, advance, draft_report, edit_section, send_back
from langnghe.reports.layout import check
from langnghe.reports.models import Report
from langnghe.reports.trace import as_json, recomputed, sources, verify
from langnghe.synthesis import actions, queries
from langnghe.synthesis.models import Link, Run, Theme
from langnghe.synthesis.pipeline import run_next
from langnghe.timetable import work
from tests.samples import REPORTS, STATEMENTS, docx_of

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def month(period: Period) -> Period:
    """The three reports, received, read and synthesised by the worker."""
    for name, text in REPORTS.items():
        receive(docx_of(text), name=name, period=period, unit=None, by="clerk")
    actions.ask_for_run(period, by="clerk")
    work(until_idle=True)
    return period


def opinion(words: str) -> Opinion:
    return queries.opinions().get(text__contains=words)


def run_again(period: Period) -> Run:
    actions.ask_for_run(period, by="clerk")
    run = run_next()
    assert run is not None
    assert run.state == Run.State.DONE, run.message
    return run


def test_every_statement_is_found_and_nothing_is_lost(month: Period) -> None:
    run = Run.objects.get()
    assert run.state == Run.State.DONE, run.message
    assert queries.opinions_of([month]).count() == STATEMENTS
    assert run.balance["difference"] == 0
    assert run.balance["read"] == run.balance["opinions"] + run.balance["not_opinions"] + run.balance["unread"]


def test_senders_and_areas_are_known(month: Period) -> None:
    assert queries.coverage(month).reported == 3
    assert [unit.name for unit in queries.coverage(month).missing] == ["Sở Xây dựng"]
    assert opinion("kênh N5").area.name == "Xã Tân Sơn"


def test_no_personal_data_is_stored(month: Period) -> None:
    stored = "\n".join(block.text for document in Document.objects.all() for block in document.blocks.all())
    assert "Trần Văn Lựu" not in stored
    assert "0952 118 340" not in stored
    assert "[TÊN]" in stored


def test_nothing_is_left_in_the_spool(month: Period, own_home: Path) -> None:
    assert list((own_home / "incoming").iterdir()) == []
    assert len(list((own_home / "originals").rglob("*"))) >= 3


def test_spans_read_again_in_the_working_copy(month: Period) -> None:
    for row in Opinion.objects.select_related("block"):
        assert row.block.text[row.start : row.end] == row.text


def test_the_same_bytes_twice_are_one_document(period: Period) -> None:
    content = docx_of(REPORTS["tan-son.docx"])
    first = receive(content, name="tan-son.docx", period=period, unit=None, by="clerk")
    second = receive(content, name="ban-sao.docx", period=period, unit=None, by="clerk")
    assert (first.is_new, second.is_new) == (True, False)
    assert second.document.pk == first.document.pk
    work(until_idle=True)
    third = receive(content, name="lan-ba.docx", period=period, unit=None, by="clerk")
    assert not third.is_new
    assert Document.objects.count() == 1
    assert not spool_path(first.document).exists()


def test_the_next_run_obeys_every_decision(month: Period) -> None:
    wrong = opinion("kênh N5")
    actions.decide(wrong, by="clerk", topic="gt.via_he", kind="hoi", locked=True)
    dismissed = opinion("phấn khởi") if queries.opinions().filter(text__contains="phấn khởi") else opinion("chiếu sáng")
    actions.dismiss(dismissed, by="clerk")
    cut = opinion("Bãi rác")
    parts = actions.split_opinion(cut, [cut.text.index(", ba tuần")], by="clerk")
    run = run_again(month)
    again = queries.opinions().get(pk=wrong.pk)
    assert (again.topic, again.kind, again.locked) == ("gt.via_he", "hoi", True)
    assert not queries.opinions().filter(pk=dismissed.pk).exists()
    assert not queries.opinions().filter(pk=cut.pk).exists()
    assert {row.pk for row in parts} <= set(queries.opinions_of([month]).values_list("pk", flat=True))
    assert run.balance["difference"] == 0


def test_locked_opinions_refuse_changes_until_unlocked(month: Period) -> None:
    row = opinion("kênh N5")
    actions.decide(row, by="clerk", locked=True)
    with pytest.raises(ValueError, match="khóa"):
        actions.decide(opinion("kênh N5"), by="clerk", topic="gt.via_he")
    actions.decide(opinion("kênh N5"), by="clerk", locked=False)
    actions.decide(opinion("kênh N5"), by="clerk", topic="gt.via_he")
    actions.take_back(row, by="clerk")
    assert not hasattr(Opinion.objects.get(pk=row.pk), "decision")


def test_joining_and_promoting_keep_the_balance(month: Period) -> None:
    cut = opinion("Vỉa hè")
    parts = actions.split_opinion(cut, [cut.text.index("người đi bộ")], by="clerk")
    joined = actions.merge_opinions(parts, by="clerk")
    assert joined.text == cut.text
    actions.promote(OtherText.objects.filter(promoted=False).first(), by="clerk")
    assert queries.balance(month).difference == 0


def test_a_refused_link_is_not_proposed_again(month: Period) -> None:
    first, second = queries.opinions_of([month]).order_by("pk")[:2]
    link = Link.objects.create(first=first, second=second, kind="same-matter", score=0.9)
    actions.judge_link(link, same=True, by="clerk")
    run_again(month)
    issues = set(queries.opinions().filter(pk__in=[first.pk, second.pk]).values_list("issue", flat=True))
    assert len(issues) == 1
    actions.judge_link(Link.objects.get(pk=link.pk), same=False, by="clerk")
    run_again(month)
    issues = set(queries.opinions().filter(pk__in=[first.pk, second.pk]).values_list("issue", flat=True))
    assert len(issues) == 2


def test_themes_keep_their_names_merges_and_splits(month: Period) -> None:
    kept, merged = list(queries.themes_of([month]))[:2]
    actions.rename_theme(kept, "Đường và cầu", by="clerk")
    actions.merge_themes(kept, merged, by="clerk")
    moved = queries.opinions_of([month], theme=kept.pk).first()
    made = actions.split_theme(kept, [moved], "Việc riêng", by="clerk")
    run_again(month)
    names = {theme.name for theme in queries.themes_of([month])}
    assert {"Đường và cầu", "Việc riêng"} <= names
    assert merged.name not in names
    assert moved in queries.opinions_of([month], theme=made.pk)
    assert Theme.objects.get(pk=kept.pk).name == "Đường và cầu"


def test_names_leave_the_titles_that_officers_write(month: Period, as_clerk: Client) -> None:
    row = queries.themes_of([month])[0]
    address = reverse("change-theme", args=[row.pk])
    title = "Vụ việc của bà Sùng Thị Dợ"
    said = as_clerk.post(address, {"act": "rename", "title": title}, follow=True)
    assert [message.level_tag for message in said.context["messages"]] == ["warning"]
    statement = queries.opinions_of([month], theme=row.pk)[0]
    as_clerk.post(address, {"act": "split", "title": title, "opinion": [statement.pk]}, follow=True)
    stored = [name for names in Theme.objects.values_list("title", "title_by_person") for name in names]
    assert sum("Vụ việc của bà" in name for name in stored) == 3
    assert not any("Sùng" in name for name in stored)
    plain = as_clerk.post(address, {"act": "rename", "title": "Đường và cầu"}, follow=True)
    assert [message.level_tag for message in plain.context["messages"]] == ["success"]


def test_a_cancelled_run_stops_and_the_next_goes_on(month: Period) -> None:
    run = actions.ask_for_run(month, by="clerk")
    actions.cancel_run(run, by="clerk")
    assert run_next() is None
    run.refresh_from_db()
    assert run.state == Run.State.CANCELLED
    run_again(month)


@pytest.mark.parametrize("style", ["nd30", "dang"])
@pytest.mark.parametrize("form", ["thang", "quy", "cu-tri"])
def test_every_figure_recomputes_and_the_layout_is_kept(month: Period, tmp_path: Path, form: str, style: str) -> None:
    report = draft_report(month, form, style, by="clerk")
    path = tmp_path / "bao-cao.docx"
    path.write_bytes(report_docx.render(report))
    result = verify(path)
    assert result.total > 20
    assert result.wrong == ()
    assert [finding for finding in check(path, style) if not finding.kept] == []


def test_a_changed_count_is_found(month: Period, tmp_path: Path) -> None:
    report = draft_report(month, "thang", "nd30", by="clerk")
    path = tmp_path / "bao-cao.docx"
    path.write_bytes(report_docx.render(report))
    actions.dismiss(opinion("kênh N5"), by="clerk")
    assert "tong" in {wrong.key for wrong in verify(path).wrong}


def test_figures_lead_to_their_opinions(month: Period) -> None:
    report = draft_report(month, "thang", "nd30", by="clerk")
    total = report.figures.get(key="tong")
    assert recomputed(total) == total.value == str(STATEMENTS)
    assert len(sources(total)) == STATEMENTS
    trace = as_json(report)
    assert len(trace["figures"]["tong"]["opinions"]) == STATEMENTS
    assert set(map(str, trace["figures"]["tong"]["opinions"])) <= set(trace["opinions"])


def test_a_persons_words_survive_redrafting_with_fresh_figures(month: Period) -> None:
    report = draft_report(month, "thang", "nd30", by="clerk")
    section = report.sections.get(key="tinh-hinh")
    edit_section(section, "Cả tỉnh có [[tong]] ý kiến, đa số về giao thông.", by="clerk")
    actions.dismiss(opinion("kênh N5"), by="clerk")
    again = draft_report(month, "thang", "nd30", by="clerk")
    kept = again.sections.get(key="tinh-hinh")
    assert kept.text == "Cả tỉnh có [[tong]] ý kiến, đa số về giao thông."
    assert not kept.draft_has_moved  # the sentences are the same, only the figures are fresh
    assert again.figures.get(key="tong").value == str(STATEMENTS - 1)
    with pytest.raises(ValueError, match="khong-co"):
        edit_section(kept, "Có [[khong-co]] ý kiến", by="clerk")


def test_an_editor_sees_the_names_in_a_section_and_they_stay_as_written(month: Period, as_clerk: Client) -> None:
    report = draft_report(month, "thang", "nd30", by="clerk")
    section = report.sections.get(key="tinh-hinh")
    address = reverse("edit-section", args=[report.pk, section.key])
    text = "Bà Sùng Thị Dợ, số điện thoại 0987 123 456, phản ánh đường hỏng."
    page = as_clerk.post(address, {"text": text}, follow=True)
    assert page.redirect_chain == [(address, 302)]
    assert page.context["personal"] == ["Sùng Thị Dợ", "0987 123 456"]
    section.refresh_from_db()
    assert section.edited == text
    entry = Entry.objects.filter(verb="edit section").get()
    assert entry.detail == {"section": section.key, "personal": 2}
    plain = as_clerk.post(address, {"text": "Đồng chí Lò Văn Biên, Chủ tịch UBND xã Bình Khê, đã đối thoại."})
    assert plain.headers["Location"] == reverse("report", args=[report.pk])
    assert as_clerk.get(address).context["personal"] == []


def test_a_report_moves_one_way_and_then_is_closed(month: Period) -> None:
    report = draft_report(month, "thang", "nd30", by="clerk")
    advance(report, by="clerk")
    send_back(report, by="leader")
    advance(report, by="clerk")
    advance(report, by="leader")
    with pytest.raises(Locked):
        draft_report(month, "thang", "nd30", by="clerk")
    for number in ("", "ông Lò Văn Biên", "7 BC"):
        with pytest.raises(ValueError, match="số văn bản"):
            advance(report, by="leader", number=number)
    advance(report, by="leader", number="7")
    assert (report.state, report.number, report.state_by) == (Report.State.ISSUED, "7", "leader")
    assert report_docx.render(report).startswith(b"PK")
    assert list(flaws()) == []


def test_the_workbook_opens(month: Period, tmp_path: Path) -> None:
    from python_calamine import CalamineWorkbook

    report = draft_report(month, "thang", "nd30", by="clerk")
    path = tmp_path / "phu-luc.xlsx"
    path.write_bytes(workbook.render(report))
    book = CalamineWorkbook.from_path(str(path))
    assert len(book.get_sheet_by_name("Ý kiến").to_python()) == STATEMENTS + 1


def test_channels_are_told_apart_where_there_is_more_than_one(month: Period) -> None:
    first = draft_report(month, "thang", "nd30", by="clerk")
    assert not first.figures.filter(key__startswith="kenh.").exists()
    Document.objects.filter(pk=Document.objects.order_by("pk").first().pk).update(channel="press")  # type: ignore[union-attr]
    again = draft_report(month, "thang", "nd30", by="clerk")
    counts = dict(again.figures.filter(key__startswith="kenh.").values_list("key", "measure"))
    assert counts == {"kenh.press": "statements", "kenh.report": "statements"}
    assert sum(len(sources(again.figures.get(key=key))) for key in counts) == STATEMENTS
    assert "báo chí" in again.sections.get(key="tinh-hinh").drafted
