"""Satisfaction, over HTTP: a counter, its poster and three taps; a round; published, and worked out again by a reader."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from math import sqrt

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from langnghe.audit.checking import flaws
from langnghe.consultations.models import Counter, CounterAnswer, Survey, SurveyAnswer, SurveyUnit
from langnghe.law.calendar import VIETNAM
from langnghe.registry.models import Officer, Unit
from langnghe.registry.roles import Role
from tests.conftest import signed_in


def at(day: int, month: int) -> dt.datetime:
    return dt.datetime(2026, month, day, 9, tzinfo=VIETNAM)


@pytest.fixture(autouse=True)
def nothing_counted(db: None) -> None:
    cache.clear()


def answer(client: Client, counter: Counter, *, times: int = 1, **sent: str) -> None:
    for _ in range(times):
        cache.clear()  # many telephones, one test
        assert client.post(reverse("counter-answer", args=[counter.code]), sent).status_code == 302


def reader_index(rows: list[dict[str, str]], unit: str) -> tuple[float, float, float] | None:
    """Worked out from nothing but the published file and the formula on the page."""
    mine = [row for row in rows if row["row"] == unit and row["answer"] not in ("", "blank")]
    if any(row["count"] == "" for row in mine):
        return None
    n = sum(int(row["count"]) for row in mine)
    p = sum(int(row["count"]) for row in mine if row["positive"] == "True") / n
    z = 1.959964
    half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    low, high = ((p + z * z / (2 * n) + sign * half) / (1 + z * z / n) for sign in (-1, 1))
    return (100 * p, 100 * low, 100 * high) if n >= 30 else None


def test_three_taps_at_a_counter_become_an_index_that_a_reader_can_work_out(
    clerk: Officer, leader: Officer, client: Client
) -> None:
    with time_machine.travel(at(10, 8), tick=False) as clock:
        desk = signed_in(clerk)
        for code in ("LG-01", "LG-02", "LG-03"):
            sent = {"act": "counter", "unit": code, "place": "Bộ phận một cửa, quầy 1"}
            assert desk.post(reverse("surveys"), sent).status_code == 302
        one, two, three = Counter.objects.order_by("pk")
        poster = client.get(reverse("counter-poster", args=[one.code])).content.decode()
        assert '<svg class="qr"' in poster
        assert f"/y-kien/{one.code}/" in poster

        page = client.get(reverse("counter-answer", args=[one.code]))
        assert page.status_code == 200
        assert len(page.content) < 60_000
        assert b"<script>" not in page.content
        assert page.content.count(b'name="answer"') == 3
        answer(client, one, times=42, answer="satisfied", reason="result")
        answer(client, one, times=12, answer="neutral")
        answer(client, one, times=14, answer="unsatisfied", text="Chờ lâu, gọi 0987 654 321 không ai nghe.")
        answer(client, two, times=25, answer="satisfied")
        answer(client, two, times=11, answer="neutral")
        answer(client, two, times=13, answer="unsatisfied")
        answer(client, three, times=11, answer="satisfied")
        answer(client, three, times=10, answer="unsatisfied")
        assert "0987" not in "".join(CounterAnswer.objects.values_list("text", flat=True))
        desk.post(reverse("surveys"), {"act": "served", "unit": "LG-01", "quarter": "2026-Q3", "people": 400})

        clock.move_to(at(5, 10))
        leads = signed_in(leader)
        assert leads.post(reverse("publish-satisfaction"), {"subject": "counters-2026-Q4"}).status_code == 302
        assert client.get(reverse("satisfaction-csv", args=["counters-2026-Q4"])).status_code == 404  # not over yet
        leads.post(reverse("publish-satisfaction"), {"subject": "counters-2026-Q3"})

        told = client.get(reverse("satisfaction-csv", args=["counters-2026-Q3"])).content.decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(told)))
        page_text = client.get(reverse("numbers-satisfaction")).content.decode()
        shown = {
            name: re.findall(r"[\d,.]+(?=\s*%)", cells)
            for name, cells in re.findall(r'<tr><th scope="row">([^<]+)</th>(.*?)</tr>', page_text)
        }
        for unit in ("LG-01", "LG-02"):
            worked_out = reader_index(rows, unit)
            assert worked_out is not None
            name = Unit.objects.get(code=unit).name
            assert [float(each.replace(",", ".")) for each in shown[name][:3]] == pytest.approx(worked_out, abs=0.5)
        assert reader_index(rows, "LG-03") is None  # 21 answers: shown, without an index
        ward = Unit.objects.get(code="LG-03").name
        assert shown[ward] == []
        assert float(shown["Xã Bình Khê"][3].replace(",", ".")) == pytest.approx(100 * 68 / 400, abs=0.5)
        assert "SIPAS" in page_text
        assert "z·√" in page_text
        assert list(shown)[-3:] == sorted(shown)[-3:]  # by name, not by index
        assert list(flaws()) == []


def test_small_counts_are_hidden_and_no_other_cell_gives_them_away(
    clerk: Officer, leader: Officer, client: Client
) -> None:
    with time_machine.travel(at(10, 8), tick=False) as clock:
        desk = signed_in(clerk)
        for code in ("LG-01", "LG-02"):
            desk.post(reverse("surveys"), {"act": "counter", "unit": code, "place": "Một cửa"})
        one, two = Counter.objects.order_by("pk")
        for counter, counts in ((one, (40, 30, 3)), (two, (50, 40, 35))):
            for key, n in zip(("satisfied", "neutral", "unsatisfied"), counts, strict=True):
                answer(client, counter, times=n, answer=key)
        clock.move_to(at(5, 10))
        signed_in(leader).post(reverse("publish-satisfaction"), {"subject": "counters-2026-Q3"})
    told = client.get(reverse("satisfaction-csv", args=["counters-2026-Q3"])).content.decode("utf-8-sig")
    rows = {(row["row"], row["answer"]): row["count"] for row in csv.DictReader(io.StringIO(told))}
    assert rows["LG-01", "unsatisfied"] == ""
    for keys in (
        [("LG-01", each) for each in ("", "satisfied", "neutral")],
        [("all", "unsatisfied"), ("LG-02", "unsatisfied")],
    ):
        assert any(rows[key] == "" for key in keys), keys  # neither the row nor the column adds up to it


def test_a_counter_stops_a_machine_and_turns_conduct_away(clerk: Officer, client: Client) -> None:
    signed_in(clerk).post(reverse("surveys"), {"act": "counter", "unit": "LG-01", "place": "Một cửa"})
    counter = Counter.objects.get()
    place = reverse("counter-answer", args=[counter.code])
    assert client.post(place, {"answer": "great"}).status_code == 422
    conduct = {"answer": "unsatisfied", "text": "Ông Lò Văn Pánh vòi vĩnh, nhận tiền của tôi."}
    thanks = client.post(place, conduct, follow=True).content.decode()
    assert reverse("send-denounce") in thanks
    assert CounterAnswer.objects.get().text == ""
    sent = [client.post(place, {"answer": "neutral"}).status_code for _ in range(70)]
    assert sent[0] == 302
    assert sent[-1] == 429
    assert CounterAnswer.objects.count() <= 62
    signed_in(clerk).post(reverse("switch-counter", args=[counter.pk]))
    assert client.get(place).status_code == 404


def test_a_round_from_its_questions_to_its_published_answers(clerk: Officer, leader: Officer, client: Client) -> None:
    with time_machine.travel(at(3, 8), tick=False) as clock:
        units = list(Unit.objects.filter(code__in=("LG-01", "LG-02")))
        sent = {
            "title": "Đợt hỏi về một cửa",
            "starts_on": "03/08/2026",
            "ends_on": "31/08/2026",
            "units": [unit.pk for unit in units],
            "asked": "100",
            "q0": "Ông/bà hài lòng với việc tiếp nhận hồ sơ không?",
            "s0": "hai_long",
            "q1": "Ông/bà có phải bổ sung hồ sơ nhiều lần không?",
            "s1": "co_khong",
        }
        assert signed_in(clerk).post(reverse("new-survey"), sent).status_code == 302
        survey = Survey.objects.get()
        place = reverse("survey-answer", args=[survey.code])
        assert client.get(place).status_code == 404  # nobody has let it out
        signed_in(clerk).post(reverse("survey", args=[survey.pk]))
        assert client.get(place).status_code == 404  # whoever wrote it does not let it out
        signed_in(leader).post(reverse("survey", args=[survey.pk]))
        page = client.get(place)
        assert page.status_code == 200
        assert len(page.content) < 60_000
        assert client.post(place, {"unit": "LG-01"}).status_code == 422  # nothing answered
        assert client.post(place, {"q0": "satisfied"}).status_code == 422  # about no unit
        client.post(place, {"unit": "LG-01", "q0": "satisfied", "text": "Nhanh hơn trước."})
        assert SurveyAnswer.objects.get().points == {"0": "satisfied"}
        about = {each.unit.code: each for each in SurveyUnit.objects.select_related("unit")}
        on, kept = dt.date(2026, 8, 20), []
        for code, points, n in (
            ("LG-01", {"0": "satisfied", "1": "no"}, 39),
            ("LG-01", {"0": "unsatisfied"}, 20),
            ("LG-02", {"0": "neutral", "1": "yes"}, 30),
            ("LG-02", {"0": "satisfied", "1": "no"}, 31),
        ):
            kept += [SurveyAnswer(about=about[code], on=on, points=points) for _ in range(n)]
        SurveyAnswer.objects.bulk_create(kept)

        clock.move_to(at(2, 9))
        assert client.post(place, {"unit": "LG-01", "q0": "satisfied"}).status_code == 200  # it is over: nothing kept
        assert SurveyAnswer.objects.count() == 121
        signed_in(leader).post(reverse("publish-satisfaction"), {"subject": f"survey-{survey.code}"})
        told = client.get(reverse("satisfaction-json", args=[f"survey-{survey.code}"])).json()
        cells = {(row["question"], row["row"], row["answer"]): row for row in told["records"]}
        assert cells[1, "LG-01", ""]["count"] == 60
        assert cells[1, "LG-01", ""]["asked"] == 100
        assert cells[2, "LG-01", "blank"]["count"] == 21  # what was left blank is shown
        assert cells[1, "all", "satisfied"]["count"] == 71
        resources = client.get(reverse("numbers-package")).json()["resources"]
        assert f"hai-long-survey-{survey.code}" in [each["name"] for each in resources]
        shown = client.get(reverse("numbers-satisfaction")).content.decode()
        assert "Đợt hỏi về một cửa" in shown
        assert re.search(r"Xã Bình Khê</th><td class=\"number\">60</td><td class=\"number\">67\s%", shown)  # 40 of 60


def test_a_department_sees_and_asks_about_itself_only(province: Unit, clerk: Officer) -> None:
    own = Unit.objects.get(code="LG-50")
    department = signed_in(Officer.objects.create_user(username="so", role=Role.DEPARTMENT_OFFICER, unit=own))
    signed_in(clerk).post(reverse("surveys"), {"act": "counter", "unit": "LG-01", "place": "Một cửa"})
    assert (
        department.post(reverse("surveys"), {"act": "counter", "unit": "LG-01", "place": "Quầy 2"}).status_code == 403
    )
    assert (
        department.post(reverse("surveys"), {"act": "counter", "unit": "LG-50", "place": "Quầy 2"}).status_code == 302
    )
    page = department.get(reverse("surveys")).content.decode()
    assert "Quầy 2" in page
    assert "Xã Bình Khê" not in page
    assert (
        department.post(reverse("switch-counter", args=[Counter.objects.get(unit__code="LG-01").pk])).status_code == 403
    )
    named = {"act": "counter", "unit": "LG-50", "place": "Quầy của ông Nguyễn Văn Tám"}
    assert department.post(reverse("surveys"), named).status_code == 422  # places, never persons
