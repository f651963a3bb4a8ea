"""What communes must make public: the own list, one obligation, who is late, the word before everybody sees it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from langnghe.cases.clocks import calendar
from langnghe.desk.access import by, need, officer
from langnghe.desk.forms import DAY
from langnghe.desk.paging import page_of
from langnghe.desk.saved import say_saved
from langnghe.downloads import download
from langnghe.plan.disclosures import actions, queries
from langnghe.plan.disclosures.items import ACT_NAMES, Act, Item
from langnghe.plan.disclosures.items import forms as ways
from langnghe.plan.disclosures.items import items as items_of
from langnghe.plan.models import Obligation, Proof
from langnghe.registry.models import Unit
from langnghe.registry.queries import areas
from langnghe.registry.roles import Right
from langnghe.text.numbers import whole

VIEWS = (("", gettext_lazy("To do")), ("xong", gettext_lazy("Done")), ("tat-ca", gettext_lazy("All")))
WORDS = forms.Textarea(attrs={"rows": 4})


class DoneForm(forms.Form):
    """What was done. What does not belong to the item is left out."""

    on = forms.DateField(label=gettext_lazy("Done on"), widget=DAY)
    form = forms.ChoiceField(label=gettext_lazy("How"))
    place = forms.CharField(label=gettext_lazy("Where it is posted or was held"), max_length=200, required=False)
    link = forms.URLField(
        label=gettext_lazy("Address of the page"), max_length=400, required=False, assume_scheme="https"
    )
    called = forms.IntegerField(label=gettext_lazy("Households or voters called"), min_value=1, required=False)
    attended = forms.IntegerField(label=gettext_lazy("Came"), min_value=0, required=False)
    outcome = forms.ChoiceField(label=gettext_lazy("Outcome"), required=False)
    result = forms.CharField(
        label=gettext_lazy("What was decided, said or found"), max_length=1200, widget=WORDS, required=False
    )

    def __init__(self, *args: Any, row: Item, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = [key for key in row.forms if key != "khac"]
        self.fields["form"].choices = [(key, ways()[key]) for key in (*kept, "khac")]  # type: ignore[attr-defined]
        self.fields["outcome"].choices = [("", "–"), *Obligation.Outcome.choices]  # type: ignore[attr-defined]
        for name in _needless(row.act):
            del self.fields[name]


def _needless(act: Act) -> tuple[str, ...]:
    if act is Act.DECIDE:
        return ()
    return ("outcome",) if act is Act.CONSULT else ("called", "attended", "outcome")


class EventForm(forms.Form):
    """Something that happened and now has to be made public, decided, consulted on or supervised."""

    item = forms.ChoiceField(label=gettext_lazy("Item of the law"))
    on = forms.DateField(label=gettext_lazy("Day of the decision, the paper or the proposal"), widget=DAY)
    title = forms.CharField(label=gettext_lazy("What it is about"), max_length=300)
    due_on = forms.DateField(
        label=gettext_lazy("To be done by"),
        help_text=gettext_lazy("Only where the law sets no number of days."),
        widget=DAY,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        events = [item for item in items_of(today) if item.is_event]
        self.fields["item"].choices = [  # type: ignore[attr-defined]
            (name, [(item.key, item.vi) for item in events if item.act is act]) for act, name in ACT_NAMES.items()
        ]


# --- lists --------------------------------------------------------------------------------------------------------


@need(Right.DO_TASKS)
def disclosures(request: HttpRequest) -> HttpResponse:
    """What the own unit owes in a year; what is late first."""
    today, year, shown = timezone.localdate(), year_of(request), request.GET.get("xem", "")
    mine = queries.visible(officer(request)).filter(year=year)
    open_rows, done = mine.filter(done_on=None), mine.filter(done_on__isnull=False)
    rows = {"": open_rows, "xong": done.order_by("-done_on")}.get(shown, mine)
    return render(
        request,
        "desk/disclosures/mine.html",
        {
            "page": page_of(request, rows),
            "tabs": [(key, label, {"": open_rows, "xong": done}.get(key, mine).count()) for key, label in VIEWS],
            "shown": shown,
            "year": year,
            "today": today,
            "late": open_rows.filter(due_on__lt=today).count(),
            "slug": _slug(officer(request).unit),
        },
    )


@need(Right.READ_TOTALS)
def late_disclosures(request: HttpRequest) -> HttpResponse:
    """Every commune's standing in a year, those with something late first; one of them with its rows on request."""
    person, today, year = officer(request), timezone.localdate(), year_of(request)
    chosen = areas(today).filter(pk=whole(request.GET.get("xa")) or 0).first()
    table = queries.standings(year, today)
    rows = queries.visible(person).filter(year=year, unit=chosen) if chosen else None
    return render(
        request,
        "desk/disclosures/late.html",
        {
            "table": table,
            "rows": sorted(table.rows, key=lambda row: (row.oldest is None, row.oldest or today)),
            "chosen": chosen,
            "page": page_of(request, rows) if rows is not None else None,
            "waiting": queries.waiting_for(person)[:50],
            "may_open": person.may(Right.MAKE_PLANS),
            "year": year,
            "today": today,
            "slug": _slug(chosen),
        },
    )


@need(Right.MAKE_PLANS)
@require_POST
def open_disclosures(request: HttpRequest) -> HttpResponse:
    """Enter the whole year's list for every commune."""
    year = year_of(request)
    made = actions.open_year(year, by=by(request))
    messages.success(request, _("%(n)d rows entered for %(year)d.") % {"n": made, "year": year})
    return redirect(f"{request.path.removesuffix('lap/')}bang/?nam={year}")


# --- one ----------------------------------------------------------------------------------------------------------


@need(Right.DO_TASKS, Right.READ_TOTALS)
def disclosure(request: HttpRequest, pk: int) -> HttpResponse:
    """One obligation: why its day is its day, what was done, the form to say so."""
    row = _seen(request, pk)
    may_do = queries.may_do(officer(request), row.unit, row.owner) and not row.released_at
    form = DoneForm(request.POST or None, row=row.row, initial=_known(row)) if may_do else None
    if request.method == "POST" and form and form.is_valid() and _do(request, row, form):
        return redirect("disclosure", pk=pk)
    return render(
        request,
        "desk/disclosures/one.html",
        {
            "row": row,
            "law": row.row,
            "why": row.row.due(row.started_on, calendar()).explain().lines(),
            "form": form,
            "way": ways().get(row.form, ""),
            "may_judge": queries.may_release(officer(request), row.unit) and row.done_by != by(request),
            "is_late": row.is_late(timezone.localdate()),
            "today": timezone.localdate(),
            "slug": _slug(row.unit),
        },
    )


def _known(row: Obligation) -> dict[str, Any]:
    names = ("form", "place", "link", "called", "attended", "outcome", "result")
    return {name: getattr(row, name) for name in names} | {"on": row.done_on or timezone.localdate()}


def _do(request: HttpRequest, row: Obligation, form: DoneForm) -> bool:
    papers, proofs = request.FILES.getlist("papers"), request.FILES.getlist("proofs")
    try:
        actions.do(row, actions.Done(**form.cleaned_data, papers=papers, proofs=proofs), by=officer(request))
    except ValueError as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, _("Saved. A leader now puts it on the public page."))
    return True


@need(Right.DO_TASKS)
@require_POST
def start_disclosure(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter the true day from which the term runs."""
    row, form = _seen(request, pk), StartForm(request.POST)
    if form.is_valid():
        try:
            actions.set_start(row, started_on=form.cleaned_data["started_on"], by=officer(request))
            messages.success(request, _("Saved."))
        except ValueError as error:
            messages.error(request, str(error))
    else:
        messages.error(request, _("Please write the day as dd/mm/yyyy."))
    return redirect("disclosure", pk=pk)


class StartForm(forms.Form):
    started_on = forms.DateField()


@need(Right.DO_TASKS)
def new_disclosure(request: HttpRequest) -> HttpResponse:
    """Record an event of the own commune."""
    person = officer(request)
    form = EventForm(request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid() and person.unit:
        try:
            made = actions.record_event(unit=person.unit, by=person, **form.cleaned_data)
            return redirect("disclosure", pk=made.pk)
        except ValueError as error:
            form.add_error(None, str(error))
    is_commune = person.unit is not None and person.unit.is_area
    return render(request, "desk/disclosures/new.html", {"form": form, "is_commune": is_commune})


@need(Right.APPROVE_DECISIONS)
@require_POST
def release_disclosure(request: HttpRequest, pk: int) -> HttpResponse:
    """Put on the public page, or take down with a reason."""
    row = get_object_or_404(Obligation, pk=pk)
    try:
        if request.POST.get("act") == "withdraw":
            row = actions.withdraw(row, by=officer(request), reason=request.POST.get("reason", ""))
        else:
            row = actions.release(row, by=officer(request))
        say_saved(request, row.withdrawn_why)
    except ValueError as error:
        messages.error(request, str(error))
    return redirect("disclosure", pk=pk)


@need(Right.DO_TASKS, Right.READ_TOTALS)
@never_cache
def disclosure_file(request: HttpRequest, pk: int) -> HttpResponse:
    """A cleaned file, to be stored and never shown by the browser itself."""
    proof = get_object_or_404(Proof, pk=pk, obligation__in=queries.visible(officer(request)))
    opened = queries.open_proof(proof)
    return download(opened.content, opened.media, opened.name)


@need(Right.DO_TASKS)
@require_POST
def drop_disclosure_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a file away that was sent by mistake."""
    seen = queries.visible(officer(request))
    proof = get_object_or_404(Proof.objects.select_related("obligation"), pk=pk, obligation__in=seen)
    try:
        actions.drop_proof(proof, by=officer(request))
    except ValueError as error:
        messages.error(request, str(error))
    return redirect("disclosure", pk=proof.obligation_id)


# --- what the address asks for ------------------------------------------------------------------------------------


def year_of(request: HttpRequest) -> int:
    """The year asked for with ?nam=2026, else this one."""
    asked = whole(request.GET.get("nam") or request.POST.get("nam"))
    return asked if asked and 2023 <= asked <= timezone.localdate().year + 1 else timezone.localdate().year


def _seen(request: HttpRequest, pk: int) -> Obligation:
    return get_object_or_404(queries.visible(officer(request)), pk=pk)


def _slug(unit: Unit | None) -> str:
    return queries.slug_of(unit) if unit and unit.is_area else ""
