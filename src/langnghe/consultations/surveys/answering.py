"""What people answer, at a counter or in a round: a day, points of a scale, and words that name nobody."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from langnghe.consultations.conduct import is_about_conduct
from langnghe.consultations.models import Counter, CounterAnswer, SurveyAnswer, SurveyUnit
from langnghe.consultations.surveys.queries import is_running
from langnghe.consultations.surveys.scales import AT_COUNTERS, reasons, scales
from langnghe.privacy import door

LONGEST = 1000  # letters of free words


def answer_counter(*, counter: Counter, answer: str, reason: str = "", text: str = "") -> bool:
    """Keep an answer; whether its words were kept too (those about somebody's conduct are not).

    Raises ValueError with a sentence for the user.
    """
    if answer not in {point.key for point in scales()[AT_COUNTERS].points}:
        raise ValueError("Hãy chọn một trong ba mức.")
    words = _words(text)
    CounterAnswer.objects.create(
        counter=counter,
        on=timezone.localdate(),
        answer=answer,
        reason=reason if reason in reasons() else "",
        text=words or "",
    )
    return words is not None


def answer_survey(*, about: SurveyUnit, points: Mapping[int, str], text: str = "") -> bool:
    """Keep a sheet, blanks too; whether its words were kept. Raises ValueError with a sentence for the user."""
    today = timezone.localdate()
    if not is_running(about.survey, today):
        raise ValueError("Đợt hỏi này chưa bắt đầu hoặc đã kết thúc.")
    known = {
        str(number): points[number]
        for number, (_, scale) in enumerate(about.survey.questions)
        if points.get(number) in {point.key for point in scales()[scale].points}
    }
    words = _words(text)
    if not known and not words:
        raise ValueError("Hãy trả lời ít nhất một câu rồi gửi.")
    SurveyAnswer.objects.create(about=about, on=today, points=known, text=words or "")
    return words is not None


def _words(text: str) -> str | None:
    """Free words without personal data; None where they are about somebody's conduct."""
    admitted = door.admit_texts([text[:LONGEST]])[0]
    return None if is_about_conduct(admitted) else admitted
