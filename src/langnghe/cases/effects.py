"""What single acts do beyond moving the state and the clocks. Each returns codes for the timeline, never a text.

A returned "state" overrides the table's: a promised outcome stays open, an undone merge goes back to where it was.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from langnghe.cases import attachments, clocks, routing
from langnghe.cases.models import Case, CoUnit
from langnghe.cases.registering import Item, open_case, title_of
from langnghe.cases.states import outcomes
from langnghe.law import procedures
from langnghe.registry.models import Unit
from langnghe.text.normal import fold

Fields = dict[str, Any]
Effect = Callable[[Case, Fields, dt.date], dict[str, Any]]


def _assign(case: Case, fields: Fields, on: dt.date) -> dict[str, Any]:
    return _move(case, fields["unit"])


def _move(case: Case, unit: Unit) -> dict[str, Any]:
    """Another unit answers for the case; the one before keeps sight of it."""
    before = case.unit
    if unit != before:
        CoUnit.objects.get_or_create(case=case, unit=before, defaults={"role": CoUnit.Role.RECEIVED})
        case.co_units.filter(unit=unit).delete()
        case.unit, case.officer = unit, None
    return {"from_unit": before.code, "unit": unit.code}


def _take(case: Case, fields: Fields, on: dt.date) -> dict[str, Any]:
    case.officer = fields["officer"]
    return {"officer": fields["officer"].username}


def _return(case: Case, fields: Fields, on: dt.date) -> dict[str, Any]:
    """Back to the unit named, or to the one that received it; the routing table is offered the lesson."""
    wrong, right = case.unit, fields.get("unit")
    codes = _move(case, right or case.submission.unit)
    if right and right != wrong:
        routing.propose_lesson(case, wrong=wrong, right=right)
    return codes


def _reclassify(case: Case, fields: Fields, on: dt.date) -> dict[str, Any]:
    """Another kind has other terms, counted from the day it was received; a denunciation becomes secret at once."""
    before = case.kind
    clocks.drop(case, on)
    case.kind = fields["kind"]
    case.secret = case.secret or procedures.kinds()[case.kind].needs_two_to_open
    clocks.start(case, ("accept",), case.received_on)
    if case.secret:
        _hide_whole(case)
    return {"from_kind": before, "kind": case.kind}


def _accept(case: Case, fields: Fields, on: dt.date) -> dict[str, Any]:
    _check_named(case)
    case.complexity = fields.get("complexity", case.complexity)
    case.accepted_on = on
    return {"complexity": case.complexity}


def _check_named(case: Case) -> None:
    """What the law does not let an office take up without a name, or without a signature."""
    law, submission = procedures.kinds()[case.kind], case.submission
    unsigned = law.anonymous == "refuse" and not submission.signed
    if law.anonymous != "read" and (submission.anonymous or unsigned):
        raise ValueError(law.anonymous_vi)


def _complicate(case: Case, fields: Fields, on: dt.date) -> dict[str, Any]:
    case.complexity = fields["complexity"]
    return {"complexity": case.complexity}


def _refuse(case: Case, fields: Fields, on: dt.date) -> dict[str, Any]:
    return {"refusal": fields["refusal"]}


def _point_elsewhere(case: Case, fields: Fields, on: dt.date) -> dict[str, Any]:
    return {"body": fields["body"]}


def _invite(case: Case, fields: Fields, on: dt.date) -> dict[str, Any]:
    return {"meets_on": fields["meets_on"].isoformat()}


def _dialogue(case: Case, fields: Fields, on: dt.date) -> dict[str, Any]:
    return {"attended": fields["attended"]}


def _extend(case: Case, fields: Fields, on: dt.date) -> dict[str, Any]:
    extension = clocks.extend(case, on, fields.get("days"))
    return {"days": extension.days}


def _suspend(case: Case, fields: Fields, on: dt.date) -> dict[str, Any]:
    clocks.pause(case, on, fields["suspension"])
    return {"suspension": fields["suspension"]}


def _resume(case: Case, fields: Fields, on: dt.date) -> dict[str, Any]:
    clocks.resume(case, on)
    return {}


def _stop(case: Case, fields: Fields, on: dt.date) -> dict[str, Any]:
    _end_pause(case, on)
    return {"stop": fields["stop"]}


def _withdraw(case: Case, fields: Fields, on: dt.date) -> dict[str, Any]:
    _end_pause(case, on)
    return {}


def _end_pause(case: Case, on: dt.date) -> None:
    case.pauses.filter(to_on=None).update(to_on=on)


def _answer(case: Case, fields: Fields, on: dt.date) -> dict[str, Any]:
    """An answer, decision or conclusion with its outcome; what is only promised stays open until it is done."""
    outcome = outcomes()[fields["outcome"]]
    case.outcome, case.answer, case.decided_on = outcome.key, fields["answer"], on
    case.promised_on = fields.get("promised_on")
    case.finding = fields.get("finding", "")
    codes: dict[str, Any] = {"outcome": outcome.key, "finding": case.finding}
    return codes | ({"state": outcome.stays_open_as} if outcome.stays_open_as else {})


def _done(case: Case, fields: Fields, on: dt.date) -> dict[str, Any]:
    case.outcome = "done"
    return {"outcome": "done"}


def _postpone(case: Case, fields: Fields, on: dt.date) -> dict[str, Any]:
    before, case.promised_on = case.promised_on, fields["promised_on"]
    return {"from_on": before.isoformat() if before else "", "promised_on": case.promised_on.isoformat()}


def _reopen(case: Case, fields: Fields, on: dt.date) -> dict[str, Any]:
    """Whatever was withdrawn stays so by law, unless its writer was coerced."""
    law = procedures.withdrawal(case.kind)
    if case.state == "withdrawn" and law and not fields.get("coerced"):
        raise ValueError(f"{law.reopen} ({law.article})")
    case.closed_on = case.decided_on = case.rating = None
    case.outcome = case.finding = ""
    return {"coerced": bool(fields.get("coerced"))}


def _rate(case: Case, fields: Fields, on: dt.date) -> dict[str, Any]:
    case.rating = fields["rating"]
    return {"rating": case.rating}


def _merge(case: Case, fields: Fields, on: dt.date) -> dict[str, Any]:
    """Joined to another case: one answer for both. The number of people who asked adds up, the rows stay apart."""
    before, case.merged_into = case.state, fields["into"]
    return {"into": fields["into"].code, "before": before}


def _unmerge(case: Case, fields: Fields, on: dt.date) -> dict[str, Any]:
    merge = case.events.filter(act="merge").order_by("-number").first()
    before = merge.detail["before"] if merge else "received"
    case.merged_into, case.closed_on = None, None
    restarted = ("accept",) if before == "received" else ("settle",)
    clocks.start(case, restarted, case.received_on if before == "received" else case.accepted_on or on)
    return {"state": before}


def _split(case: Case, fields: Fields, on: dt.date) -> dict[str, Any]:
    """The first part stays this case; the others become cases of the same submission, received on the same day."""
    first, *others = fields["parts"]
    before, was_secret, whole = case.kind, case.secret, case.text
    last = case.submission.cases.order_by("-item").values_list("item", flat=True)[0]
    opened = [
        open_case(
            case.submission,
            last + number,
            Item(part["kind"], part["text"], sector=case.sector, topic=case.topic, area=case.area, unit=case.unit),
            text=part["text"],
            title="",
            by=fields["by"],
        )
        for number, part in enumerate(others, start=1)
    ]
    _become(case, first["kind"], first["text"], on)
    case.secret = case.secret or was_secret  # notes, files and words of a denunciation stay with it
    hidden = case.secret or any(one.secret for one in opened)
    fields["note"] = "" if hidden else whole  # for the way back; of a denunciation the parts are joined again
    if hidden:
        _hide_whole(case)
    return {"before": before, "was_secret": was_secret, "parts": [one.code for one in opened]}


def _unsplit(case: Case, fields: Fields, on: dt.date) -> dict[str, Any]:
    """Back to one case, as long as nothing has been done with the parts; they stay as merged rows."""
    split = case.events.filter(act="split").order_by("-number").first()
    parts = list(Case.objects.filter(code__in=split.detail["parts"], state="received")) if split else []
    if split is None or len(parts) < len(split.detail["parts"]) or any(part.events.count() > 1 for part in parts):
        raise ValueError("Không hoàn tác được: vụ việc chưa từng tách, hoặc một phần đã được xử lý.")
    for part in parts:
        clocks.drop(part, on)
        part.state, part.is_open, part.merged_into, part.closed_on, part.due_on = "merged", False, case, on, None
        part.save()
    whole = split.note or "\n\n".join([case.text, *(part.text for part in parts)])
    _become(case, split.detail["before"], whole, on)
    case.secret = case.secret or split.detail.get("was_secret", False)
    return {"parts": split.detail["parts"]}


def _become(case: Case, kind: str, text: str, on: dt.date) -> None:
    """Another kind and text, and with them the first term of that kind, from the day it was received."""
    clocks.drop(case, on)
    case.kind, case.text, case.title = kind, text, title_of(text)
    case.folded = fold(f"{case.title}\n{text}")
    case.secret = procedures.kinds()[kind].needs_two_to_open
    clocks.start(case, ("accept",), case.received_on)


def _hide_whole(case: Case) -> None:
    """A submission with a denunciation in it shows its parts only: whoever works on another part reads no more.

    Its files too: only the sealed originals remain.
    """
    case.submission.text = ""
    case.submission.save(update_fields=["text"])
    attachments.withhold(case)


EFFECTS: dict[str, Effect] = {
    "assign": _assign,
    "succeed": _assign,
    "take": _take,
    "return": _return,
    "reclassify": _reclassify,
    "accept": _accept,
    "complicate": _complicate,
    "refuse": _refuse,
    "guide": _point_elsewhere,
    "refer": _point_elsewhere,
    "invite": _invite,
    "dialogue": _dialogue,
    "extend": _extend,
    "suspend": _suspend,
    "resume": _resume,
    "stop": _stop,
    "withdraw": _withdraw,
    "decide": _answer,
    "conclude": _answer,
    "answer": _answer,
    "done": _done,
    "postpone": _postpone,
    "reopen": _reopen,
    "rate": _rate,
    "merge": _merge,
    "unmerge": _unmerge,
    "split": _split,
    "unsplit": _unsplit,
}
