"""What each page shows, and that long lists cost no more questions to the database than short ones."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from langnghe.intake.models import Document
from langnghe.registry.models import Period, Unit
from langnghe.synthesis.actions import decide, dismiss
from tests.desk.conftest import PLAN, REFUSE, ROAD, Month, document_of, label

MOST_QUERIES = 45


def text_of(client: Client, name: str, *args: object, **query: str) -> str:
    """The words on a page, as read aloud."""
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return words(response.content.decode())


def words(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_without_a_period_the_page_says_what_to_do(as_clerk: Client) -> None:
    assert "Chưa có kỳ báo cáo" in text_of(as_clerk, "inbox")


def test_home_shows_totals_with_their_coverage(month: Month, as_clerk: Client) -> None:
    page = text_of(as_clerk, "home")
    assert "2/4 đơn vị đã gửi báo cáo" in page
    assert "2 đơn vị chưa gửi báo cáo" in page
    assert "Sở Xây dựng" in page
    assert "Đã đọc 10 đoạn = 4 ý kiến + 4 không phải ý kiến + 2 chưa đọc; lệch 0." in page
    assert "2 ý kiến được phân loại với độ chắc thấp" in page


def test_missing_units_are_named_when_a_document_has_no_unit(month: Month, as_clerk: Client) -> None:
    document = document_of(month.period, Unit.objects.get(code="LG-01"), 7)
    Document.objects.filter(pk=document.pk).update(unit=None)
    assert "Sở Xây dựng" in text_of(as_clerk, "home")


def test_a_leader_sees_no_button_of_the_clerks(month: Month, as_leader: Client) -> None:
    page = as_leader.get(reverse("theme", args=[month.theme.pk])).content.decode()
    assert "Đường liên thôn hư hỏng" in page
    assert 'name="act"' not in page
    assert "Tất cả ý kiến" not in page


def test_inbox_lists_files_states_and_reasons(month: Month, as_clerk: Client) -> None:
    page = text_of(as_clerk, "inbox")
    assert "bao-cao-0.docx" in page
    assert "trang 3: Trang 3 mờ; hãy gửi bản Word." in page
    assert "Trong tháng không có văn bản nào ở trạng thái này." in text_of(
        as_clerk, "inbox", **{"trang-thai": "unread"}
    )


def test_inbox_refreshes_itself_only_while_files_wait(month: Month, as_clerk: Client) -> None:
    assert "every 2s" not in as_clerk.get(reverse("inbox")).content.decode()
    Document.objects.filter(pk=month.document.pk).update(state=Document.State.WAITING)
    assert "every 2s" in as_clerk.get(reverse("inbox")).content.decode()


def test_upload_answers_for_each_file(month: Month, as_clerk: Client) -> None:
    files = [SimpleUploadedFile("moi.txt", "Đường hỏng".encode()), SimpleUploadedFile("rong.txt", b"")]
    page = words(as_clerk.post(reverse("upload"), {"files": files}).content.decode())
    assert "moi.txt đã nhận" in page
    assert "rỗng (0 byte)" in page
    again = as_clerk.post(reverse("upload"), {"files": SimpleUploadedFile("moi.txt", "Đường hỏng".encode())})
    assert "đã có từ trước" in words(again.content.decode())


def test_upload_by_script_gets_lines_and_no_page(month: Month, as_clerk: Client) -> None:
    file = SimpleUploadedFile("moi.txt", "Đường hỏng".encode())
    page = as_clerk.post(reverse("upload"), {"files": file}, headers={"HX-Request": "true"}).content.decode()
    assert page.strip().startswith("<li>")
    assert "<html" not in page


def test_document_marks_opinions_and_says_why_the_rest_is_none(month: Month, as_clerk: Client) -> None:
    page = as_clerk.get(reverse("document", args=[month.document.pk])).content.decode()
    assert f'<a class="said s-GT" href="{reverse("opinion", args=[month.road.pk])}"' in page
    assert words(page).count(ROAD) == 1
    assert "Không phải ý kiến: việc cơ quan đã làm hoặc dự định làm." in words(page)
    assert reverse("make-opinion", args=[month.plan.pk]) in page
    assert "109/139 là 78%" in page


def test_left_out_text_becomes_an_opinion(month: Month, as_clerk: Client) -> None:
    page = words(as_clerk.post(reverse("make-opinion", args=[month.plan.pk]), follow=True).content.decode())
    assert "Đã thêm thành ý kiến" in page
    assert month.document.opinions.filter(text=PLAN, made_by="clerk").exists()


def test_review_shows_the_uncertain_first_and_hides_the_rest(month: Month, as_clerk: Client) -> None:
    page = text_of(as_clerk, "review")
    assert REFUSE in page
    assert ROAD not in page
    assert "chưa chắc 41 %" in page
    assert ROAD in text_of(as_clerk, "review", loc="tat-ca")
    assert "Không có ý kiến nào khớp" in text_of(as_clerk, "review", loc="khong-phai")


@pytest.mark.parametrize(
    "sent, shown",
    [
        ({"act": "decide", "topic": "gt.via_he", "kind": "hoi"}, "đã xác nhận: clerk"),
        ({"act": "dismiss"}, "không phải ý kiến"),
        ({"act": "lock"}, "đã khóa"),
        ({"act": "decide", "topic": "khong-co"}, "Không có nội dung «khong-co»"),
    ],
)
def test_a_decision_swaps_the_card(month: Month, as_clerk: Client, sent: dict[str, str], shown: str) -> None:
    response = as_clerk.post(reverse("decide", args=[month.refuse.pk]), sent, headers={"HX-Request": "true"})
    card = response.content.decode()
    assert card.strip().startswith("<article")
    assert shown in words(card)


@pytest.mark.parametrize(
    "back, goes", [("/ra-soat/?trang=2", "/ra-soat/?trang=2"), ("https://la.example/", "/ra-soat/")]
)
def test_without_script_a_decision_leads_back_but_never_away(
    month: Month, as_clerk: Client, back: str, goes: str
) -> None:
    response = as_clerk.post(reverse("decide", args=[month.refuse.pk]), {"act": "decide", "back": back})
    assert response.headers["Location"] == goes


def test_opinion_shows_source_reasons_and_what_was_decided(month: Month, as_clerk: Client) -> None:
    decide(month.road, by="clerk", kind="hoi")
    page = text_of(as_clerk, "opinion", month.road.pk)
    assert "Nhân dân phản ánh:" in page
    assert "ổ gà" in page
    assert "Đường, cầu hư hỏng, xuống cấp, Hỏi" in page
    assert REFUSE in page  # the neighbour that it could be joined with


def test_splitting_keeps_the_words_and_joining_brings_them_back(month: Month, as_clerk: Client) -> None:
    address = reverse("split-opinion", args=[month.refuse.pk])
    refused = as_clerk.post(address, {"text": "chữ khác"}, follow=True)
    assert "Phải giữ nguyên câu chữ" in words(refused.content.decode())
    done = as_clerk.post(address, {"text": REFUSE.replace("ba tuần", "||ba tuần")}, follow=True)
    assert "Đã tách thành 2 ý kiến." in words(done.content.decode())
    first, second = month.document.opinions.filter(made_by="clerk").order_by("start")
    joined = as_clerk.post(reverse("merge-opinion", args=[first.pk]), {"with": second.pk}, follow=True)
    assert REFUSE in words(joined.content.decode())


def test_links_show_both_texts_and_take_a_verdict(month: Month, as_clerk: Client) -> None:
    assert text_of(as_clerk, "links").count(ROAD) == 2
    address = reverse("judge-link", args=[month.link.pk])
    answer = as_clerk.post(address, {"same": "1"}, headers={"HX-Request": "true"}).content.decode()
    assert "cùng một việc" in answer
    assert "Không có cặp nào đang chờ" in text_of(as_clerk, "links")


def test_themes_are_renamed_accepted_and_split(month: Month, as_clerk: Client) -> None:
    assert "Đường liên thôn hư hỏng" in text_of(as_clerk, "themes")
    address = reverse("change-theme", args=[month.theme.pk])
    as_clerk.post(address, {"act": "rename", "title": "Đường thôn"})
    as_clerk.post(address, {"act": "accept", "title": "Đường thôn"})
    page = text_of(as_clerk, "theme", month.theme.pk)
    assert "Đường thôn" in page
    assert "Đã chấp nhận" in page
    nothing = as_clerk.post(address, {"act": "split", "title": "Riêng"}, follow=True)
    assert "Hãy chọn ít nhất một ý kiến" in words(nothing.content.decode())
    made = as_clerk.post(address, {"act": "split", "title": "Riêng", "opinion": month.road.pk}, follow=True)
    assert "Đã tạo nhóm vấn đề mới." in words(made.content.decode())


def test_runs_show_balance_coverage_and_doubts(month: Month, as_clerk: Client) -> None:
    page = text_of(as_clerk, "runs")
    assert "lệch 0" in page
    assert "2/4 đơn vị" in page
    assert "109/139 là 78%" in page
    started = as_clerk.post(reverse("start-run"), follow=True).content.decode()
    assert "<progress" in started
    assert "every 2s" in started
    assert "every 2s" in as_clerk.get(reverse("runs"), headers={"HX-Request": "true"}).content.decode()


def test_report_links_each_figure_and_marks_what_was_edited(month: Month, as_clerk: Client) -> None:
    page = as_clerk.get(reverse("report", args=[month.report.pk])).content.decode()
    assert (
        f'<a class="figure" href="{reverse("figure", args=[month.report.pk, "tong"])}">một số</a>' in page
    )  # 4 in all
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in page
    assert "clerk đã sửa" not in page
    edit = reverse("edit-section", args=[month.report.pk, "tinh-hinh"])
    as_clerk.post(edit, {"act": "save", "text": "Có [[tong]] ý kiến."})
    page = as_clerk.get(reverse("report", args=[month.report.pk])).content.decode()
    assert "clerk đã sửa" in page
    assert "bản thảo đã thay đổi" not in page
    month.report.sections.filter(key="tinh-hinh").update(drafted="Bản thảo khác.")
    assert "bản thảo đã thay đổi" in text_of(as_clerk, "report", month.report.pk)


def test_an_unknown_figure_is_refused_and_the_words_are_not_lost(month: Month, as_clerk: Client) -> None:
    edit = reverse("edit-section", args=[month.report.pk, "tinh-hinh"])
    page = words(as_clerk.post(edit, {"act": "save", "text": "Có [[sai]] ý kiến."}).content.decode())
    assert "Không có số liệu [[sai]]" in page
    assert "Có [[sai]] ý kiến." in page


def test_a_report_goes_from_the_clerk_to_the_leader(month: Month, as_clerk: Client, as_leader: Client) -> None:
    address, page = reverse("advance-report", args=[month.report.pk]), reverse("report", args=[month.report.pk])
    assert "Trình duyệt" not in words(as_leader.get(page).content.decode())
    assert "Chờ duyệt: clerk" in words(as_clerk.post(address, follow=True).content.decode())
    assert "vai trò khác" in words(as_clerk.post(address, follow=True).content.decode())
    as_leader.post(address)
    assert 'name="number"' in as_leader.get(page).content.decode()
    assert "Đã ban hành: leader" in words(as_leader.post(address, {"number": "12"}, follow=True).content.decode())


def test_figure_tells_how_it_is_counted_and_from_what(month: Month, as_clerk: Client, as_leader: Client) -> None:
    said = month.report.figures.get(key="linh-vuc.GT")
    assert said.value == "một số"
    said.value = "2"  # as if it had been large enough to be printed
    said.save()
    page = text_of(as_clerk, "figure", month.report.pk, "linh-vuc.GT")
    assert "Lĩnh vực Giao thông" in page
    assert "Kỳ 10/2026" in page
    assert "Tính lại khớp với số đã in." in page
    assert ROAD in page
    assert ROAD not in text_of(as_leader, "figure", month.report.pk, "linh-vuc.GT")
    dismiss(month.road, by="clerk")
    assert "hãy soạn lại" in text_of(as_clerk, "figure", month.report.pk, "linh-vuc.GT")


def test_search_needs_no_marks(month: Month, as_clerk: Client) -> None:
    assert ROAD in text_of(as_clerk, "search", q="duong lien thon")
    assert "Không tìm thấy" in text_of(as_clerk, "search", q="sân bay")


def test_settings_say_what_is_missing_and_dates_are_read_day_first(db: None, as_administrator: Client) -> None:
    assert "Còn thiếu trước báo cáo đầu tiên: kỳ" in text_of(as_administrator, "set-up").replace("một ", "")
    sent = {"key": "2026-10", "due_on": "05/11/2026"}
    assert "Đã mở kỳ 10/2026." in words(
        as_administrator.post(reverse("add-period"), sent, follow=True).content.decode()
    )
    assert Period.objects.get().due_on.month == 11
    wrong = as_administrator.post(reverse("add-period"), {"key": "10/2026"}, follow=True)
    assert "hãy viết năm-tháng" in words(wrong.content.decode())


def test_a_form_shows_what_is_wrong_beside_the_field(month: Month, as_administrator: Client) -> None:
    sent = {"code": "X", "name": "Xã X", "kind": "xa", "valid_from": "02/07/2026", "valid_to": "01/07/2026"}
    page = words(as_administrator.post(reverse("new-unit"), sent).content.decode())
    assert "Ngày cuối đứng trước ngày đầu." in page
    assert "Chưa lưu" in page


def test_journal_is_in_the_readers_words_and_checks_itself(month: Month, as_administrator: Client) -> None:
    page = text_of(as_administrator, "journal", **{"kiem-tra": "1"})
    assert "soạn báo cáo" in page
    assert f"Báo cáo {month.report.pk}" in page
    assert "Chuỗi nguyên vẹn" in page


@pytest.mark.parametrize("address, status", [("/khong-co/", 404), ("/thiet-lap/", 403)])
def test_wrong_ways_end_in_vietnamese(month: Month, as_clerk: Client, address: str, status: int) -> None:
    response = as_clerk.get(address)
    assert response.status_code == status
    assert "Về trang đầu" in response.content.decode()


def test_an_expired_form_says_what_to_do(month: Month) -> None:
    response = Client(enforce_csrf_checks=True).post(reverse("sign-in"), {})
    assert response.status_code == 403
    assert "Trang đã mở quá lâu" in response.content.decode()


def test_the_page_of_a_failure_needs_nothing_that_may_have_failed() -> None:
    assert "Máy chủ gặp lỗi" in render_to_string("500.html")


def test_the_site_speaks_vietnamese_until_someone_chooses_otherwise(month: Month, as_clerk: Client) -> None:
    english = {"Accept-Language": "en-GB,en"}
    assert "Nhân dân nói gì" in words(as_clerk.get(reverse("home"), headers=english).content.decode())
    as_clerk.post(reverse("set_language"), {"language": "en", "next": "/"})
    assert "What the people said in 10/2026" in text_of(as_clerk, "home")


LISTS = ("home", "inbox", "runs", "review", "links", "themes", "reports", "search")


@pytest.mark.parametrize("name", LISTS)
def test_longer_lists_ask_no_more_of_the_database(month: Month, as_clerk: Client, name: str) -> None:
    address = f"{reverse(name)}?q=duong"
    as_clerk.get(address)
    few = queries_of(as_clerk, address)
    for number in range(2, 8):
        label(document_of(month.period, Unit.objects.get(code="LG-03"), number), month.theme)
    many = queries_of(as_clerk, address)
    assert many <= few <= MOST_QUERIES


@pytest.mark.parametrize("name", ["document", "opinion", "theme", "report", "figure"])
def test_single_pages_stay_within_their_questions(month: Month, as_clerk: Client, name: str) -> None:
    rows = {"document": month.document, "opinion": month.road, "theme": month.theme}
    args = [rows.get(name, month.report).pk, *(["tong"] if name == "figure" else [])]
    assert queries_of(as_clerk, reverse(name, args=args)) <= MOST_QUERIES


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)
