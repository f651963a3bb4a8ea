"""What everybody may read: answered cases that an officer has released, one by one.

A case may be released when it has been answered, is neither secret nor of a kind that two people must open (a
denunciation), and holds no personal data that the door would take out. It is shown for as long as that stays true: a
matter that is opened again is gone from the public pages until its new answer is released.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from langnghe.audit import journal
from langnghe.cases.attachments import Opened, opened
from langnghe.cases.models import Attachment, Case, Event, Problem, Release
from langnghe.cases.problems import Figures, figures_of
from langnghe.cases.states import outcomes
from langnghe.intake.search import matching
from langnghe.law import procedures
from langnghe.privacy import door
from langnghe.registry.models import Officer
from langnghe.registry.roles import Right

ANSWERED = ("closed", "promised")
PAGE = 20
MOST_FOUND = 2_000  # newest cases with the words, among which the published ones are looked for
OTHERS_SHOWN = 10
PICTURES = ("jpg", "png", "webp")  # formats of proofs that a browser shows


def public_kinds() -> list[str]:
    """Kinds of which something may be published at all."""
    return [key for key, kind in procedures.kinds().items() if not kind.needs_two_to_open]


def publishable() -> QuerySet[Case]:
    """Cases that may be released, whatever an officer has said of them."""
    return Case.objects.filter(
        state__in=ANSWERED, secret=False, kind__in=public_kinds(), outcome__in=outcomes(), merged_into=None
    ).exclude(answer="")


def published() -> QuerySet[Case]:
    """Cases that everybody may read now."""
    return publishable().filter(_answer_released("release__answered"), release__state=Release.State.SHOWN)


def _answer_released(answered: str) -> Q:
    """No reopening has come after the answer that was released."""
    reopened = Event.objects.filter(case=OuterRef("pk"), act="reopen", number__gt=OuterRef(answered))
    return ~Q(Exists(reopened))


# --- on the desk ------------------------------------------------------------------------------------------------


def proposals(officer: Officer) -> QuerySet[Case]:
    """Cases that wait for the officer's word: of the own unit and those below, answered and not judged since."""
    if not officer.may(Right.APPROVE_DECISIONS) or officer.unit_id is None:
        return Case.objects.none()
    judged = Release.objects.filter(case=OuterRef("pk"))
    stale = judged.filter(
        Exists(Event.objects.filter(case=OuterRef("case"), act="reopen", number__gt=OuterRef("answered")))
    )
    waiting = publishable().filter(_answered_by(officer)).filter(~Exists(judged) | Exists(stale))
    found = waiting.select_related("unit", "area").order_by("-closed_on", "-pk")
    return found.prefetch_related(Prefetch("attachments", proof_pictures(), to_attr="pictures"))


def proof_pictures() -> QuerySet[Attachment]:
    """Cleaned pictures that show that a matter is done: those that may be shown to everybody, once ticked."""
    return Attachment.objects.filter(proof=True, format__in=PICTURES).exclude(sha256="").order_by("pk")


def released_by_unit(officer: Officer) -> QuerySet[Release]:
    """What the officer's unit and those below have published, the newest first."""
    if not officer.may(Right.APPROVE_DECISIONS) or officer.unit_id is None:
        return Release.objects.none()
    mine = Q(case__unit=officer.unit_id) | Q(case__unit__parent=officer.unit_id)
    return Release.objects.filter(mine, state=Release.State.SHOWN).select_related("case__unit", "case__area")


@transaction.atomic
def release(*, case: int, by: Officer, pictures: Collection[int] = ()) -> Release:
    """Show a case to everybody, with those of its proof pictures that are named; another than ``by`` attached them.

    Raises PermissionDenied, or ValueError with a sentence for the user.
    """
    found = _judged(case, by)
    _check_for_names(found)
    shown = list(proof_pictures().filter(case=found, pk__in=pictures))
    if any(picture.made_by == by.username for picture in shown):
        raise ValueError("Ảnh do chính ông/bà đính kèm phải do người khác công bố; hãy bỏ chọn ảnh đó.")
    row = _say(found, Release.State.SHOWN, by=by, verb="publish case", pictures=len(shown))
    row.pictures.set(shown)
    return row


@transaction.atomic
def keep_back(*, case: int, by: Officer, reason: str) -> Release:
    """Say that a case is not for everybody, and why. Raises as :func:`release`."""
    return _say(_judged(case, by), Release.State.KEPT_BACK, by=by, verb="keep case back", reason=_reason(reason))


@transaction.atomic
def withdraw(*, case: int, by: Officer, reason: str) -> Release:
    """Take a published case from the public pages, and say why. Raises as :func:`release`."""
    found = _judged(case, by, publishable_now=False)
    if not Release.objects.filter(case=found, state=Release.State.SHOWN).exists():
        raise ValueError("Vụ việc này không còn được công bố; hãy tải lại trang.")
    return _say(found, Release.State.WITHDRAWN, by=by, verb="withdraw case", reason=_reason(reason))


def _judged(case: int, by: Officer, *, publishable_now: bool = True) -> Case:
    if not by.may(Right.APPROVE_DECISIONS) or by.unit_id is None:
        raise PermissionDenied
    found = Case.objects.select_for_update().filter(_answered_by(by), pk=case, secret=False).first()
    if found is None:
        raise PermissionDenied
    if publishable_now and not publishable().filter(pk=case).exists():
        raise ValueError("Chỉ công bố vụ việc đã có câu trả lời và không thuộc tố cáo.")
    return found


def _answered_by(officer: Officer) -> Q:
    return Q(unit=officer.unit_id) | Q(unit__parent=officer.unit_id)


def _check_for_names(case: Case) -> None:
    """The words passed the door when they came in; the door of today is asked once more."""
    words = [case.title.strip(), case.text.strip(), case.answer.strip()]
    if door.admit_texts(words) != words:
        raise ValueError("Nội dung hoặc câu trả lời còn thông tin cá nhân; hãy sửa ở trang vụ việc rồi công bố.")


def _reason(reason: str) -> str:
    if not reason.strip():
        raise ValueError("Hãy ghi lý do để người sau hiểu vì sao không công bố.")
    return door.admit_texts([reason])[0][:300]


def _say(case: Case, state: Release.State, *, by: Officer, verb: str, reason: str = "", pictures: int = 0) -> Release:
    last = case.events.order_by("-number").values_list("number", flat=True).first() or 0
    said = {"state": state, "area_id": case.area_id, "sector": case.sector, "answered": last, "reason": reason}
    row, _ = Release.objects.update_or_create(case=case, defaults=said | {"at": timezone.now(), "by": by.username})
    row.pictures.clear()
    journal.record(by=by.username, verb=verb, what=f"case {case.code}", pictures=pictures)
    return row


# --- for everybody ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader looks for; ``after`` continues where a page ended."""

    words: str = ""
    area: int | None = None
    sector: str = ""
    outcome: str = ""
    after: int | None = None


@dataclass(frozen=True, slots=True)
class Matters:
    """One page of published matters, the newest first; ``after`` continues, None at the end."""

    rows: list[Release]
    after: int | None


def shown() -> QuerySet[Release]:
    """Releases that are on the public pages now, with their cases; the newest first."""
    reopened = Event.objects.filter(case=OuterRef("case"), act="reopen", number__gt=OuterRef("answered"))
    fits = {"state__in": ANSWERED, "secret": False, "kind__in": public_kinds(), "outcome__in": list(outcomes())}
    rows = Release.objects.filter(~Exists(reopened), state=Release.State.SHOWN, case__merged_into=None)
    rows = rows.filter(**{f"case__{name}": value for name, value in fits.items()}).exclude(case__answer="")
    return rows.select_related("case__unit", "case__area", "case__problem").order_by("-at", "-pk")


def matters(wanted: Wanted) -> Matters:
    """A page of them; the newest releases first, walked along an index."""
    rows = shown()
    exact: dict[str, object] = {"area": wanted.area, "sector": wanted.sector, "case__outcome": wanted.outcome}
    rows = rows.filter(**{field: value for field, value in exact.items() if value})
    if wanted.words.strip():
        rows = rows.filter(case__in=matching(Case._meta.db_table, wanted.words, most=MOST_FOUND))
    last = Release.objects.filter(pk=wanted.after).first() if wanted.after else None
    if last:
        rows = rows.filter(Q(at__lt=last.at) | Q(at=last.at, pk__lt=last.pk))
    page = list(rows[: PAGE + 1])
    return Matters(page[:PAGE], page[PAGE - 1].pk if len(page) > PAGE else None)


@dataclass(frozen=True, slots=True)
class Matter:
    """One published matter with what belongs to it."""

    release: Release
    proofs: int  # pictures and papers that show that it is really done
    pictures: list[Attachment]  # those of them that everybody may see
    problem: Problem | None
    times: Figures | None
    others: list[Release]  # published ones of the same root problem


def matter(number: int) -> Matter | None:
    """A published matter by its public number; None for one that is not (or no longer) shown."""
    found = shown().filter(pk=number).first()
    if found is None:
        return None
    problem = found.case.problem
    others = _others(found, problem) if problem else []
    proofs = Attachment.objects.filter(case=found.case, proof=True).count()
    pictures = list(found.pictures.exclude(sha256="").order_by("pk"))
    return Matter(found, proofs, pictures, problem, figures_of(problem) if problem else None, others)


def picture(number: int, pk: int) -> Opened | None:
    """A picture of a published matter; None where either is not shown (any more)."""
    found = shown().filter(pk=number).first()
    row = found.pictures.exclude(sha256="").filter(pk=pk).first() if found else None
    return opened(row.sha256, row.name, row.format) if row else None


def _others(found: Release, problem: Problem) -> list[Release]:
    """The cases are named one by one: else a database walks all releases in search of a problem's few."""
    cases = list(problem.cases.exclude(pk=found.case_id).order_by("-pk").values_list("pk", flat=True)[:MOST_FOUND])
    return list(shown().filter(case__in=cases)[:OTHERS_SHOWN])


def by_area() -> dict[int, int]:
    """Published matters of each commune."""
    rows = Release.objects.filter(state=Release.State.SHOWN).exclude(area=None).order_by().values_list("area")
    return dict(rows.annotate(n=Count("pk")))
