"""The registers through HTTP: who may, what is kept, fast entry without script and row by row."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from langnghe.cases.models import Case, Duty, Line, Meeting, Visit
from langnghe.cases.registers import meetings, noted, visits
from langnghe.intake.models import Opinion
from langnghe.registry.models import Officer, Unit
from langnghe.registry.roles import Role
from langnghe.synthesis.models import Decision, Link
from langnghe.synthesis.queries import balance
from tests.conftest import PASSWORD, signed_in

TODAY = dt.date(2026, 11, 20)
pytestmark = pytest.mark.usefixtures("on_20_november")
WHO = {"name": "Lò Thị Mẩy", "id_number": "030123456789", "phone": "0954218637", "address": "thôn Đồng Trám"}
ROAD = "Đường liên thôn từ cầu Vực đến nhà văn hóa nhiều ổ gà, đề nghị sửa chữa"
REFUSE = "Bãi rác thôn Đồng Trám ba tuần không có xe thu gom, mùi hôi nồng nặc"


@pytest.fixture
def commune(province: Unit) -> Unit:
    return Unit.objects.get(code="LG-01")


@pytest.fixture
def keeper(commune: Unit) -> Officer:
    return Officer.objects.create_user(username="xa", password=PASSWORD, role=Role.COMMUNE_OFFICER, unit=commune)


@pytest.fixture
def site(keeper: Officer) -> Client:
    return signed_in(keeper)


@pytest.fixture
def voters(commune: Unit) -> Meeting:
    return meetings.hold(unit=commune, kind="tiep_xuc_cu_tri", on=dt.date(2026, 11, 12), by="xa")


@pytest.fixture
def reception(commune: Unit) -> Meeting:
    return meetings.hold(
        unit=commune, kind="tiep_cong_dan", on=dt.date(2026, 11, 10), by="xa", mode="dinh_ky", held_by="chu_tich_xa"
    )


def page(client: Client, name: str, *args: object, **query: str) -> str:
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return str(response.content.decode())


def fields(html: str) -> dict[str, list[str]]:
    """What a browser without script would send from the grid as it stands."""
    form = html[html.index("data-grid") : html.rindex("</form>")]
    sent: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]+>", form):
        name = re.search(r'name="([^"]+)"', tag)
        boxed = 'type="checkbox"' in tag or 'type="radio"' in tag
        if name and (not boxed or "checked" in tag):
            value = re.search(r'value="([^"]*)"', tag)
            sent.setdefault(name[1], []).append(value[1] if value else "on")
    for name_, text in re.findall(r'<textarea[^>]+name="([^"]+)"[^>]*>([^<]*)</textarea>', form):
        sent.setdefault(name_, []).append(text)
    for name_, options in re.findall(r'<select[^>]+name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        sent.setdefault(name_, []).append(chosen[1] if chosen else "")
    return sent


def post(client: Client, meeting: Meeting, sent: dict[str, list[str]], act: str, **more: str) -> str:
    response = client.post(reverse("grid", args=[meeting.pk]), {**sent, "act": act, **more}, follow=True)
    assert response.status_code == 200
    return str(response.content.decode())


# --- sessions and turns ---------------------------------------------------------------------------------------


def test_a_session_is_entered_and_found_in_its_register(site: Client) -> None:
    html = page(site, "new-meeting", loai="di_co_so")
    key = re.search(r'name="form_key" value="([^"]+)"', html)
    assert key
    sent = {"on": "18/11/2026", "subject": "Kiểm tra đường liên thôn", "place": "thôn 2", "form_key": key[1]}
    for _ in range(2):
        response = site.post(reverse("new-meeting") + "?loai=di_co_so", sent)
        assert response.headers["Location"] == reverse("meeting", args=[Meeting.objects.get().pk])
    assert "Kiểm tra đường liên thôn" in page(site, "registers", loai="di_co_so", thang="2026-11")
    assert "Kiểm tra đường liên thôn" not in page(site, "registers", thang="2026-10")
    assert "Kiểm tra đường liên thôn" not in page(site, "registers", loai="doi_thoai")


def test_what_was_typed_comes_back_with_the_reason(site: Client) -> None:
    response = site.post(
        reverse("new-meeting") + "?loai=tiep_cong_dan", {"on": "25/11/2026", "mode": "thuong_xuyen", "place": "Phòng 2"}
    )
    html = response.content.decode()
    assert "chưa diễn ra" in html
    assert "Phòng 2" in html
    assert not Meeting.objects.exists()


def test_a_turn_is_entered_and_its_person_never_comes_back(site: Client, reception: Meeting) -> None:
    address = reverse("new-visit", args=[reception.pk])
    sent = {**WHO, "text": f"{WHO['name']} đề nghị cấp giấy chứng nhận", "people": "6", "handling": "huong_dan"}
    assert site.post(address, sent).status_code == 302
    visit = Visit.objects.get()
    assert visit.delegation
    pages = [page(site, "meeting", reception.pk), page(site, "visit", visit.pk), page(site, "registers")]
    pages += [page(site, "new-visit", reception.pk)]
    for html in pages:
        assert not any(secret in html for secret in WHO.values())
    assert "cấp giấy chứng nhận" in pages[0]


def test_a_turn_becomes_a_case_at_once_and_a_denunciation_shows_none(site: Client, reception: Meeting) -> None:
    address = reverse("new-visit", args=[reception.pk])
    for kind in ("kien_nghi", "to_cao"):
        site.post(address, {**WHO, "text": REFUSE, "people": "2", "kind": kind, "as_case": "on", "form_key": kind})
    open_case, secret = Case.objects.order_by("pk")
    turn = open_case.submission.visit
    assert turn
    assert (open_case.submission.people, turn.number) == (2, 1)
    assert open_case.submission.vault != turn.vault
    html = page(site, "meeting", reception.pk)
    assert open_case.code in html
    assert secret.code not in html
    written = words_of(site.get(reverse("reception-book")).content)
    assert open_case.submission.code in written
    assert secret.submission.code not in written


def test_a_case_needs_its_kind(site: Client, reception: Meeting) -> None:
    sent = {**WHO, "text": REFUSE, "people": "1", "as_case": "on"}
    assert "Chưa chọn loại đơn" in site.post(reverse("new-visit", args=[reception.pk]), sent).content.decode()
    assert not Visit.objects.exists()


def test_a_turn_without_identity_keeps_what_was_typed(site: Client, reception: Meeting) -> None:
    html = site.post(reverse("new-visit", args=[reception.pk]), {"text": ROAD, "people": "1"}).content.decode()
    assert "136/2025" in html
    assert ROAD in html


def test_the_handling_is_set_later(site: Client, reception: Meeting) -> None:
    visit = visits.receive(reception, person=WHO, text=ROAD, by="xa")
    address = reverse("visit", args=[visit.pk])
    assert "Điều 9" in site.post(address, {"handling": "tu_choi"}).content.decode()
    assert site.post(address, {"handling": "chuyen", "followed": "Chuyển Sở Xây dựng"}).status_code == 302
    visit.refresh_from_db()
    assert (visit.handling, visit.followed) == ("chuyen", "Chuyển Sở Xây dựng")
    assert visit.text


@pytest.mark.parametrize(
    "query, name, there",
    [
        ({}, "so-tiep-cong-dan.xlsx", True),
        ({"thang": "2026-11"}, "so-tiep-cong-dan-20261101-20261130.xlsx", True),
        ({"thang": "2026-10"}, "so-tiep-cong-dan-20261001-20261031.xlsx", False),
        ({"ky-bao-cao": "quy_IV", "nam": "2026"}, "so-tiep-cong-dan-20260915-20261214.xlsx", True),
        ({"ky-bao-cao": "quy_III", "nam": "2026"}, "so-tiep-cong-dan-20260615-20260914.xlsx", False),
        ({"ky-bao-cao": "quy_IX", "nam": "x"}, "so-tiep-cong-dan.xlsx", True),
    ],
)
def test_the_book_is_downloaded(
    site: Client, reception: Meeting, query: dict[str, str], name: str, there: bool
) -> None:
    visits.receive(reception, person=WHO, text=ROAD, by="xa")
    response = site.get(reverse("reception-book"), query)
    assert f'filename="{name}"' in response.headers["Content-Disposition"]
    assert (ROAD in words_of(response.content)) is there


def words_of(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))


def test_a_dialogue_is_announced_and_shows_its_days(site: Client, commune: Unit) -> None:
    row = meetings.hold(unit=commune, kind="doi_thoai", on=dt.date(2026, 12, 10), by="xa")
    html = page(site, "meeting", row.pk)
    assert "03/12/2026" in html
    assert "21/12/2026" in html
    site.post(reverse("meeting-step", args=[row.pk]), {"act": "announce", "on": "19/11/2026"})
    row.refresh_from_db()
    assert row.announced_on == dt.date(2026, 11, 19)
    site.post(reverse("meeting-step", args=[row.pk]), {"act": "announce", "on": "hôm qua"})
    row.refresh_from_db()
    assert row.announced_on == dt.date(2026, 11, 19)
    assert "Xã Bình Khê" in page(site, "dialogues", nam="2026")


def test_a_cancelled_session_comes_back(site: Client, voters: Meeting) -> None:
    for act, cancelled in (("cancel", True), ("restore", False)):
        site.post(reverse("meeting-step", args=[voters.pk]), {"act": act})
        voters.refresh_from_db()
        assert voters.cancelled is cancelled


# --- the calendar ---------------------------------------------------------------------------------------------


def test_a_year_of_reception_days_in_one_click(site: Client) -> None:
    address = reverse("reception-days") + "?thang=2026-12"
    sent = {"held_by": "chu_tich_xa", "weekday": "1", "week": ["1", "3"], "months": "12"}
    site.post(address, sent)
    assert Duty.objects.count() == 24
    html = page(site, "reception-days", thang="2026-12")
    assert "01/12/2026" in html
    assert "Chủ tịch UBND cấp xã tiếp công dân" in html
    first = Duty.objects.earliest("on")
    site.post(reverse("drop-day", args=[first.pk]))
    assert Duty.objects.count() == 23


def test_the_register_warns_before_the_month_ends(keeper: Officer) -> None:
    assert "note warning" not in page(signed_in(keeper), "registers")
    with time_machine.travel(dt.datetime(2026, 11, 25, 2, tzinfo=dt.UTC), tick=False):
        assert "note warning" in page(signed_in(keeper), "registers")


def test_the_whole_province_is_seen_at_once_by_its_synthesiser(
    reception: Meeting, as_clerk: Client, site: Client
) -> None:
    html = page(as_clerk, "reception-days", thang="2026-11")
    assert "9 người" in html
    assert page(site, "reception-days", thang="2026-11").count("<details") == 0
    assert "Phường Đông Hà" in html


# --- who may not ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "role", [Role.LEADER, Role.AUDITOR, Role.ADMINISTRATOR, Role.CUSTODIAN, Role.DEPARTMENT_OFFICER]
)
def test_others_keep_no_registers(voters: Meeting, commune: Unit, role: Role) -> None:
    client = signed_in(Officer.objects.create_user(username="khac", password=PASSWORD, role=role, unit=commune))
    for name, args in (("registers", []), ("meeting", [voters.pk]), ("grid", [voters.pk]), ("reception-book", [])):
        assert client.get(reverse(name, args=args)).status_code == 403


def test_another_commune_is_not_found(voters: Meeting, reception: Meeting) -> None:
    other = Unit.objects.get(code="LG-02")
    client = signed_in(
        Officer.objects.create_user(username="xa2", password=PASSWORD, role=Role.COMMUNE_OFFICER, unit=other)
    )
    visit = visits.receive(reception, person=WHO, text=ROAD, by="xa")
    for name, pk in (("meeting", voters.pk), ("grid", voters.pk), ("visit", visit.pk), ("new-visit", reception.pk)):
        assert client.get(reverse(name, args=[pk])).status_code == 404, name
    assert "12/11/2026" not in page(client, "registers")


def test_the_synthesiser_reads_turns_and_enters_none(reception: Meeting, as_clerk: Client) -> None:
    visits.receive(reception, person=WHO, text=ROAD, by="xa")
    assert ROAD in page(as_clerk, "meeting", reception.pk)
    assert as_clerk.get(reverse("new-visit", args=[reception.pk])).status_code == 403


# --- fast entry -----------------------------------------------------------------------------------------------


def test_a_pasted_list_is_checked_corrected_and_saved_once(site: Client, voters: Meeting) -> None:
    html = page(site, "grid", voters.pk)
    html = post(site, voters, fields(html), "check", pasted=f"- {ROAD}\n2. {REFUSE} (ông Lò Văn Tính, 0954218637)")
    assert "0954218637" not in html
    assert "Lò Văn Tính" not in html
    sent = fields(html)
    keys = [key for key in sent["row"] if sent[f"text-{key}"][0]]
    assert len(keys) == 2
    assert sent[f"topic-{keys[1]}"] == ["mt.rac_thai"]
    sent[f"topic-{keys[0]}"] = ["kt.cho"] if "kt.cho" in html else ["dd.gcn"]
    for _ in range(2):
        post(site, voters, sent, "save")
    assert Line.objects.count() == Opinion.objects.count() == 2
    assert Decision.objects.get().opinion.text == ROAD
    voters.refresh_from_db()
    assert voters.document
    assert (voters.document.channel, voters.document.period.key, voters.document.pieces) == ("voters", "2026-11", 2)
    assert balance(voters.document.period).difference == 0
    assert set(Opinion.objects.values_list("area__code", flat=True)) == {"LG-01"}
    assert ROAD in page(site, "meeting", voters.pk)


def test_a_table_from_excel_gives_its_content_and_leaves_people_behind(site: Client, voters: Meeting) -> None:
    table = (
        "STT\tHọ và tên\tSố điện thoại\tNội dung ý kiến\tGhi chú\n"
        f'1\tLò Văn Tính\t0954218637\t"{ROAD},\nsớm hoàn thành"\tkhông\n'
        f"2\tQuàng Thị Mai\t0954218638\t{REFUSE}\t\n"
    )
    html = post(site, voters, {}, "check", pasted=table)
    said = [texts[0] for name, texts in fields(html).items() if name.startswith("text-") and texts[0]]
    assert said == [f"{ROAD}, sớm hoàn thành", REFUSE]
    assert "Tính" not in html
    assert "Quàng" not in html


def test_a_long_paragraph_is_cut_and_the_rest_stays_to_be_seen(site: Client, voters: Meeting) -> None:
    prose = (
        f"Cử tri thôn Đồng Trám phản ánh {ROAD[0].lower()}{ROAD[1:]}. Bà con cũng phản ánh {REFUSE[0].lower()}"
        f"{REFUSE[1:]}. Trong tháng xã đã tổ chức 3 hội nghị."
    )
    sent = fields(post(site, voters, {}, "check", pasted=prose))
    rows = {sent[f"text-{key}"][0]: f"keep-{key}" in sent for key in sent["row"] if sent[f"text-{key}"][0]}
    assert sum(rows.values()) >= 2
    assert rows["Trong tháng xã đã tổ chức 3 hội nghị"] is False


def test_rows_typed_without_check_are_saved(site: Client, voters: Meeting) -> None:
    sent = fields(page(site, "grid", voters.pk))
    sent[f"text-{sent['row'][0]}"] = [ROAD]
    post(site, voters, sent, "save")
    assert Opinion.objects.get().text == ROAD
    assert not Decision.objects.exists()


def test_a_row_is_checked_while_it_is_typed(site: Client, voters: Meeting) -> None:
    sent = {"only": "k1", "row": "k1", "keep-k1": "on", "text-k1": f"{REFUSE}, gọi 0954218637"}
    response = site.post(reverse("grid-row", args=[voters.pk]), sent, headers={"HX-Request": "true"})
    html = response.content.decode()
    assert 'id="found-k1"' in html
    assert "[SỐ ĐIỆN THOẠI]" in html
    assert 'value="mt.rac_thai" selected' in html
    assert not Line.objects.exists()


def test_the_officers_choice_survives_a_second_check(site: Client, voters: Meeting) -> None:
    sent = fields(post(site, voters, {}, "check", pasted=REFUSE))
    key = next(key for key in sent["row"] if sent[f"text-{key}"][0])
    sent[f"topic-{key}"] = ["dd.gcn"]
    again = fields(post(site, voters, sent, "check"))
    assert again[f"topic-{key}"] == ["dd.gcn"]
    # A new text with the machine's word untouched gets a new word.
    again[f"text-{key}"], again[f"topic-{key}"] = [ROAD], again[f"machine-topic-{key}"]
    assert fields(post(site, voters, again, "check"))[f"topic-{key}"] != ["mt.rac_thai"]


def test_a_known_matter_is_shown_and_joined_in_one_click(site: Client, voters: Meeting, commune: Unit) -> None:
    post(site, voters, {"row": ["k0"], "text-k0": [REFUSE], "keep-k0": ["on"]}, "save")
    first = Opinion.objects.get()
    later = meetings.hold(unit=commune, kind="di_co_so", on=dt.date(2026, 11, 18), by="xa")
    again = "Bãi rác ở thôn Đồng Trám đã ba tuần nay không có xe đến thu gom, mùi hôi rất nồng nặc"
    html = post(site, later, {}, "check", pasted=again)
    assert f'value="{first.pk}"' in html
    sent = fields(html)
    key = next(key for key in sent["row"] if sent[f"text-{key}"][0])
    sent[f"join-{key}"] = [str(first.pk)]
    post(site, later, sent, "save")
    link = Link.objects.get()
    assert (link.first, link.state, link.by) == (first, Link.State.ACCEPTED, "xa")


def test_nothing_known_elsewhere_is_shown_to_a_commune(site: Client, voters: Meeting, province: Unit) -> None:
    elsewhere = meetings.hold(unit=Unit.objects.get(code="LG-02"), kind="di_co_so", on=dt.date(2026, 11, 18), by="xa2")
    other = Officer.objects.create_user(
        username="xa2", password=PASSWORD, role=Role.COMMUNE_OFFICER, unit=elsewhere.unit
    )
    post(signed_in(other), elsewhere, {"row": ["k0"], "text-k0": [REFUSE], "keep-k0": ["on"]}, "save")
    html = post(site, voters, {}, "check", pasted=f"{REFUSE} tại xã Tân Sơn")
    assert f'value="{Opinion.objects.get().pk}"' not in html


def test_an_undone_row_leaves_every_count(site: Client, voters: Meeting) -> None:
    post(site, voters, {"row": ["k0"], "text-k0": [REFUSE], "keep-k0": ["on"]}, "save")
    line = Line.objects.get()
    for _ in range(2):
        site.post(reverse("undo-line", args=[line.pk]))
    voters.refresh_from_db()
    assert voters.document
    assert not Opinion.objects.filter(replaced=False).exists()
    assert voters.document.pieces == 0
    assert balance(voters.document.period).difference == 0


def test_a_row_becomes_a_case_once_and_is_then_not_undone(site: Client, voters: Meeting) -> None:
    post(site, voters, {"row": ["k0"], "text-k0": [REFUSE], "keep-k0": ["on"]}, "save")
    line = Line.objects.get()
    for _ in range(2):
        site.post(reverse("line-to-case", args=[line.pk]))
    line.refresh_from_db()
    assert line.case
    assert (line.case.kind, line.case.text, line.case.topic) == ("kien_nghi_cu_tri", REFUSE, "mt.rac_thai")
    assert line.case.submission.anonymous
    with pytest.raises(ValueError, match="trang vụ việc"):
        noted.undo(line, by="xa")


def test_too_long_a_paste_stays_in_its_box(site: Client, voters: Meeting) -> None:
    html = post(site, voters, {}, "check", pasted="\n".join(["một dòng"] * 101))
    assert "nhiều nhất 100 dòng" in html
    assert html.count("một dòng") == 101


def test_a_save_without_a_ticked_row_stores_nothing(site: Client, voters: Meeting) -> None:
    html = post(site, voters, {"row": ["k0"], "text-k0": [REFUSE]}, "save")
    assert "note error" in html
    assert REFUSE in html
    assert not Line.objects.exists()


def test_a_session_ahead_takes_no_opinion(site: Client, commune: Unit) -> None:
    ahead = meetings.hold(unit=commune, kind="tiep_xuc_cu_tri", on=dt.date(2026, 12, 1), by="xa")
    html = post(site, ahead, {"row": ["k0"], "text-k0": [REFUSE], "keep-k0": ["on"]}, "save")
    assert "chưa diễn ra" in html
    assert REFUSE in html
    assert not Opinion.objects.exists()


def test_pages_ask_the_database_little(
    site: Client, voters: Meeting, reception: Meeting, django_assert_max_num_queries: object
) -> None:
    for number in range(5):
        visits.receive(reception, person=WHO, text=f"{ROAD} {number}", by="xa")
    rows = {"row": [], "act": ["save"]}
    for number in range(5):
        rows |= {f"text-k{number}": [f"{REFUSE} {number}"], f"keep-k{number}": ["on"]}
        rows["row"].append(f"k{number}")
    post(site, voters, rows, "save")
    for name, args in (
        ("registers", []),
        ("meeting", [reception.pk]),
        ("meeting", [voters.pk]),
        ("reception-days", []),
    ):
        with django_assert_max_num_queries(12):  # type: ignore[operator]
            page(site, name, *args)
