"""What the law asks of reception and dialogue. The figures are rows of ``law.procedures``; here is who owes which."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from langnghe.cases.clocks import calendar
from langnghe.law import clock, procedures
from langnghe.law.procedures import Figure, Quota
from langnghe.privacy import door
from langnghe.registry.models import AREA_KINDS, Unit

# Which heads' offices belong to a unit. A commune's Party secretary is found under the commune.
OFFICES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(AREA_KINDS, ("chu_tich_xa", "bi_thu_xa")),
    Unit.Kind.PROVINCE: ("chu_tich_tinh", "bi_thu_tinh"),
    Unit.Kind.DEPARTMENT: ("thu_truong",),
    Unit.Kind.FRONT: ("thu_truong",),
    Unit.Kind.COUNCIL: ("thu_truong",),
}
DIALOGUE = "doi_thoai_xa"  # quota of a commune's yearly dialogue


def reception_quotas(unit: Unit, on: dt.date) -> list[Quota]:
    """Reception days owed by the heads of a unit, under the law of a day."""
    mine = OFFICES.get(unit.kind, ())
    return [quota for quota in procedures.quotas(on) if quota.key in mine]


def office_names(on: dt.date) -> dict[str, str]:
    """Key and Vietnamese name of every head's office."""
    return {quota.key: quota.who for quota in procedures.quotas(on) if quota.key != DIALOGUE}


def dialogue_quota(on: dt.date) -> Quota | None:
    return next((quota for quota in procedures.quotas(on) if quota.key == DIALOGUE), None)


def is_large_delegation(people: int, on: dt.date) -> bool:
    row = procedures.figure("doan_dong_nguoi", on)
    return row is not None and people >= row.n


def enough_voters(share: Decimal | None, on: dt.date) -> bool:
    """Whether a dialogue is owed since this per cent of a commune's voters asked for it."""
    row = procedures.figure("cu_tri_yeu_cau", on)
    return row is not None and share is not None and share >= row.n


def identity_rule(on: dt.date) -> Figure | None:
    """What asks visitors for identification data on a day, if anything does."""
    return procedures.figure("dinh_danh", on)


def refusals() -> dict[str, str]:
    """Reasons for which reception may be refused (Luật Tiếp công dân, Điều 9), by code."""
    return {ground.code: ground.vi for ground in procedures.reception_refusals()}


@dataclass(frozen=True, slots=True)
class DialogueDays:
    """Last days to announce a dialogue and to publish its results; None where no law was in force."""

    announce_by: dt.date | None
    publish_by: dt.date | None


def dialogue_days(on: dt.date) -> DialogueDays:
    """Both days for a dialogue held on a day; rest moves the first back and the second forward."""
    return DialogueDays(_due("thong_bao", on), _due("cong_khai_ket_qua", on))


def _due(step: str, on: dt.date) -> dt.date | None:
    try:
        row = procedures.deadline("doi_thoai", step, on)
    except ValueError:  # a dialogue from before the law
        return None
    return clock.due(on, row, calendar=calendar()).on


def without_names(text: str) -> str:
    """The text as it may be stored."""
    return door.admit_texts([text])[0]
