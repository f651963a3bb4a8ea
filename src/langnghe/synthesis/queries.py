"""What the opinions of a period say, with every officer's decision in force."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import BooleanField, Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, NullIf

from langnghe.intake.models import Document, Doubt, Opinion, OtherText, UnreadPart
from langnghe.registry.models import Period, Unit
from langnghe.registry.queries import units_due
from langnghe.synthesis.models import Link, Run, Theme

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Labels(TypedDict):
        sector: str
        topic: str
        kind: str
        theme: int | None
        issue: int | None
        locked: bool
        needs_review: bool

    class Said(TypedDict):
        said: int | None  # None where a page keeps the count back (``held_back``)
        units: int | None

    LabelledOpinion = WithAnnotations[Opinion, Labels]
    CountedTheme = WithAnnotations[Theme, Said]
else:
    LabelledOpinion, CountedTheme = Opinion, Theme

NOTHING = Value("")


def opinions() -> QuerySet[LabelledOpinion]:
    """Every opinion in force, with its decided (else proposed) ``sector``, ``topic``, ``kind``, ``theme``, ``issue``.

    Left out: what an officer has split or merged away, and what an officer has said is no opinion.
    """
    return labelled(Opinion.objects.filter(replaced=False)).exclude(decision__not_opinion=True)


def labelled(rows: QuerySet[Opinion]) -> QuerySet[LabelledOpinion]:
    """The rows with the officer's word before the engine's."""
    return rows.annotate(
        sector=Coalesce(NullIf(F("decision__sector"), NOTHING), F("proposal__sector"), NOTHING),
        topic=Coalesce(NullIf(F("decision__topic"), NOTHING), F("proposal__topic"), NOTHING),
        kind=Coalesce(NullIf(F("decision__kind"), NOTHING), F("proposal__kind"), NOTHING),
        theme=Coalesce(F("decision__theme"), F("proposal__theme")),
        issue=F("proposal__issue"),
        locked=Coalesce(F("decision__locked"), Value(False)),
        needs_review=Case(
            When(decision__isnull=False, then=Value(False)),
            When(proposal__unsure=True, then=Value(True)),
            default=Value(False),
            output_field=BooleanField(),
        ),
    )


def opinions_of(periods: Iterable[Period], **filters: Any) -> QuerySet[LabelledOpinion]:
    """Opinions of some periods; filters by the labels above, ``area``, ``document__unit`` and the like."""
    return opinions().filter(document__period__in=list(periods), **filters)


@dataclass(frozen=True, slots=True)
class Tally:
    """The four honest counts of some opinions: how often said, in how many documents, by how many units, when."""

    statements: int
    submissions: int
    sources: int
    periods: int
    issues: int


def tally(rows: QuerySet[LabelledOpinion]) -> Tally:
    """Count in four ways (and in issues); a statement repeated word for word still counts as a statement."""
    return Tally(
        **rows.aggregate(
            statements=Count("pk", distinct=True),
            submissions=Count("document", distinct=True),
            sources=Count("document__unit", distinct=True),
            periods=Count("document__period", distinct=True),
            issues=Count("proposal__issue", distinct=True),
        )
    )


def by(field: str, rows: QuerySet[LabelledOpinion]) -> dict[Any, int]:
    """Number of opinions for each value of a field, most first, equal ones in the order of the value."""
    counted = rows.order_by().values_list(field).annotate(n=Count("pk")).order_by("-n", field)
    return dict(counted)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Who owed a report and who has sent one: no total is shown without it."""

    due: int
    reported: int
    missing: tuple[Unit, ...]

    @property
    def per_cent(self) -> int:
        return round(100 * self.reported / self.due) if self.due else 0


def reports_read(periods: Iterable[Period]) -> QuerySet[Document]:
    """Units' reports of some periods that could be read. Notes of a meeting or of the press are no report.

    Without documents of unknown unit: one NULL among them and SQL's NOT IN would find no missing unit at all.
    """
    found = Document.objects.filter(period__in=list(periods), state=Document.State.READ, channel="report")
    return found.exclude(unit=None)


def who_reported(periods: Iterable[Period]) -> set[tuple[str, int]]:
    """(month, unit) of every report that has come and could be read."""
    return set(reports_read(periods).values_list("period__key", "unit").distinct())


def coverage(period: Period) -> Coverage:
    """Units that owe a report for the period, how many have one that could be read, and which have none."""
    due = units_due(period)
    reported = reports_read([period]).values("unit")
    return Coverage(
        due=due.count(),
        reported=due.filter(pk__in=reported).count(),
        missing=tuple(due.exclude(pk__in=reported).order_by("kind", "name")),
    )


@dataclass(frozen=True, slots=True)
class Balance:
    """Read = opinions + not opinions + unread; a difference means that something was lost."""

    read: int
    opinions: int
    not_opinions: int
    unread: int

    @property
    def difference(self) -> int:
        return self.read - self.opinions - self.not_opinions - self.unread


def balance(period: Period) -> Balance:
    """The balance of a period, counted from the rows against what each reading handed over."""
    documents = Document.objects.filter(period=period)
    in_force = Opinion.objects.filter(document__period=period, replaced=False)
    kept = in_force.exclude(decision__not_opinion=True).count()
    others = OtherText.objects.filter(document__period=period, promoted=False).count()
    return Balance(
        read=sum(documents.values_list("pieces", flat=True)),
        opinions=kept,
        not_opinions=others + in_force.count() - kept,
        unread=UnreadPart.objects.filter(document__period=period).count(),
    )


def review_queue(period: Period) -> QuerySet[LabelledOpinion]:
    """Opinions for an officer to look at, the least certain first; decided ones last."""
    return (
        labelled(Opinion.objects.filter(document__period=period, replaced=False))
        .select_related("document__unit", "area", "proposal", "decision", "block")
        .order_by(F("decision__at").asc(nulls_first=True), F("proposal__score").asc(nulls_first=True), "pk")
    )


def themes_of(periods: Sequence[Period]) -> QuerySet[CountedTheme]:
    """Themes with opinions in the periods, with ``said`` (opinions) and ``units`` (sources), most said first."""
    counted = {
        int(row["theme"] or 0): row
        for row in opinions_of(periods)
        .exclude(theme=None)
        .order_by()
        .values("theme")
        .annotate(said=Count("pk"), units=Count("document__unit", distinct=True))
    }
    said = [When(pk=pk, then=Value(row["said"])) for pk, row in counted.items()]
    units = [When(pk=pk, then=Value(row["units"])) for pk, row in counted.items()]
    said_in_all = Case(*said, default=Value(0), output_field=IntegerField())
    units_in_all = Case(*units, default=Value(0), output_field=IntegerField())
    return Theme.objects.filter(pk__in=counted).annotate(said=said_in_all, units=units_in_all).order_by("-said", "key")


def proposed_links(period: Period) -> QuerySet[Link]:
    """Pairs that may be the same matter and wait for a person, the likeliest first."""
    in_period = Q(first__document__period=period) | Q(second__document__period=period)
    return (
        Link.objects.filter(in_period, state=Link.State.PROPOSED, kind="same-matter")
        .filter(first__replaced=False, second__replaced=False)
        .select_related("first__document__unit", "second__document__unit")
    )


def doubts_of(period: Period) -> QuerySet[Doubt]:
    return Doubt.objects.filter(document__period=period).select_related("document__unit", "block")


def last_run(period: Period) -> Run | None:
    return Run.objects.filter(period=period).first()
