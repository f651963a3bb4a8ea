"""Satisfaction in the demo province: counters with a past quarter of answers, published, and a round that is over."""

from __future__ import annotations

import datetime as dt
import random

from django.db import transaction
from django.utils import timezone

from langnghe.cases.publications import Quarter
from langnghe.consultations.models import Counter, CounterAnswer, Survey, SurveyAnswer
from langnghe.consultations.surveys.counters import open_counter, set_served
from langnghe.consultations.surveys.counting import counters_subject, survey_subject
from langnghe.consultations.surveys.making import let_out, make_survey
from langnghe.consultations.surveys.publishing import publish
from langnghe.consultations.surveys.scales import reasons, scales
from langnghe.registry.models import AREA_KINDS, Officer, Unit

SEED = 20261
COUNTERS = 6
WORDS = (
    "Chờ hơi lâu vào sáng thứ hai.",
    "Được hướng dẫn rõ, về làm lại một lần là xong.",
    "Máy lấy số hỏng, phải đứng xếp hàng.",
    "Nên có ghế cho người già.",
)


@transaction.atomic
def add_surveys(*, holds: Officer, approves: Officer) -> int:
    """Counters and a round, once; how many counters there are."""
    if Counter.objects.exists():
        return 0
    draw, today = random.Random(SEED), timezone.localdate()
    units = list(Unit.objects.filter(kind__in=AREA_KINDS, valid_to=None).order_by("code")[:COUNTERS])
    quarters = [Quarter.of(today).before, Quarter.of(today)]
    for number, unit in enumerate(units):
        counter = open_counter(by=holds, unit=unit, place="Bộ phận một cửa")
        for quarter in quarters:
            _answer(counter, quarter, 25 + 45 * number, 0.55 + 0.06 * (number % 4), today, draw)
        if number % 2 == 0:
            set_served(by=holds, unit=unit, quarter=str(quarters[0]), people=600 + 90 * number)
    publish(subject=counters_subject(quarters[0]), by=approves)
    _round(holds, approves, units, today, draw)
    return Counter.objects.count()


def _answer(counter: Counter, quarter: Quarter, n: int, good: float, today: dt.date, draw: random.Random) -> None:
    days = (min(quarter.last, today) - quarter.first).days + 1
    rest = (1 - good) / 2
    CounterAnswer.objects.bulk_create(
        CounterAnswer(
            counter=counter,
            on=quarter.first + dt.timedelta(days=draw.randrange(days)),
            answer=draw.choices(("satisfied", "neutral", "unsatisfied"), (good, rest, rest))[0],
            reason=draw.choice(["", *reasons()]),
            text=draw.choice(WORDS) if draw.random() < 0.03 else "",
        )
        for _ in range(n)
    )


def _round(holds: Officer, approves: Officer, units: list[Unit], today: dt.date, draw: random.Random) -> None:
    survey = make_survey(
        by=holds,
        title="Đợt hỏi về hồ sơ đất đai ở bộ phận một cửa",
        intro="Năm câu, khoảng một phút. Không hỏi tên.",
        starts_on=today - dt.timedelta(days=60),
        ends_on=today - dt.timedelta(days=30),
        questions=[
            ("Ông/bà có hài lòng với việc giải quyết hồ sơ không?", "hai_long"),
            ("Ông/bà phải chờ bao lâu mỗi lần đến?", "bao_lau"),
            ("Hồ sơ có phải bổ sung quá một lần không?", "co_khong"),
            ("Hướng dẫn dễ hiểu?", "dong_y"),
        ],
        units=[(unit, 150) for unit in units[:4]],
    )
    let_out(survey=survey.pk, by=approves)
    for about in survey.units.all():
        SurveyAnswer.objects.bulk_create(
            SurveyAnswer(about=about, on=survey.ends_on, points=_sheet(survey, draw)) for _ in range(64)
        )
    publish(subject=survey_subject(survey), by=approves)
    make_survey(
        by=holds,
        title="Đợt hỏi về đường liên thôn sau sửa chữa",
        starts_on=today,
        ends_on=today + dt.timedelta(days=21),
        questions=[("Ông/bà có hài lòng với đoạn đường đã sửa không?", "hai_long")],
        units=[(unit, None) for unit in units[:2]],
    )


def _sheet(survey: Survey, draw: random.Random) -> dict[str, str]:
    """One filled sheet; now and then a question is left blank."""
    return {
        str(number): draw.choice([point.key for point in scales()[scale].points])
        for number, (_, scale) in enumerate(survey.questions)
        if draw.random() > 0.15
    }
