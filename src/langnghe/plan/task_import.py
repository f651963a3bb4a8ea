"""Bring a plan's document into tasks: what it would do (``preview``), and doing it (``apply``), all or nothing.

A plan is known by its title, a task by its section and title. A row that is printed as before changes nothing, so the
same file twice does nothing the second time, whatever was corrected the first time. What a later file no longer names
stays: its reports are on record.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction

from langnghe.audit import journal
from langnghe.plan.models import Due, Measure, Plan, Task, TaskUnit
from langnghe.plan.task_dates import Span, Time, Turn, read_time, turns
from langnghe.plan.task_measures import Wanted, guessed_source, read_measures
from langnghe.plan.task_rows import PlanRow, PlanText
from langnghe.plan.task_units import Named, UnitNames
from langnghe.privacy.door import admit_texts
from langnghe.registry.models import Unit
from langnghe.text.normal import clean, fold

CORRECTED = ("title", "lead", "co", "when", "measure")  # cells that the preview lets one correct
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Frame:
    """What holds for the whole plan; ``bodies`` names who issues it, as text."""

    title: str
    span: Span
    rhythm: str = ""
    bodies: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to put right (``wrong``) or to look at, in one cell."""

    cell: str  # one of CORRECTED
    sentence: str
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class PlannedTask:
    """One row, read: what it would become, and what stands against it."""

    row: PlanRow
    leads: tuple[Unit, ...]
    co_units: tuple[Unit, ...]
    time: Time
    measures: tuple[Wanted, ...]
    remarks: tuple[Remark, ...]
    printed: str
    key: str
    known: Task | None = None  # the same task of an earlier import
    unchanged: bool = False
    corrected: tuple[str, ...] = ()  # cells that say something else than the file

    @property
    def is_wrong(self) -> bool:
        return not self.unchanged and any(remark.wrong for remark in self.remarks)


@dataclass(slots=True)
class PlanPreview:
    """What an import would do."""

    frame: Frame
    bodies: tuple[Unit, ...]
    plan: Plan | None  # the same plan of an earlier import
    tasks: list[PlannedTask]
    wrong: list[str] = field(default_factory=list)  # of the plan as a whole
    parts: list[list[str]] = field(default_factory=list)

    @property
    def new(self) -> int:
        return sum(1 for task in self.tasks if task.known is None)

    @property
    def changed(self) -> int:
        return sum(1 for task in self.tasks if task.known is not None and not task.unchanged)

    @property
    def unchanged(self) -> int:
        return sum(1 for task in self.tasks if task.unchanged)

    @property
    def wrong_rows(self) -> int:
        return sum(1 for task in self.tasks if task.is_wrong)

    @property
    def doubtful_rows(self) -> int:
        return sum(1 for task in self.tasks if task.remarks and not task.is_wrong and not task.unchanged)

    @property
    def may_apply(self) -> bool:
        return not self.wrong and not self.wrong_rows and bool(self.new or self.changed)

    def digest(self) -> str:
        """The same for the same plan: what was shown is what is done."""
        told = [(each.key, each.printed, each.unchanged, _told(each)) for each in self.tasks]
        return _sha(repr((self.frame, [unit.pk for unit in self.bodies], told)))


def guessed_frame(text: PlanText, today: dt.date) -> Frame:
    """Title and time as the document tells them: "năm 2026", "giai đoạn 2026 - 2030", else the running year."""
    spread = re.search(r"(20\d\d)\s*[-–]\s*(20\d\d)", text.title)
    single = re.search(r"\b(20\d\d)\b", text.title)
    first = int(spread[1]) if spread else int(single[1]) if single else today.year
    last = int(spread[2]) if spread else first
    return Frame(text.title, Span(dt.date(first, 1, 1), dt.date(last, 12, 31)))


def admitted(text: PlanText) -> PlanText:
    """The same without personal data: what people typed passes the door before anything of it is shown or stored."""
    texts = [text.title, *(part for pair in text.parts for part in pair)]
    texts += [cell for row in text.rows for cell in (row.section, row.title, row.product, row.measure)]
    clear = iter(admit_texts(texts))
    title = next(clear)
    parts = [[next(clear) for _ in pair] for pair in text.parts]
    rows = [
        replace(row, section=next(clear), title=next(clear), product=next(clear), measure=next(clear))
        for row in text.rows
    ]
    return PlanText(title, rows, parts, text.ignored)


def preview(text: PlanText, frame: Frame, corrections: Mapping[int, Mapping[str, str]], on: dt.date) -> PlanPreview:
    """Read every row with its corrections (line -> cell -> text) and compare with what is there; nothing is written."""
    names = UnitNames(on)
    bodies = names.read(frame.bodies)
    plan = Plan.objects.filter(key=_title_key(frame.title)).first()
    known = {task.key: task for task in plan.tasks.all()} if plan else {}
    seen: Counter[str] = Counter()
    tasks = []
    for row in text.rows:
        key = _task_key(row, seen)
        tasks.append(_planned(row, corrections.get(row.line, {}), frame, names, known.get(key), key))
    return PlanPreview(frame, bodies.units, plan, _with_spans(tasks), list(_frame_faults(frame, bodies)), text.parts)


def _with_spans(tasks: list[PlannedTask]) -> list[PlannedTask]:
    """A head runs from the first day of its parts to the last."""
    return [replace(task, time=_around(task, tasks)) if task.row.is_head else task for task in tasks]


def _around(head: PlannedTask, tasks: list[PlannedTask]) -> Time:
    parts = [task.time for task in tasks if task.row.parent == head.row.line]
    first = min((time.starts_on for time in parts), default=head.time.starts_on)
    last = max((time.ends_on for time in parts), default=head.time.ends_on)
    return Time(first, (Turn(last),))


@transaction.atomic
def apply(planned: PlanPreview, *, by: str) -> Plan:
    """Write what a preview planned.

    Raises ValueError with a sentence where it has rows to put right.
    """
    if planned.wrong or planned.wrong_rows:
        raise ValueError("Còn dòng chưa đúng nên chưa nhập gì. Hãy sửa các ô đã nêu rồi xem lại.")
    frame = planned.frame
    fields = {"title": frame.title, "starts_on": frame.span.first, "ends_on": frame.span.last, "rhythm": frame.rhythm}
    plan, made = Plan.objects.update_or_create(
        key=_title_key(frame.title),
        defaults={**fields, "parts": planned.parts},
        create_defaults={**fields, "parts": planned.parts, "made_by": by},
    )
    plan.bodies.set(planned.bodies)
    written = {task.row.line: write_task(plan, task) for task in planned.tasks if not task.unchanged}
    _set_parents(planned, written)
    journal.record(
        by=by, verb="import plan", what=f"plan {plan.pk}", new=planned.new, changed=planned.changed, first=made
    )
    return plan


@transaction.atomic
def save_task(
    plan: Plan, row: PlanRow, *, by: str, on: dt.date, parent: Task | None = None, task: Task | None = None
) -> Task:
    """Add one task by hand, as a part of another where there is one, or change one; its cells say what a table's would.

    Raises ValueError with a sentence for the user.
    """
    frame = Frame(plan.title, Span(plan.starts_on, plan.ends_on), plan.rhythm)
    key = task.key if task else _free_key(plan, row)
    planned = _planned(admitted(PlanText(rows=[row])).rows[0], {}, frame, UnitNames(on), task, key)
    wrong = [remark.sentence for remark in planned.remarks if remark.wrong or "Chưa nhận ra" in remark.sentence]
    if wrong:
        raise ValueError(" ".join(wrong))
    saved = write_task(plan, replace(planned, printed=task.printed if task else ""))
    if task is None and parent:
        saved.parent = parent
        saved.save(update_fields=["parent"])
    journal.record(by=by, verb="change task" if task else "add task", what=f"task {saved.pk}", plan=plan.pk)
    return saved


def _free_key(plan: Plan, row: PlanRow) -> str:
    taken = set(plan.tasks.values_list("key", flat=True))
    seen: Counter[str] = Counter()
    return next(key for _ in range(len(taken) + 1) if (key := _task_key(row, seen)) not in taken)


def write_task(plan: Plan, planned: PlannedTask) -> Task:
    """One task with its units, dues and measures; those of an earlier import are brought to what the row says."""
    row, time = planned.row, planned.time
    task, _ = Task.objects.update_or_create(
        plan=plan,
        key=planned.key,
        defaults={
            "number": row.line,
            "mark": row.mark[:20],
            "section": row.section[:300],
            "title": row.title,
            "product": row.product or row.measure,
            "when": row.when[:200],
            "starts_on": time.starts_on,
            "ends_on": max(time.ends_on, time.starts_on),
            "printed": planned.printed,
        },
    )
    _write_units(task, planned)
    _write_dues(task, planned)
    _write_measures(task, planned)
    return task


# --- reading one row --------------------------------------------------------------------------------------------


def _planned(
    printed: PlanRow, corrected: Mapping[str, str], frame: Frame, names: UnitNames, known: Task | None, key: str
) -> PlannedTask:
    row = _corrected(printed, corrected)
    lead, co = names.read(row.lead), names.read(row.co)
    time = read_time(row.when, frame.span)
    measures = (*read_measures(row.measure), *read_measures(row.product, sure=False))
    digest = _sha(
        repr(
            (
                printed.section,
                printed.mark,
                printed.title,
                printed.lead,
                printed.co,
                printed.when,
                printed.product,
                printed.measure,
            )
        )
    )
    return PlannedTask(
        row=row,
        leads=lead.units,
        co_units=tuple(unit for unit in co.units if unit not in lead.units),
        time=time,
        measures=tuple({each.name: each for each in measures}.values()),
        remarks=tuple(_remarks(row, corrected, lead, co, time)),
        printed=digest,
        key=key,
        known=known,
        unchanged=known is not None and known.printed == digest and not corrected,
        corrected=tuple(corrected),
    )


def _corrected(row: PlanRow, texts: Mapping[str, str]) -> PlanRow:
    said = {name: texts.get(name, getattr(row, name)) for name in CORRECTED}
    return replace(
        row, title=said["title"], lead=said["lead"], co=said["co"], when=said["when"], measure=said["measure"]
    )


def _remarks(row: PlanRow, corrected: Mapping[str, str], lead: Named, co: Named, time: Time) -> list[Remark]:
    """Errors keep the plan out; doubts are for the eye."""
    if row.is_head:
        return []
    found = []
    if not lead.units:
        sentence = f"Chưa nhận ra đơn vị «{row.lead}». " if row.lead else "Thiếu cơ quan chủ trì. "
        found.append(Remark("lead", sentence + "Hãy ghi tên đơn vị có trong danh mục.", wrong=True))
    elif lead.unknown:
        found.append(Remark("lead", f"Chưa nhận ra «{lead.unknown}» nên phần này không được ghi."))
    if co.unknown:
        found.append(Remark("co", f"Chưa nhận ra «{co.unknown}» nên phần này không được ghi."))
    if time.doubt:
        unclear = time.doubt.startswith("Chưa hiểu")
        found.append(Remark("when", time.doubt, wrong=unclear))
    labels = {"lead": "cơ quan chủ trì", "when": "thời gian"}
    found += [
        Remark(name, f"Ô {labels[name]} trống: lấy theo dòng trên.") for name in row.carried if name not in corrected
    ]
    return found


def _frame_faults(frame: Frame, bodies: Named) -> list[str]:
    found = []
    if not frame.title.strip():
        found.append("Thiếu tên kế hoạch. Hãy ghi tên như trong văn bản.")
    if frame.span.first > frame.span.last:
        found.append("Ngày kết thúc đứng trước ngày bắt đầu. Hãy sửa lại thời gian của kế hoạch.")
    if frame.bodies and bodies.unknown:
        found.append(f"Chưa nhận ra cơ quan ban hành «{bodies.unknown}». Hãy ghi tên đơn vị có trong danh mục.")
    return found


def _told(planned: PlannedTask) -> tuple[Any, ...]:
    units = [unit.pk for unit in planned.leads], [unit.pk for unit in planned.co_units]
    return planned.row, units, planned.time, planned.measures


def _title_key(title: str) -> str:
    return _sha(" ".join(re.findall(r"\w+", fold(clean(title)))))


def _task_key(row: PlanRow, seen: Counter[str]) -> str:
    """The same words twice in one section are two tasks: the first, the second ..."""
    words = " ".join(re.findall(r"\w+", fold(f"{row.section} {row.title}")))
    seen[words] += 1
    return _sha(f"{words} {seen[words]}")


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


# --- writing one row --------------------------------------------------------------------------------------------


def _write_units(task: Task, planned: PlannedTask) -> None:
    wanted = {unit.pk: TaskUnit.Role.LEAD for unit in planned.leads}
    wanted |= {unit.pk: TaskUnit.Role.CO for unit in planned.co_units}
    task.units.exclude(unit__in=wanted).delete()
    there = dict(task.units.values_list("unit", "role"))
    TaskUnit.objects.bulk_create(
        TaskUnit(task=task, unit_id=pk, role=role) for pk, role in wanted.items() if pk not in there
    )
    for pk, role in wanted.items():
        if there.get(pk, role) != role:
            task.units.filter(unit=pk).update(role=role)


def _write_dues(task: Task, planned: PlannedTask) -> None:
    """Missing dues are added; of those that the row no longer gives, the ones nobody reported on go."""
    wanted = {(unit.pk, kind, on): turn for unit in planned.leads for kind, on, turn in _owed(task, planned.time)}
    known = {(due.unit_id, due.kind, due.first_on): due.pk for due in task.dues.all()}
    gone = [pk for what, pk in known.items() if what not in wanted]
    Due.objects.filter(pk__in=gone, reports=None).delete()
    Due.objects.bulk_create(
        [
            Due(task=task, unit_id=unit, kind=kind, turn=turn, first_on=on, on=on)
            for (unit, kind, on), turn in wanted.items()
            if (unit, kind, on) not in known
        ],
        batch_size=_BATCH,
    )


def _owed(task: Task, time: Time) -> list[tuple[str, dt.date, str]]:
    """(kind, day, turn) of what a leading unit owes: the results, and word on progress in the plan's rhythm before."""
    results = [(Due.Kind.RESULT.value, turn.on, turn.name) for turn in time.turns]
    if not task.plan.rhythm or len(time.turns) > 1:  # turns of their own are word enough
        return results
    told = turns(task.plan.rhythm, Span(time.starts_on, max(time.ends_on, time.starts_on)))
    return [(Due.Kind.PROGRESS.value, turn.on, turn.name) for turn in told if turn.on < time.ends_on] + results


def _write_measures(task: Task, planned: PlannedTask) -> None:
    for each in planned.measures:
        Measure.objects.update_or_create(
            task=task,
            name=each.name,
            defaults={"way": each.way, "target": each.target, "counted_in": each.counted_in},
            create_defaults={
                "way": each.way,
                "target": each.target,
                "counted_in": each.counted_in,
                "source": guessed_source(each.name, each.counted_in),
            },
        )
    gone: Sequence[str] = [each.name for each in planned.measures]
    task.measures.exclude(name__in=gone).filter(values=None).delete()


def _set_parents(planned: PlanPreview, written: dict[int, Task]) -> None:
    tasks = {each.row.line: written.get(each.row.line) or each.known for each in planned.tasks}
    for each in planned.tasks:
        task, parent = written.get(each.row.line), tasks.get(each.row.parent)
        if task and task.parent_id != (parent.pk if parent else None):
            task.parent = parent
            task.save(update_fields=["parent"])
