"""Tallies always say what the direct count says, whatever officers do; and what is shown of them hides small counts."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from langnghe.audit import journal
from langnghe.cases.models import Meeting
from langnghe.cases.registers.noted import CHANNELS
from langnghe.intake.actions import set_unit
from langnghe.intake.models import Document, Opinion, OtherText, StoredBlock
from langnghe.registry.actions import open_period
from langnghe.registry.models import Period, Succession, Unit
from langnghe.synthesis import actions, sheets, tallies
from langnghe.synthesis.models import Proposal, Run, Theme
from langnghe.synthesis.queries import opinions_of
from langnghe.synthesis.spans import Span
from langnghe.text.normal import fold

WORDS = "Đường liên thôn nhiều ổ gà, mùa mưa lầy lội, đề nghị sửa chữa."
TOPICS = ("gt.duong_xuong_cap", "mt.rac_thai", "dd.gcn", "")
MONTHS = ("2025-10", "2026-08", "2026-09", "2026-10")
SERIAL = itertools.count(1)


def document(month: str, unit: Unit | None, *, opinions: int = 1, channel: str = "report", topic: str = "") -> Document:
    """A document with some opinions in one paragraph, all labelled alike."""
    number = next(SERIAL)
    made = Document.objects.create(
        sha256=f"{number:064}",
        period=open_period(month),
        unit=unit,
        channel=channel,
        name="bao-cao.docx",
        size=1,
        state=Document.State.READ,
        received_by="clerk",
        pieces=opinions,
    )
    block = StoredBlock.objects.create(document=made, number=1, kind="paragraph", place="p1", text=WORDS * opinions)
    rows = Opinion.objects.bulk_create(
        Opinion(
            document=made,
            block=block,
            start=place * len(WORDS),
            end=(place + 1) * len(WORDS),
            text=WORDS,
            folded=fold(WORDS),
            area=unit if unit and unit.is_area else None,
        )
        for place in range(opinions)
    )
    sector = topic.split(".")[0].upper()
    Proposal.objects.bulk_create(Proposal(opinion=row, sector=sector, topic=topic, kind="phan_anh") for row in rows)
    return made


def direct(period: Period, *fields: str) -> dict[Any, int]:
    rows = list(opinions_of([period]).values_list(*fields))
    return dict(Counter(row if len(row) > 1 else row[0] for row in rows))


def assert_tallies_are_the_direct_count() -> None:
    for period in Period.objects.all():
        assert tallies.total([period]) == opinions_of([period]).count()
        for by, fields in (
            (("area", "sector", "channel"), ("area_id", "sector", "document__channel")),
            (("sector", "topic", "kind", "channel"), ("sector", "topic", "kind", "document__channel")),
            (("area",), ("area_id",)),
        ):
            assert tallies.totals([period], *by) == direct(period, *fields)
        themed = {key: n for key, n in direct(period, "theme", "area_id").items() if key[0] is not None}
        assert tallies.totals([period], "theme", "area") == themed


# --- acts -----------------------------------------------------------------------------------------------------


class Acts:
    """Everything that an officer or another room may do to what is counted, each on something drawn at random."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        self.units = [*Unit.objects.exclude(kind="tinh").order_by("pk"), None]

    def opinion(self) -> Opinion:
        return self.draw.choice(list(Opinion.objects.filter(replaced=False).order_by("pk")))

    def theme(self) -> Theme:
        return self.draw.choice(list(Theme.objects.order_by("pk")))

    def receive(self) -> None:
        made = document(
            self.draw.choice(MONTHS),
            self.draw.choice(self.units),
            opinions=self.draw.randint(1, 4),
            channel=self.draw.choice(["report", "dialogue"]),
            topic=self.draw.choice(TOPICS),
        )
        journal.record(by="máy", verb="read", what=f"document {made.pk}")

    def decide(self) -> None:
        actions.decide(self.opinion(), by="clerk", topic="mt.rac_thai", kind=self.draw.choice(["kien_nghi", ""]))

    def dismiss(self) -> None:
        actions.dismiss(self.opinion(), by="clerk")

    def take_back(self) -> None:
        actions.take_back(self.opinion(), by="clerk")

    def split(self) -> None:
        row = self.opinion()
        if len(row.text) > 20:
            actions.split_opinion(row, [len(row.text) // 2], by="clerk")

    def merge(self) -> None:
        row = self.opinion()
        after = Opinion.objects.filter(block=row.block_id, replaced=False, start__gte=row.end).order_by("start").first()
        if after:
            actions.merge_opinions([row, after], by="clerk")

    def promote(self) -> None:
        row = self.opinion()
        other = OtherText.objects.create(document=row.document, block=row.block, start=0, end=9, why="heading")
        actions.promote(other, by="clerk")

    def send_from(self) -> None:
        unit = self.draw.choice(self.units)
        if unit:
            set_unit(self.opinion().document, unit, by="clerk")

    def remove(self) -> None:
        row = self.opinion().document
        journal.record(by="clerk", verb="remove", what=f"document {row.pk}")
        row.delete()

    def split_theme(self) -> None:
        actions.split_theme(self.theme(), [self.opinion()], "Nhóm mới", by="clerk")

    def merge_themes(self) -> None:
        kept, merged = self.theme(), self.theme()
        if kept != merged and not kept.merged_into_id:
            actions.merge_themes(kept, merged, by="clerk")

    def run(self) -> None:
        """What a run does to labels, of its month and the year before it."""
        month = Run.objects.create(period=open_period(self.draw.choice(MONTHS)), asked_by="clerk")
        for row in Proposal.objects.order_by("pk"):
            if Span.parse(row.opinion.document.period.key).first in range(
                Span.parse(month.period.key).first - 12, Span.parse(month.period.key).last + 1
            ):
                row.topic = self.draw.choice(TOPICS)
                row.sector = row.topic.split(".")[0].upper()
                row.theme = self.theme() if row.topic else None
                row.save()
        journal.record(by="máy", verb="run done", what=f"run {month.pk}")

    def note(self) -> None:
        """A meeting's document has no file: it is named by the digest of the meeting."""
        unit = self.units[0]
        assert unit is not None
        meeting = Meeting.objects.create(kind="dialogue", unit=unit, on="2026-10-05", made_by="clerk")
        made = document("2026-10", unit, channel=CHANNELS[Meeting.Kind.DIALOGUE])
        journal.record(by="clerk", verb="note lines", what=f"meeting {meeting.pk}")
        assert made.opinions.exists()

    def every(self) -> list[Callable[[], None]]:
        names = [name for name in vars(Acts) if not name.startswith("_") and name not in ("opinion", "theme", "every")]
        return [getattr(self, name) for name in names]


@pytest.mark.parametrize("seed", range(3))
def test_tallies_equal_the_direct_count_after_any_acts(province: Unit, seed: int) -> None:
    acts = Acts(seed)
    Theme.objects.create(key="gt-1", sector="GT", topic=TOPICS[0], title="Đường hỏng")
    Theme.objects.create(key="mt-1", sector="MT", topic=TOPICS[1], title="Rác thải")
    for month in MONTHS:
        document(month, Unit.objects.get(code="LG-01"), opinions=3, topic=TOPICS[0])
    assert tallies.settle()
    assert_tallies_are_the_direct_count()
    every = acts.every()
    for act in [*every, *(acts.draw.choice(every) for _ in range(20))]:
        if not Opinion.objects.filter(replaced=False).exists():
            acts.receive()
        act()
        tallies.settle()
        assert_tallies_are_the_direct_count()


def test_nothing_is_counted_again_when_nothing_has_changed(province: Unit) -> None:
    document("2026-10", Unit.objects.get(code="LG-01"))
    assert tallies.settle()
    assert not tallies.settle()
    journal.record(by="quantri", verb="sign in", what="officer 1")
    assert not tallies.settle()


def test_only_the_changed_month_is_counted_again(province: Unit) -> None:
    row = document("2026-09", Unit.objects.get(code="LG-01")).opinions.get()
    document("2026-10", Unit.objects.get(code="LG-01"))
    tallies.settle()
    before = dict(tallies.Recount.objects.values_list("period__key", "at"))
    actions.dismiss(row, by="clerk")
    tallies.settle()
    after = dict(tallies.Recount.objects.values_list("period__key", "at"))
    assert {key for key in after if after[key] != before[key]} == {"2026-09"}


def test_asking_for_dimensions_that_no_table_has_together(province: Unit) -> None:
    with pytest.raises(ValueError, match="together"):
        tallies.totals([], "topic", "area")


# --- spans ----------------------------------------------------------------------------------------------------


def test_a_quarter_is_compared_with_the_one_before_and_a_year_ago() -> None:
    quarter = Span.parse("2026-Q1")
    assert quarter.months == ["2026-01", "2026-02", "2026-03"]
    assert (quarter.before.key, quarter.year_before.key, str(quarter)) == ("2025-Q4", "2025-Q1", "quý I/2026")
    month = Span.parse("2026-01")
    assert (month.before.key, month.year_before.key, month.quarter) == ("2025-12", "2025-01", quarter)


@pytest.mark.parametrize("key", ["", "2026", "2026-13", "2026-Q5", "2026-00", "x2026-01", "2026-01-01"])
def test_what_is_no_period_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="2026-Q4"):
        Span.parse(key)


# --- sheets ---------------------------------------------------------------------------------------------------


def test_small_counts_are_hidden_and_cannot_be_had_by_subtraction(province: Unit) -> None:
    first, second, third = Unit.objects.filter(code__in=["LG-01", "LG-02", "LG-03"]).order_by("code")
    for unit, n in ((first, 3), (second, 20), (third, 30)):
        document("2026-10", unit, opinions=n, topic="mt.rac_thai")
    tallies.settle()
    shown = sheets.shown(Span.parse("2026-Q4"), sheets.AREAS)[sheets.AREAS]
    areas = shown.rows("area")
    assert shown.get() == 53
    assert areas[str(first.pk)] is None
    assert sum(count is None for count in areas.values()) == 2


def test_a_small_month_cannot_be_had_from_its_quarter(province: Unit) -> None:
    first, second = Unit.objects.filter(code__in=["LG-01", "LG-02"]).order_by("code")
    for month, n in (("2026-07", 2), ("2026-08", 40), ("2026-09", 50)):
        document(month, first, opinions=n, topic="mt.rac_thai")
        document(month, second, opinions=60, topic="mt.rac_thai")
    tallies.settle()
    shown = sheets.shown(Span.parse("2026-Q3"), sheets.AREAS)[sheets.AREAS]
    row = f"area:{first.pk}"
    months = [shown.get(row, f"month:{month}") for month in ("2026-07", "2026-08", "2026-09")]
    assert months[0] is None
    assert None in (shown.get(row), *months[1:])


def test_a_changed_smallest_count_is_drawn_at_once(province: Unit) -> None:
    for code, n in (("LG-01", 8), ("LG-02", 30), ("LG-03", 40)):
        document("2026-10", Unit.objects.get(code=code), opinions=n, topic="mt.rac_thai")
    tallies.settle()
    row = f"area:{Unit.objects.get(code='LG-01').pk}"
    assert sheets.shown(Span.parse("2026-Q4"), sheets.AREAS)[sheets.AREAS].get(row) == 8
    office = sheets.office()
    office.least_inside = 10
    office.save()
    assert sheets.shown(Span.parse("2026-Q4"), sheets.AREAS)[sheets.AREAS].get(row) is None


def test_a_commune_that_has_ended_counts_with_its_heir(province: Unit) -> None:
    old = Unit.objects.get(code="LG-03")
    heir = Unit.objects.get(code="LG-02")
    document("2026-04", old, opinions=7, topic="mt.rac_thai")
    document("2026-04", heir, opinions=9, topic="mt.rac_thai")
    Unit.objects.filter(pk=old.pk).update(valid_to="2026-05-31")
    Succession.objects.create(before=old, after=heir, on="2026-06-01", kind="merge", legal_basis="Nghị quyết thử")
    tallies.settle()
    shown = sheets.shown(Span.parse("2026-Q2"), sheets.AREAS)[sheets.AREAS]
    assert shown.rows("area") == {str(heir.pk): 16}


def test_the_worker_draws_what_was_counted_anew_and_then_rests(province: Unit) -> None:
    made = document("2026-10", Unit.objects.get(code="LG-01"), opinions=9, topic="mt.rac_thai")
    tallies.settle()
    assert sheets.draw_stale()
    assert not sheets.draw_stale()
    document("2026-10", Unit.objects.get(code="LG-02"), opinions=9, topic="mt.rac_thai")
    journal.record(by="máy", verb="read", what=f"document {made.pk}")
    assert tallies.settle()
    assert sheets.draw_stale()
    assert sheets.shown(Span.parse("2026-Q4"), sheets.AREAS)[sheets.AREAS].get() == 18
