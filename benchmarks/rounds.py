"""Consultations: a page of 1,000 comments, and how long it takes to tally and gather 100,000.

    python benchmarks/rounds.py [--comments 100000]

Named peers: Decidim's proposals page took 7.4 s at 900 proposals (its PR #13701); Consult needs about 2 hours and a
language model for 50,000 answers. The comments are made up, over 40 paragraphs; LANGNGHE_DATABASE names another
database, an empty one.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import random
import tempfile
from collections.abc import Callable
from time import perf_counter
from typing import Any, TypeVar

import django

T = TypeVar("T")
PARAGRAPHS, LOADED = 40, 1_000
TODAY = dt.date.today()
ASKS = (
    "Đề nghị kéo dài thời hạn {} lên {} tháng cho đủ năm học",
    "Mức {} là thấp so với giá cả, nên nâng lên {} đồng một tháng",
    "Bỏ yêu cầu nộp {} vì đã có dữ liệu dân cư, đỡ phải đi lại {} lần",
    "Cần quy định rõ {} do cơ quan nào chịu trách nhiệm trong {} ngày",
    "Không nên giao {} cho xã vì xã chỉ có {} cán bộ",
    "Hộ nghèo và hộ cận nghèo cần được miễn {} trong {} năm đầu",
)
THINGS = ("hỗ trợ tiền ăn", "học phí", "bản sao sổ hộ khẩu", "phí thu gom rác", "thẩm định hồ sơ", "niêm yết công khai")


def timed(what: str, act: Callable[[], T]) -> T:
    started = perf_counter()
    result = act()
    print(f"{what:66} {perf_counter() - started:8.2f} s", flush=True)
    return result


def make(count: int) -> Any:
    """A round that has ended, its comments shown; the first paragraph holds 1,000 of them."""
    from langnghe.consultations.models import Comment, Paragraph, Round, Version
    from langnghe.registry.models import Officer, Unit
    from langnghe.registry.roles import Role

    draw = random.Random(7)
    unit = Unit.objects.create(code="S1", name="Sở Một", kind="so")
    Officer.objects.create(username="by", role=Role.DEPARTMENT_OFFICER, unit=unit)
    made = Round.objects.create(
        slug="mot-2026", title="Dự thảo", purpose="Thử", unit=unit, opens_on=TODAY - dt.timedelta(days=40),
        ends_on=TODAY - dt.timedelta(days=1), posting="vbqppl", least_days=20, state="published",
    )  # fmt: skip
    version = Version.objects.create(
        round=made, number=1, name="a.docx", made_by="x", made_on=TODAY, published_on=TODAY
    )
    places = Paragraph.objects.bulk_create(
        Paragraph(version=version, number=number, label=f"Điều {number}", text=f"Nội dung của điều {number}. " * 10)
        for number in range(1, PARAGRAPHS + 1)
    )
    for first in range(0, count, 10_000):
        Comment.objects.bulk_create(
            Comment(
                round=made,
                paragraph=places[0] if n < LOADED else places[1 + n % (PARAGRAPHS - 1)],
                text=draw.choice(ASKS).format(draw.choice(THINGS), draw.randint(2, 30)),
                code_hash=f"{n:064}",
                received_on=TODAY,
                state="shown",
            )
            for n in range(first, min(first + 10_000, count))
        )
    return made


def page(address: str) -> None:
    from django.test import Client

    response = Client().get(address, HTTP_HOST="localhost")
    assert response.status_code == 200, response.status_code


def measure(count: int) -> None:
    from langnghe.consultations import comments, replies
    from langnghe.registry.models import Officer

    made = timed(f"{count:,} comments made and stored", lambda: make(count))
    address = f"/gop-y/{made.slug}/doan/1/"
    page(address)
    timed(f"page of a paragraph with {LOADED:,} comments (second call)", lambda: page(address))
    timed("its last page", lambda: page(f"{address}?trang=20"))
    timed("page of the draft with the counts of all paragraphs", lambda: page(f"/gop-y/{made.slug}/"))
    timed("tally by state, by reason and by paragraph", lambda: _tally(made, comments))
    by = Officer.objects.get()
    groups = timed("gathered into groups, each comment in exactly one", lambda: replies.propose(round=made.pk, by=by))
    whole = replies.balance(made)
    assert whole.holds, whole
    print(f"{groups:,} groups; {whole.grouped:,} comments in groups, {whole.other:,} standing alone, 0 lost")


def _tally(made: Any, comments: Any) -> None:
    comments.states(made)
    comments.hidden_by_reason(made)
    comments.by_paragraph(made.versions.get())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--comments", type=int, default=100_000)
    count = parser.parse_args().comments
    with tempfile.TemporaryDirectory() as home:
        os.environ.setdefault("LANGNGHE_HOME", home)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "langnghe.settings")
        django.setup()
        from django.conf import settings
        from django.core.management import call_command
        from django.test.utils import override_settings

        plain = settings.STORAGES | {
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
        }
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        with override_settings(STORAGES=plain, ALLOWED_HOSTS=["localhost"]):
            measure(count)


if __name__ == "__main__":
    main()
