"""Fill the Word form of a roll-up: an ordinary Word file with docxtpl tags, one for each layout."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from langnghe.plan.models import Measure, Plan
from langnghe.plan.sources import Reached, source_names
from langnghe.plan.tasks import Standing, TaskState
from langnghe.registry.models import Office
from langnghe.registry.queries import office
from langnghe.reports import word
from langnghe.reports.plan.figures import RollUp, Section, roll_up

HERE = Path(__file__).parent
STYLES = ("nd30", "dang")
NAMED_UNITS = 6  # units named after an obstacle
STATES = {
    TaskState.DONE: "hoàn thành đúng hạn",
    TaskState.DONE_LATE: "hoàn thành chậm",
    TaskState.UNDER_WAY: "đang thực hiện",
    TaskState.NOT_BEGUN: "chưa bắt đầu",
    TaskState.LATE: "quá hạn",
}
ROMAN = ("I", "II", "III", "IV", "V")


def render(plan: Plan, on: dt.date, style: str) -> bytes:
    """The report as a DOCX file, nd30 or dang."""
    document = word.fill(HERE / f"{style}.docx", context(roll_up(plan, on), style))
    return word.saved(document, title=subject(plan), identifier=f"langnghe-plan-{plan.pk}-{on:%Y%m%d}")


def subject(plan: Plan) -> str:
    return f"kết quả thực hiện {plan.title[:1].lower()}{plan.title[1:]}"


def context(told: RollUp, style: str) -> dict[str, Any]:
    """What the Word form may use; names are Vietnamese because clerks read them in the form."""
    head = office()
    return {
        "co_quan_cap_tren": head.superior,
        "co_quan": head.name,
        "so_ky_hieu": f"Số .....-BC/{head.symbol}" if style == "dang" else f"Số: ...../BC-{head.symbol}",
        "dia_danh_ngay": _place_and_date(head, told.on),
        "trich_yeu": subject(told.plan),
        "doan": list(_lines(told, style)),
        "phu_luc_nhom": [*_section_rows(told.sections), _section_row("", "Tổng số", told.whole)],
        "phu_luc_don_vi": _unit_rows(told),
        "phu_luc_nhiem_vu": [_task_row(row) for row in told.whole.tasks],
        "phu_luc_chi_tieu": [_measure_row(number, each) for number, each in enumerate(told.measures, start=1)],
        "thay_mat": head.signs_for,
        "chuc_vu": head.signer_title,
        "nguoi_ky": head.signer,
        "noi_nhan": head.recipients.splitlines(),
    }


def _place_and_date(head: Office, on: dt.date) -> str:
    return f"{head.place}, ngày ..... tháng ..... năm {on.year}"


# --- the text ---------------------------------------------------------------------------------------------------


def _lines(told: RollUp, style: str) -> Iterator[dict[str, str]]:
    """Lines as {kind, text}: muc (section), tieu_muc (heading), gach (item), doan (paragraph)."""
    dash = "-" if style == "dang" else "."
    parts = (
        ("TÌNH HÌNH CHUNG", _general(told)),
        ("KẾT QUẢ THEO NHÓM NHIỆM VỤ", _by_section(told)),
        ("KẾT QUẢ THỰC HIỆN CHỈ TIÊU", _measures(told)),
        ("KHÓ KHĂN, VƯỚNG MẮC", _obstacles(told)),
        ("NHIỆM VỤ THỜI GIAN TỚI", _coming(told)),
    )
    for number, (heading, lines) in enumerate(parts):
        yield {"kind": "muc", "text": f"{ROMAN[number]}{dash} {heading}"}
        yield from ({"kind": kind, "text": text} for kind, text in lines)


def _general(told: RollUp) -> Iterator[tuple[str, str]]:
    leads = len(told.units)
    yield "doan", f"{told.plan.title} giao {told.whole.total} nhiệm vụ cho {leads} đơn vị chủ trì."
    yield "doan", f"Tính đến ngày {told.on:%d/%m/%Y}: {_counted(told.whole)}."
    if told.progress_due:
        yield (
            "doan",
            (
                f"Hệ thống đã nhận {told.reports} báo cáo của các đơn vị; trong {told.progress_due} kỳ báo cáo tiến độ "
                f"đã đến hạn có {told.progress_sent} kỳ được báo cáo."
            ),
        )


def _counted(section: Section) -> str:
    """Every state with its number, so that the numbers add up to the total."""
    return ", ".join(f"{section.counts[state]} nhiệm vụ {name}" for state, name in STATES.items())


def _by_section(told: RollUp) -> Iterator[tuple[str, str]]:
    for number, section in enumerate(told.sections, start=1):
        yield "tieu_muc", f"{number}. {_section_name(section)}"
        yield "doan", f"Có {section.total} nhiệm vụ: {_counted(section)}."
        for state, lead_in in (
            (TaskState.DONE, "Đã hoàn thành"),
            (TaskState.DONE_LATE, "Hoàn thành chậm"),
            (TaskState.LATE, "Quá hạn"),
        ):
            rows = [row for row in section.tasks if row.state == state]
            if rows:
                yield "gach", f"- {lead_in}: {'; '.join(_named(row) for row in rows)}."


def _section_name(section: Section) -> str:
    """Without the number it has in the plan: the report numbers its own."""
    return section.name.partition(". ")[2] or section.name or "Nhiệm vụ chung"


def _named(row: Standing) -> str:
    return f"{row.task.title.rstrip('.')} ({_leads(row)})"


def _leads(row: Standing) -> str:
    return ", ".join(unit.name for unit in row.leads) if len(row.leads) <= 3 else f"{len(row.leads)} đơn vị"


def _measures(told: RollUp) -> Iterator[tuple[str, str]]:
    met = [each for each in told.measures if each.is_met]
    below = [each for each in told.measures if each.is_met is False]
    silent = [each for each in told.measures if each.is_met is None]
    if not told.measures:
        yield "doan", "Kế hoạch không đặt chỉ tiêu bằng số."
        return
    yield (
        "doan",
        (
            f"Trong {len(told.measures)} chỉ tiêu: {len(met)} chỉ tiêu đạt, {len(below)} chỉ tiêu chưa đạt, "
            f"{len(silent)} chỉ tiêu chưa có số liệu."
        ),
    )
    for each in below:
        yield "gach", f"- Chưa đạt: {each.measure.name} (hiện nay: {_value(each)})."
    unnamed = sum(1 for each in told.measures if not each.measure.has_source)
    if unnamed:
        yield "doan", f"Có {unnamed} chỉ tiêu chưa xác định nguồn số liệu."


def _obstacles(told: RollUp) -> Iterator[tuple[str, str]]:
    if not told.obstacles:
        yield "doan", "Các đơn vị chưa nêu khó khăn, vướng mắc."
    for each in told.obstacles:
        named = ", ".join(each.units[:NAMED_UNITS])
        more = f" và {len(each.units) - NAMED_UNITS} đơn vị khác" if len(each.units) > NAMED_UNITS else ""
        yield "gach", f"- {each.text.rstrip('.')} ({named}{more})."


def _coming(told: RollUp) -> Iterator[tuple[str, str]]:
    late = told.whole.counts[TaskState.LATE]
    if late:
        yield "doan", f"Tập trung hoàn thành {late} nhiệm vụ đã quá hạn."
    for row, on in told.coming:
        yield "gach", f"- {row.task.title.rstrip('.')} ({_leads(row)}), hạn {on:%d/%m/%Y}."
    if not late and not told.coming:
        yield "doan", "Không có nhiệm vụ nào quá hạn hoặc đến hạn trong 30 ngày tới."


# --- the annexes ------------------------------------------------------------------------------------------------


def _section_rows(sections: list[Section]) -> list[list[str]]:
    return [
        _section_row(str(number), _section_name(section), section) for number, section in enumerate(sections, start=1)
    ]


def _section_row(number: str, name: str, section: Section) -> list[str]:
    return [number, name, str(section.total), *(str(section.counts[state]) for state in STATES)]


def _unit_rows(told: RollUp) -> list[list[str]]:
    rows = [
        [str(number), row.unit.name, *map(str, (row.results, row.in_time, row.met_late, row.late, row.later))]
        for number, row in enumerate(told.units, start=1)
    ]
    sums = [
        sum(getattr(row, name) for row in told.units) for name in ("results", "in_time", "met_late", "late", "later")
    ]
    return [*rows, ["", "Tổng số", *map(str, sums)]]


def _task_row(row: Standing) -> list[str]:
    due = f"{row.task.ends_on:%d/%m/%Y}"
    return [row.task.mark, row.task.title, _leads(row), due, f"{row.percent}%", STATES[row.state].capitalize()]


def _measure_row(number: int, each: Reached) -> list[str]:
    measure = each.measure
    way = "≤" if measure.way == Measure.Way.MOST else "≥"
    target = f"{way} {_amount(measure.target, measure.counted_in)}"
    return [str(number), measure.name, target, _value(each), _source(each)]


def _value(each: Reached) -> str:
    if each.value is None:
        return "chưa có số liệu"
    return _amount(each.value, each.measure.counted_in)


def _source(each: Reached) -> str:
    """Where the value comes from and as of when."""
    measure = each.measure
    on = f", ngày {each.on:%d/%m/%Y}" if each.on else ""
    if measure.source:
        return f"Hệ thống: {source_names()[measure.source].lower()}{on}"
    return f"{measure.entered_by.name} nhập{on}" if measure.entered_by else "chưa xác định"


def _amount(value: Decimal, counted_in: str) -> str:
    """1200.50 as "1.200,5 km", 90 as "90%"."""
    text = f"{value:,.2f}".rstrip("0").rstrip(".").translate(str.maketrans(",.", ".,"))
    return f"{text}%" if counted_in == "%" else f"{text} {counted_in}".strip()
