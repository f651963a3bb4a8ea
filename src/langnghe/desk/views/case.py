"""One case: what happened, what may be done now, and why each term ends on its day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from langnghe.cases import actions, attachments, clocks, problems, routing, sharing
from langnghe.cases.answers import usable_templates
from langnghe.cases.models import AnswerTemplate, Case, Clock, Draft
from langnghe.cases.notes import see_mentions, write_note
from langnghe.cases.queries import acts_for, may_take, read_whole, visible_cases
from langnghe.cases.repeats import repeats_of
from langnghe.cases.states import Act, acts
from langnghe.cases.timeline import Moment, notes_of, since, timeline
from langnghe.desk.access import by, need, officer
from langnghe.desk.attempts import attempt
from langnghe.desk.case_forms import ActForm, unit_named
from langnghe.law.procedures import kinds
from langnghe.registry.models import Officer, Unit
from langnghe.registry.queries import find_units
from langnghe.registry.roles import Right
from langnghe.text.numbers import whole

# Acts that stand open, the first three of them that may be taken; all others lie folded below.
USUAL = ("take", "accept", "answer", "decide", "conclude", "done", "resume", "verified", "send", "close", "unmerge")
USUAL_SHOWN = 3
SHOWN_UNITS = 12


@need(Right.READ_CASES)
def case(request: HttpRequest, code: str) -> HttpResponse:
    """The case; ``?buoc=accept`` opens the form of an act, ``?vi-sao=12`` the reasons of a term."""
    found = _case(request, code)
    act = acts().get(request.GET.get("buoc", ""))
    form = ActForm(case=found, act=act, initial=_initial(request, found, act)) if act else None
    return _page(request, found, form)


@need(Right.WORK_CASES, Right.ASSIGN, Right.SUPERVISE)
def act(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Carry an act out, or lay it before another officer. What was typed comes back with what stands in its way."""
    found = _case(request, code)
    if key not in acts() or not may_take(acts()[key], found, officer(request)):
        raise PermissionDenied
    if request.method != "POST":
        return redirect(f"{_address(found)}?buoc={key}#buoc")
    form = ActForm(request.POST, case=found, act=acts()[key])
    if "more" in request.POST or not form.is_valid():
        return _page(request, found, form)
    try:
        done = _perform(request, found, form)
    except actions.Conflict as conflict:
        messages.warning(request, str(conflict))
        return _page(request, _case(request, code), form, changed=since(found, whole(request.POST.get("seen")) or 0))
    except ValueError as error:
        form.add_error(None, str(error))
        return _page(request, found, form)
    waits = isinstance(done, Draft)
    messages.success(
        request, _("Laid before whoever approves it.") if waits else _("Done: %(act)s.") % {"act": form.act.vi}
    )
    return _back(request, code)


def _perform(request: HttpRequest, found: Case, form: ActForm) -> Any:
    """New files are kept whatever becomes of the act: nothing that was sent is lost."""
    given = form.given()
    proves = form.act.key == "done" or given.get("outcome") == "done"
    sent = [attachments.attach(found, file, by=by(request), proof=proves) for file in request.FILES.getlist("files")]
    if sent and proves:
        given["proof"] = [*given.get("proof", []), *(row.pk for row in sent)]
    return actions.perform(
        case=found.pk,
        act=form.act.key,
        by=officer(request),
        version=whole(request.POST.get("version")),
        on=form.cleaned_data.get("on"),
        **given,
    )


@need(Right.READ_CASES)
@require_POST
def draft(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Approve a draft, send it back, or take one's own back."""
    waiting = get_object_or_404(Draft.objects.filter(case=_case(request, code)), pk=pk)
    person, remark = officer(request), request.POST.get("remark", "")
    moves: dict[str, tuple[Callable[[], Any], str]] = {
        "approve": (lambda: actions.approve(draft=pk, by=person), _("Approved; it is in force.")),
        "return": (lambda: actions.send_back(draft=pk, by=person, remark=remark), _("Returned to who drafted it.")),
        "take-back": (lambda: actions.take_back(draft=pk, by=person), _("Taken back.")),
    }
    move, said = moves.get(request.POST.get("act", ""), (None, ""))
    if move:
        attempt(request, move, said)
    return _back(request, waiting.case.code)


@need(Right.READ_CASES)
@require_POST
def note(request: HttpRequest, code: str) -> HttpResponse:
    """Write an internal note; what was typed comes back when it cannot be kept."""
    found, text = _case(request, code), request.POST.get("text", "")
    try:
        write_note(case=found, text=text, by=officer(request))
    except ValueError as error:
        messages.error(request, str(error))
        return _page(request, found, None, note_text=text)
    return _back(request, code)


@need(Right.WORK_CASES, Right.ASSIGN)
@require_POST
def share(request: HttpRequest, code: str) -> HttpResponse:
    """Ask a unit to co-operate, or let it go."""
    found = _worked(request, code)

    def change() -> None:
        if "drop" in request.POST:
            sharing.unshare(case=found, unit=whole(request.POST["drop"]) or 0, by=by(request))
        else:
            sharing.share(case=found, unit=_unit(request.POST.get("unit", "")), by=by(request))

    attempt(request, change, _("Saved."))
    return _back(request, code)


@need(Right.WORK_CASES)
@require_POST
def again(request: HttpRequest, code: str) -> HttpResponse:
    """Open the second level of a complaint."""
    found = _worked(request, code)
    text, today = request.POST.get("text", ""), timezone.localdate()
    attempt(
        request,
        lambda: sharing.complain_again(case=found, text=text, by=by(request), on=today),
        _("The second level is open at the superior unit."),
    )
    return _back(request, code)


@need(Right.WORK_CASES, Right.ASSIGN, Right.RECEIVE, Right.SUPERVISE)
def known(request: HttpRequest, code: str) -> HttpResponse:
    """What this case may repeat; one press joins it to a case or a root problem, or takes it out of one."""
    found, person = _case(request, code), officer(request)
    if request.method == "POST":
        attempt(request, lambda: _join(found, request.POST.get("join", ""), person), _("Saved."))
        return _back(request, code)
    alike = (
        []
        if found.secret
        else repeats_of(
            found.text,
            area=found.area,
            topic=found.topic,
            on=timezone.localdate(),
            among=visible_cases(person),
            without=found.pk,
        )
    )
    mergeable = acts_for(found, person)
    context = {"case": found, "alike": alike, "may_merge": any(one.key == "merge" for one in mergeable)}
    return render(request, "desk/cases/known.html", context)


def _join(found: Case, chosen: str, person: Officer) -> None:
    """To "case-12" or "problem-3"; "none" leaves the problem."""
    what, _dash, written = chosen.partition("-")
    key = whole(written)
    if what == "none":
        problems.leave(case=found.pk, by=person)
    elif what == "problem" and key is not None:
        problems.join(problem=key, case=found.pk, by=person)
    elif what == "case" and key is not None and may_take(acts()["merge"], found, person):
        actions.perform(case=found.pk, act="merge", by=person, into=key)


@need(Right.READ_CASES)
def find_unit(request: HttpRequest) -> HttpResponse:
    """Units whose name or code holds what was typed, for the list below a field."""
    typed = str(next(iter(request.GET.values()), ""))
    found = find_units(typed, limit=SHOWN_UNITS) if len(typed.strip()) > 1 else []
    return render(
        request, "desk/cases/units.html", {"units": list({unit: None for each in found for unit in each.now})}
    )


# --- what a page shows ----------------------------------------------------------------------------------------


def _page(
    request: HttpRequest, found: Case, form: ActForm | None, *, changed: Sequence[Any] = (), note_text: str = ""
) -> HttpResponse:
    person, today = officer(request), timezone.localdate()
    allowed = acts_for(found, person)
    if form and not may_take(form.act, found, person):
        form = None
    moments = timeline(found)
    see_mentions(notes_of(moments), person)
    running = [clock for clock in found.clocks.all() if clock.state in clocks.RUNNING]
    return render(
        request,
        "desk/cases/case.html",
        {
            "case": found,
            "today": today,
            "form": form,
            "changed": changed,
            "note_text": note_text,
            **_choices(allowed, found),
            "moments": moments,
            "seen": max((event.number for event in found.events.all()), default=0),
            "clocks": [(clock, _why(request, clock)) for clock in running],
            "drafts": [
                (each, _may_judge(each, found, person)) for each in found.drafts.all() if each.state == "waiting"
            ],
            "names": _names(found, moments, person),
            "units": _units_named(moments),
            "suggestion": _suggestion(found, allowed),
            "works": found.unit_id == person.unit_id and (person.may(Right.WORK_CASES) or person.may(Right.ASSIGN)),
            "joins": not found.secret and any(person.may(right) for right in problems.MAY_JOIN),
            "attaches": person.may(Right.WORK_CASES) or person.may(Right.RECEIVE),
            "again_until": sharing.may_complain_again_until(found) if person.may(Right.WORK_CASES) else None,
            "kinds_named": [(key, kind.vi) for key, kind in kinds().items()] if form and form.has_parts else [],
            "templates": usable_templates(found) if form and "answer" in form.fields else [],
        },
    )


def _choices(allowed: list[Act], found: Case) -> dict[str, list[Act]]:
    """The usual acts and the rest; an undoing is offered only where there is something to undo."""
    split = any(event.act == "split" for event in found.events.all())
    allowed = [one for one in allowed if split or one.key != "unsplit"]
    usual = sorted((one for one in allowed if one.key in USUAL), key=lambda one: USUAL.index(one.key))
    usual = [one for one in usual if one.key != "take" or found.officer_id is None][:USUAL_SHOWN]
    return {"usual": usual, "others": [one for one in allowed if one not in usual]}


def _why(request: HttpRequest, clock: Clock) -> list[str]:
    """The reasons of the one term that was asked about: walking its days for all of them would cost every reader."""
    return clocks.why(clock).explain().lines() if request.GET.get("vi-sao") == str(clock.pk) else []


def _may_judge(waiting: Draft, found: Case, person: Officer) -> bool:
    above = person.unit_id is not None and person.unit_id in (found.unit_id, found.unit.parent_id)
    return person.may(Right.APPROVE_DECISIONS) and above and waiting.drafted_by != person.username


def _names(found: Case, moments: Sequence[Moment], person: Officer) -> dict[str, str]:
    """Full names of those who did something; the reader's and the case officer's are at hand."""
    names = {one.username: str(one) for one in (person, found.officer) if one}
    usernames = {moment.by for moment in moments} - names.keys()
    usernames |= {moment.row.judged_by for moment in moments if moment.what == "draft"} - names.keys() - {""}
    others = Officer.objects.filter(username__in=usernames) if usernames else ()
    return names | {one.username: str(one) for one in others}


def _units_named(moments: Sequence[Moment]) -> dict[str, str]:
    """Names of units that acts moved the case between; no question where none did."""
    codes = {moment.row.detail.get("unit") for moment in moments if moment.what == "event"} - {None}
    return dict(Unit.objects.filter(code__in=codes).values_list("code", "name")) if codes else {}


def _suggestion(found: Case, allowed: list[Act]) -> routing.Suggestion | None:
    """Where the table would send a case that has just come, while it is somewhere else."""
    if found.state != "received" or not any(one.key == "assign" for one in allowed):
        return None
    said = routing.suggest(
        kind=found.kind, sector=found.sector, topic=found.topic, area=found.area, on=timezone.localdate()
    )
    return said if said.lead and said.lead.pk != found.unit_id else None


def _initial(request: HttpRequest, found: Case, chosen: Act | None) -> dict[str, Any]:
    """What stands in a form before anything is typed: an answer template, the unit asked for."""
    initial: dict[str, Any] = {"complexity": found.complexity}
    template = AnswerTemplate.objects.filter(pk=whole(request.GET.get("mau")) or 0).first()
    if chosen and template:
        initial["answer"] = template.text
    return initial


# --- small things ---------------------------------------------------------------------------------------------


def _case(request: HttpRequest, code: str) -> Case:
    try:
        return read_whole(officer(request), code)
    except Case.DoesNotExist:
        raise Http404 from None


def _worked(request: HttpRequest, code: str) -> Case:
    """A case of the officer's own unit."""
    found = _case(request, code)
    if found.unit_id != officer(request).unit_id:
        raise PermissionDenied
    return found


def _unit(text: str) -> Unit:
    try:
        return unit_named(text)
    except ValidationError as error:
        raise ValueError(error.messages[0]) from None


def _back(request: HttpRequest, code: str) -> HttpResponse:
    """To the case, or to the inbox where the case has left the officer's sight with this act."""
    seen = visible_cases(officer(request)).filter(code=code).exists()
    return redirect("case", code=code) if seen else redirect("cases")


def _address(found: Case) -> str:
    return reverse("case", args=[found.code])
