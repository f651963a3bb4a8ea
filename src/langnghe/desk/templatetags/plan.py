"""What the plan's templates ask for."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from langnghe.plan.task_import import PlannedTask
from langnghe.plan.tasks import STATE_NAMES, TaskState

register = template.Library()


@register.simple_tag
def task_state(state: str) -> SafeString:
    """The tag of a state."""
    return render_to_string("desk/plan/_state.html", {"state": state, "label": STATE_NAMES[TaskState(state)]})


@register.simple_tag
def preview_cell(planned: PlannedTask, name: str) -> SafeString:
    """Remarks on one cell of a row and the field to put it right; nothing where there is nothing to say.

    A cell that was corrected keeps its field, so that the correction is sent again.
    """
    remarks = [remark for remark in planned.remarks if remark.cell == name]
    corrected = name in planned.corrected
    if planned.unchanged or not (remarks or corrected):
        return SafeString()
    context: dict[str, Any] = {
        "name": f"{name}-{planned.row.line}",
        "value": getattr(planned.row, name),
        "remarks": remarks,
    }
    return render_to_string("desk/plan/_preview_cell.html", context)


@register.filter
def amount(value: Decimal, counted_in: str) -> str:
    """ "90%", "1.200 lượt", "96,6%": a number as Vietnamese write it, with what it counts."""
    text = f"{value:,.2f}".rstrip("0").rstrip(".").translate(str.maketrans(",.", ".,"))
    return f"{text}%" if counted_in == "%" else f"{text} {counted_in}".strip()


@register.filter
def unlocal(value: float) -> SafeString:
    """A number for SVG: a point, whatever the language."""
    return format_html("{}", f"{value:g}")
