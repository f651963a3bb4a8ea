"""Plans and their tasks: lists, the Gantt, who is late, measures; one task, its reports and its later days."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from langnghe.cases.attachments import opened
from langnghe.desk.access import by, need, officer
from langnghe.desk.files import word_file
from langnghe.desk.gantt import gantt
from langnghe.desk.paging import page_of
from langnghe.desk.plan_forms import ExtensionForm, SourceForm, TaskForm, TaskReportForm
from langnghe.downloads import download
from langnghe.plan import progress, tasks
from langnghe.plan.models import Due, Evidence, Measure, Plan, Task, TaskExtension, TaskReport
from langnghe.plan.sources import reached, source_names, without_source
from langnghe.plan.task_import import save_task
from langnghe.plan.task_rows import PlanRow
from langnghe.registry.roles import Right
from langnghe.reports import plan as rollup
from langnghe.text.numbers import whole

OWN_SHOWN = 30
DUES_SHOWN = 40
READ = (Right.READ_TOTALS, Right.DO_TASKS)


# --- lists ------------------------------------------------------------------------------------------------------


@need(*READ)
def plans(request: HttpRequest) -> HttpResponse:
    """Plans with where they stand, and what the own unit still owes."""
    person, today = officer(request), timezone.localdate()
    seen = tasks.visible_tasks(person)
    rows = [(plan, _counted(seen.filter(plan=plan), today)) for plan in tasks.visible_plans(person)]
    own = tasks.own_dues(person)
    context = {"plans": rows, "own": own[:OWN_SHOWN], "own_total": own.count(), "today": today}
    return render(request, "desk/plan/plans.html", context)


def _counted(rows: QuerySet[Task], today: dt.date) -> list[tuple[str, str, int]]:
    """(state, its name, how many tasks) of every state."""
    return [
        (state.value, str(tasks.STATE_NAMES[state]), count)
        for state, count in tasks.counts(tasks.standing(rows, today)).items()
    ]


@need(*READ)
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The tasks of a plan as a table, narrowed by unit, state, section and words."""
    context = _plan_context(request, pk)
    return render(request, "desk/plan/plan.html", context)


@need(*READ)
def plan_gantt(request: HttpRequest, pk: int) -> HttpResponse:
    """The same tasks over time; on a telephone the list with its days."""
    context = _plan_context(request, pk)
    return render(
        request, "desk/plan/gantt.html", context | {"gantt": gantt(context["plan"], context["rows"], context["today"])}
    )


def _plan_context(request: HttpRequest, pk: int) -> dict[str, Any]:
    person, today = officer(request), timezone.localdate()
    row = get_object_or_404(tasks.visible_plans(person).prefetch_related("bodies"), pk=pk)
    asked = _filters(request)
    every = tasks.standing(asked.of(tasks.visible_tasks(person).filter(plan=row)), today)
    counts = tasks.counts(every)
    return {
        "plan": row,
        "rows": asked.keep(every),
        "asked": asked,
        "counts": [(state.value, tasks.STATE_NAMES[state], counts[state]) for state in tasks.TaskState],
        "sections": tasks.sections_of(row),
        "units": tasks.lead_units(row) if tasks.reads_all(person) else [],
        "reads_all": tasks.reads_all(person),
        "today": today,
    }


def _filters(request: HttpRequest) -> tasks.Filters:
    asked = request.GET
    return tasks.Filters(
        words=asked.get("q", ""),
        state=asked.get("tt", ""),
        section=asked.get("muc", ""),
        unit=whole(asked.get("dv")),
        role=asked.get("vt", "") if asked.get("vt") in ("lead", "co") else "",
    )


@need(Right.READ_TOTALS)
def plan_late(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is late, by task and by unit, in the register's order: never a ranking."""
    row, today = get_object_or_404(Plan, pk=pk), timezone.localdate()
    late = tasks.late_dues(row.tasks.all(), today)
    context = {
        "plan": row,
        "page": page_of(request, late, DUES_SHOWN),
        "units": tasks.by_unit(row.tasks.all(), today),
        "asked": TaskExtension.objects.filter(due__task__plan=row, state=TaskExtension.State.ASKED).select_related(
            "due__task", "due__unit"
        ),
        "today": today,
    }
    return render(request, "desk/plan/late.html", context)


@need(Right.READ_TOTALS)
def plan_measures(request: HttpRequest, pk: int) -> HttpResponse:
    """Every measure with its value, where that comes from and as of when; first those without a source."""
    row, today = get_object_or_404(Plan, pk=pk), timezone.localdate()
    measures = Measure.objects.filter(task__plan=row).select_related("task", "entered_by")
    context = {
        "plan": row,
        "reached": [reached(measure, today) for measure in measures],
        "without": without_source(measures),
        "form": SourceForm(),
        "sources": source_names(),
    }
    return render(request, "desk/plan/measures.html", context)


@need(Right.MAKE_PLANS)
@require_POST
def measure_source(request: HttpRequest, pk: int) -> HttpResponse:
    """Name the source of a measure."""
    measure = get_object_or_404(Measure.objects.select_related("task"), pk=pk)
    form = SourceForm(request.POST)
    if form.is_valid():
        unit = form.cleaned_data["entered_by"]
        progress.set_source(
            measure, source=form.cleaned_data["source"], entered_by=unit.pk if unit else None, by=officer(request)
        )
        messages.success(request, _("Saved."))
    else:
        messages.error(request, " ".join(str(text) for texts in form.errors.values() for text in texts))
    return redirect("plan-measures", measure.task.plan_id)


@need(Right.READ_TOTALS)
def plan_roll_up(request: HttpRequest, pk: int, style: str) -> HttpResponse:
    """The roll-up report in an official layout."""
    row = get_object_or_404(Plan, pk=pk)
    if style not in rollup.STYLES:
        raise Http404
    content = rollup.render(row, timezone.localdate(), style)
    return word_file(content, f"bao-cao-ke-hoach-{row.pk}-{style}.docx")


# --- one task ---------------------------------------------------------------------------------------------------


@need(*READ)
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """One task: who, until when, its measures, what each unit owes and has reported."""
    return _task_page(request, _seen(request, pk))


def _seen(request: HttpRequest, pk: int) -> Task:
    return get_object_or_404(tasks.visible_tasks(officer(request)).select_related("plan", "parent"), pk=pk)


def _task_page(request: HttpRequest, row: Task, extension: ExtensionForm | None = None) -> HttpResponse:
    person, today = officer(request), timezone.localdate()
    together = Task.objects.filter(pk=row.pk) | Task.objects.filter(parent=row)
    found = {each.task.pk: each for each in tasks.standing(together, today)}
    dues = list(tasks.with_percent(row.dues.select_related("unit")))
    context = {
        "task": row,
        "standing": found[row.pk],
        "parts": [each for each in found.values() if each.task.parent_id == row.pk],
        "own": [due for due in dues if tasks.may_report(person, due)],
        "dues": [
            (
                due,
                tasks.state_of([due], today, begun=tasks.percent_of([due]) > 0)
                if due.kind == Due.Kind.RESULT
                else _report_state(due, today),
            )
            for due in dues
        ],
        "measures": [reached(measure, today) for measure in row.measures.select_related("task", "entered_by")],
        "sources": source_names(),
        "page": page_of(request, tasks.reports_of(row), 20),
        "extensions": TaskExtension.objects.filter(due__task=row).select_related("due__unit"),
        "extension": extension or ExtensionForm(),
        "may_grant": any(person.may(right) for right in progress.MAY_GRANT),
        "today": today,
    }
    return render(request, "desk/plan/task.html", context)


def _report_state(due: Due, today: dt.date) -> tasks.TaskState:
    if due.met_on:
        return tasks.TaskState.DONE_LATE if due.met_on > due.on else tasks.TaskState.DONE
    return tasks.TaskState.LATE if due.on < today else tasks.TaskState.NOT_BEGUN


@need(Right.MAKE_PLANS)
def new_task(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a task by hand, as a part of another one with ?cha=."""
    row = get_object_or_404(Plan, pk=pk)
    parent = row.tasks.filter(pk=whole(request.GET.get("cha")) or 0).first()
    return _task_form(request, row, parent=parent)


@need(Right.MAKE_PLANS)
def change_task(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Task.objects.select_related("plan"), pk=pk)
    return _task_form(request, row.plan, task=row)


def _task_form(request: HttpRequest, of: Plan, parent: Task | None = None, task: Task | None = None) -> HttpResponse:
    form = TaskForm(request.POST or None, initial=_cells(task) if task else None)
    if request.method == "POST" and form.is_valid():
        above = task or parent
        line = (
            above.number if above else (of.tasks.order_by("-number").values_list("number", flat=True).first() or 0) + 1
        )
        row = PlanRow(line, "", above.section if above else "", task.mark if task else "", **form.cleaned_data)
        try:
            saved = save_task(of, row, by=by(request), on=timezone.localdate(), parent=parent, task=task)
            messages.success(request, _("Saved."))
            return redirect("task", saved.pk)
        except ValueError as error:
            form.add_error(None, str(error))
    return render(request, "desk/plan/task_form.html", {"form": form, "plan": of, "parent": parent, "task": task})


def _cells(row: Task) -> dict[str, str]:
    units: dict[str, list[str]] = {"lead": [], "co": []}
    for each in row.units.select_related("unit").order_by("unit__code"):
        units[each.role].append(f"{each.unit.name} · {each.unit.code}")
    told = {name: "; ".join(names) for name, names in units.items()}
    return {"title": row.title, "when": row.when, "product": row.product, **told}


# --- reports and later days -------------------------------------------------------------------------------------


@need(Right.DO_TASKS, Right.MAKE_PLANS)
def task_report(request: HttpRequest, pk: int) -> HttpResponse:
    """A unit reports on one of its dues."""
    due = get_object_or_404(tasks.own_dues(officer(request)), pk=pk)
    form = TaskReportForm(request.POST or None, due=due)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            progress.report(
                due,
                percent=said["percent"],
                done=said["done"],
                obstacles=said["obstacles"],
                values=form.values(),
                files=request.FILES.getlist("files"),
                by=officer(request),
            )
            messages.success(request, _("The report has been sent."))
            return redirect("task", due.task_id)
        except ValueError as error:
            form.add_error(None, str(error))
    turn = {"due": due.pk} if due.turn and due.kind == Due.Kind.RESULT else {"due__task": due.task_id}
    before = TaskReport.objects.filter(due__unit=due.unit_id, **turn).order_by("-pk").first()
    context = {"form": form, "due": due, "task": due.task, "before": before, "today": timezone.localdate()}
    return render(request, "desk/plan/report_form.html", context)


@need(Right.MAKE_PLANS)
@require_POST
def return_task_report(request: HttpRequest, pk: int) -> HttpResponse:
    made = get_object_or_404(TaskReport.objects.select_related("due"), pk=pk)
    try:
        progress.return_report(made, why=request.POST.get("why", ""), by=officer(request))
        messages.success(request, _("The report has been returned."))
    except ValueError as error:
        messages.error(request, str(error))
    return redirect("task", made.due.task_id)


@need(Right.DO_TASKS, Right.MAKE_PLANS)
@require_POST
def extend_task(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a later day."""
    due = get_object_or_404(tasks.own_dues(officer(request)), pk=pk)
    form = ExtensionForm(request.POST)
    if form.is_valid():
        try:
            progress.ask_extension(due, by=officer(request), **form.cleaned_data)
            messages.success(request, _("The request has been sent."))
            return redirect("task", due.task_id)
        except ValueError as error:
            form.add_error(None, str(error))
    return _task_page(request, due.task, form)


@need(*progress.MAY_GRANT)
@require_POST
def answer_extension(request: HttpRequest, pk: int) -> HttpResponse:
    asked = get_object_or_404(TaskExtension.objects.select_related("due"), pk=pk)
    grant = request.POST.get("act") == "grant"
    try:
        progress.answer_extension(asked, grant=grant, reason=request.POST.get("reason", ""), by=officer(request))
        messages.success(request, _("Saved."))
    except ValueError as error:
        messages.error(request, str(error))
    return redirect("task", asked.due.task_id)


@need(*READ)
@never_cache
def task_file(request: HttpRequest, pk: int) -> HttpResponse:
    """A file of evidence, to be stored and never shown by the browser itself."""
    seen = tasks.visible_tasks(officer(request))
    file = get_object_or_404(Evidence.objects.filter(report__due__task__in=seen), pk=pk)
    found = opened(file.sha256, file.name, file.format)
    return download(found.content, found.media, found.name)
