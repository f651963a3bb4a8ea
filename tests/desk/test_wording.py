"""Every code that the engine, the reports and the journal use has words on the desk."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import langnghe
from langnghe.desk import wording
from langnghe.desk.templatetags.words import VALUES, place, thing, why
from langnghe.reports.measures import FILTERS, MEASURES
from langnghe.reports.models import Report
from langnghe.synthesis.models import Link, Run
from langnghe.synthesis.pipeline import SHARE
from langnghe.text.split import REASONS, parse, split

CODE = "\n".join(path.read_text("utf-8") for path in sorted(Path(langnghe.__file__).parent.rglob("*.py")))


def test_measures_filters_and_steps_have_words() -> None:
    assert set(MEASURES) <= set(wording.MEASURES)
    assert set(FILTERS) - {"of"} == set(wording.FILTERS) == set(VALUES)
    assert set(SHARE) <= set(wording.STEPS)


def test_acts_in_the_journal_have_words() -> None:
    written = re.findall(r'verb ?= ?("[^"]+"(?: if \w+ else "[^"]+")?)', CODE)
    said = {verb for line in written for verb in re.findall(r'"([^"]+)"', line)}
    said |= {f"report {state}" for state in Report.State.values}
    said |= {f"link {state}" for state in (Link.State.ACCEPTED, Link.State.REFUSED)}
    said |= {f"run {state}" for state in (Run.State.DONE, Run.State.CANCELLED, Run.State.FAILED)}
    assert len(said) > 25
    assert said <= set(wording.ACTS)


def test_reasons_for_no_opinion_have_words() -> None:
    assert set(REASONS.values()) <= set(wording.WHY)
    text = "I. KẾT QUẢ\nTrong tháng tiếp 12 lượt công dân.\nII. Ý KIẾN\n- Nhân dân đề nghị sửa đường vào thôn."
    reasons = {rest.why for rest in split(parse(text)).rest}
    assert reasons
    assert reasons <= set(wording.WHY)


@pytest.mark.parametrize(
    "address, words",
    [
        ("p12", "đoạn 12"),
        ("page3.p4", "trang 3, đoạn 4"),
        ("s1.r7", "trang tính 1, dòng 7"),
        ("t2.r5", "bảng 2, dòng 5"),
        ("x1.p2", "khung chữ 1, đoạn 2"),
        ("zz9", "zz9"),
        ("", ""),
    ],
)
def test_places_are_said_in_words(address: str, words: str) -> None:
    assert place(address) == words


def test_a_column_left_out_is_named() -> None:
    assert why("other column: Họ tên") == "cột khác của bảng «Họ tên»"
    assert thing("document 12") == "Văn bản 12"
