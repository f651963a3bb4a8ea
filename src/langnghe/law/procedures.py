"""Who may write what, the term of every step, and what may stop it (``data/procedures.yaml``).

Every fact carries its article, the days on which it is in force, and whether its text was seen (:mod:`law.facts`).
A law that changes is a new row, so an old case keeps the term it began with: ask with the day the step began.

    deadline("to_cao", "giai_quyet", date(2026, 11, 2)).days  # 30
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any, Literal

from langnghe import tables
from langnghe.law.calendar import vietnam_day
from langnghe.law.facts import Fact, rests_on

Unit = Literal["day", "wd", "hour", "month"]
Way = Literal["within", "at_least", "before"]
Complexity = Literal["complex", "very_complex"]
Anonymous = Literal["refuse", "inspect", "read"]

UNITS: Mapping[str, str] = {"day": "ngày", "wd": "ngày làm việc", "hour": "giờ", "month": "tháng"}
VARIANTS: Mapping[str, str] = {
    "complex": "vụ việc phức tạp",
    "remote": "vùng sâu, vùng xa đi lại khó khăn",
    "remote_complex": "vùng sâu, vùng xa và vụ việc phức tạp",
    "many_places": "phải xác minh tại nhiều địa điểm",
    "processor": "yêu cầu thực hiện qua bên xử lý dữ liệu",
}
_WITH_COMPLEX: Mapping[str | None, str] = {None: "complex", "remote": "remote_complex"}


@dataclass(frozen=True, slots=True)
class Refusal(Fact):
    """A reason for which the law lets an office not take a submission."""

    code: str
    vi: str


@dataclass(frozen=True, slots=True)
class Competence(Fact):
    level: str  # "xa" or "tinh"
    who: str
    does: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of submission; ``accept_step`` and ``settle_step`` name its first and its main deadline."""

    key: str
    vi: str
    en: str
    law: str
    anonymous: Anonymous
    anonymous_vi: str
    four_eyes: bool  # an answer leaves only after a second person approved it
    needs_two_to_open: bool  # a sealed identity opens to two people together only
    accept_step: str
    settle_step: str
    refusals: tuple[Refusal, ...]
    competence: tuple[Competence, ...]


@dataclass(frozen=True, slots=True)
class Extension:
    """A lengthening of a term: allowed (in a row) or granted (given to the clock, at most as long)."""

    days: int
    unit: Unit
    needs: str  # "", "complex" or "very_complex"
    article: str


@dataclass(frozen=True, slots=True)
class Deadline(Fact):
    """One row of the law: a step, its term, and when that was in force."""

    kind: str
    step: str
    vi: str
    days: int | None  # number of ``unit``; None where the law sets none
    unit: Unit
    variants: Mapping[str, int]
    from_event: str
    way: Way
    extend: tuple[Extension, ...]  # in the order they may be granted, for the plain variant
    note: str

    def length(self, variant: str | None = None) -> int | None:
        """Number of ``unit`` for a variant; ValueError for one that the row does not know."""
        if variant is None:
            return self.days
        if variant not in self.variants:
            known = ", ".join(self.variants) or "không có mức nào"
            raise ValueError(f"“{self.vi}” không có mức “{variant}”; chọn một trong: {known}.")
        return self.variants[variant]

    def extensions(self, variant: str | None = None) -> tuple[Extension, ...]:
        """What may be granted on top of a variant: a complex one already has its longer term."""
        if not _grows(self.variants):
            return self.extend
        return _up_to_complex(self.variants, self.length(variant), variant, self.unit, self.article)


@dataclass(frozen=True, slots=True)
class Ground(Fact):
    """A reason to suspend, to stop, or to refuse reception."""

    code: str
    vi: str


@dataclass(frozen=True, slots=True)
class Withdrawal(Fact):
    partly: bool
    form: str
    signed: str
    reopen: str


@dataclass(frozen=True, slots=True)
class Dialogue(Fact):
    when: str
    absent: str


@dataclass(frozen=True, slots=True)
class ComplexTests(Fact):
    """Tests of complexity by code; ``very`` of them or more make a matter very complex."""

    tests: Mapping[str, str]
    very: int


@dataclass(frozen=True, slots=True)
class Quota(Fact):
    """So many times in a period, by one person: reception days, dialogues."""

    key: str
    who: str
    times: int
    per: Literal["week", "month", "year"]
    delegate: bool
    online: bool
    note: str


@dataclass(frozen=True, slots=True)
class Figure(Fact):
    """A single figure; ``n`` is 0 where the law only sets the day from which something is owed."""

    key: str
    vi: str
    n: int
    unit: str


@cache
def kinds() -> Mapping[str, Kind]:
    """The seven kinds of submission, in the order of the law file."""
    return MappingProxyType({key: _kind(key, row) for key, row in _table()["kinds"].items()})


@cache
def duties() -> Mapping[str, str]:
    """Groups of deadlines that are not a kind of submission, with their Vietnamese names."""
    return MappingProxyType(dict(_table()["duties"]))


@cache
def rows() -> tuple[Deadline, ...]:
    """Every deadline of the law file, past and present."""
    return tuple(_deadline(kind, row) for kind, group in _table()["deadlines"].items() for row in group)


def steps(kind: str) -> tuple[str, ...]:
    """Steps of a kind (or duty) that have a row, in the order of the law file."""
    _known(kind)
    return tuple(dict.fromkeys(step for owner, step in _by_step() if owner == kind))


def deadline(kind: str, step: str, on: date) -> Deadline:
    """The row in force on a day; ValueError, in Vietnamese, when there is none."""
    _known(kind)
    on = vietnam_day(on)
    found = _by_step().get((kind, step))
    if found is None:
        raise ValueError(f"“{_name(kind)}” không có bước “{step}”; các bước: {', '.join(steps(kind))}.")
    for row in found:
        if row.is_in_force(on):
            return row
    raise ValueError(f"Bước “{found[0].vi}” chưa có quy định có hiệu lực vào ngày {on:%d/%m/%Y}; kiểm tra lại ngày.")


def suspension_grounds(kind: str, on: date) -> tuple[Ground, ...]:
    """Reasons to suspend (tạm đình chỉ) that are in force on a day; none means that it may not be suspended."""
    return _grounds("suspend", kind, on)


def stop_grounds(kind: str, on: date) -> tuple[Ground, ...]:
    """Reasons to end without settling (đình chỉ) that are in force on a day."""
    return _grounds("stop", kind, on)


def reception_refusals() -> tuple[Ground, ...]:
    """Whom a reception office need not receive."""
    return tuple(map(_ground, _table()["reception_refusals"]))


def withdrawal(kind: str) -> Withdrawal | None:
    """How the writer takes a submission back; None where the law says nothing."""
    _known(kind)
    row = _table()["withdrawal"].get(kind)
    return row and Withdrawal(row["partly"], row["form"], row["signed"], row["reopen"], **rests_on(row))


def dialogue(kind: str) -> Dialogue | None:
    """When the two sides must meet, and what an absence means; None where the law says nothing."""
    _known(kind)
    row = _table()["dialogue"].get(kind)
    return row and Dialogue(row["when"], row["absent"], **rests_on(row))


def complex_tests(kind: str) -> ComplexTests | None:
    """The law's tests of a complex matter; None where it leaves them to the office."""
    _known(kind)
    row = _table()["complex"].get(kind)
    return row and ComplexTests(MappingProxyType(row["tests"]), row["very"], **rests_on(row))


def complexity(kind: str, met: Collection[str]) -> Complexity | None:
    """What the tests that a matter meets make of it; ValueError for an unknown test."""
    tests = complex_tests(kind)
    if tests is None:
        raise ValueError(f"Luật không đặt tiêu chí phức tạp cho “{_name(kind)}”; người giải quyết tự xác định.")
    if strange := set(met) - set(tests.tests):
        raise ValueError(f"Không có tiêu chí “{min(strange)}”; chọn trong: {', '.join(tests.tests)}.")
    if not met:
        return None
    return "very_complex" if len(set(met)) >= tests.very else "complex"


def next_extension(
    row: Deadline, *, granted: int, variant: str | None = None, found: Complexity | None = None
) -> Extension | None:
    """The extension that may be granted after ``granted`` others, or None: none left, or not complex enough."""
    left = row.extensions(variant)[granted:]
    if not left or not _enough(left[0].needs, found):
        return None
    return left[0]


def quotas(on: date) -> tuple[Quota, ...]:
    """Reception days and dialogues that are owed on a day."""
    return tuple(row for row in _quotas() if row.is_in_force(on))


def figure(key: str, on: date) -> Figure | None:
    """A figure as it is in force on a day; None on a day without one."""
    return next((row for row in _figures() if row.key == key and row.is_in_force(on)), None)


def report_periods() -> dict[str, str]:
    """Kinds of period of the official statistics, with their Vietnamese names."""
    return {key: row["vi"] for key, row in _table()["report_periods"]["periods"].items()}


def report_bounds(period: str, year: int) -> tuple[date, date]:
    """First and last day of an official period: ("quy_I", 2026) is 15/12/2025 to 14/3/2026."""
    row = _period(period)
    first, last = (date(year + shift, month, day) for shift, month, day in (row["from"], row["to"]))
    return first, last


def _table() -> dict[str, Any]:
    return tables.read(__package__, "data/procedures.yaml")


def _period(period: str) -> dict[str, Any]:
    periods: dict[str, dict[str, Any]] = _table()["report_periods"]["periods"]
    if period not in periods:
        raise ValueError(f"Không có kỳ báo cáo “{period}”; chọn trong: {', '.join(periods)}.")
    return periods[period]


@cache
def _by_step() -> dict[tuple[str, str], list[Deadline]]:
    found: dict[tuple[str, str], list[Deadline]] = {}
    for row in rows():
        found.setdefault((row.kind, row.step), []).append(row)
    return found


def _known(kind: str) -> None:
    if kind not in kinds() and kind not in duties():
        raise ValueError(f"Không có loại “{kind}”; chọn trong: {', '.join([*kinds(), *duties()])}.")


def _name(kind: str) -> str:
    return kinds()[kind].vi if kind in kinds() else duties()[kind]


def _kind(key: str, row: dict[str, Any]) -> Kind:
    return Kind(
        key=key,
        vi=row["vi"],
        en=row["en"],
        law=row["law"],
        anonymous=row["anonymous"],
        anonymous_vi=row["anonymous_vi"],
        four_eyes=row["four_eyes"],
        needs_two_to_open=row["needs_two_to_open"],
        accept_step=row["accept"],
        settle_step=row["settle"],
        refusals=_refusals(row["refusals"]),
        competence=tuple(
            Competence(one["level"], one["who"], one["does"], **rests_on(one)) for one in row["competence"]
        ),
    )


def _refusals(group: dict[str, Any]) -> tuple[Refusal, ...]:
    """Reasons of a kind; one without its own article rests on the group's."""
    shared = rests_on(group)
    rows = {code: one if isinstance(one, dict) else {"vi": one, **shared} for code, one in group["reasons"].items()}
    return tuple(Refusal(code, one["vi"], **rests_on(one)) for code, one in rows.items())


def _deadline(kind: str, row: dict[str, Any]) -> Deadline:
    variants: dict[str, int] = row.get("variants", {})
    extend = tuple(Extension(one["n"], one["unit"], one["needs"], one["article"]) for one in row.get("extend", ()))
    return Deadline(
        kind=kind,
        step=row["step"],
        vi=row["vi"],
        days=row["n"],
        unit=row["unit"],
        variants=MappingProxyType(variants),
        from_event=row["event"],
        way=row.get("way", "within"),
        extend=extend or _up_to_complex(variants, row["n"], None, row["unit"], row["article"]),
        note=row.get("note", ""),
        **rests_on(row),
    )


def _grows(variants: Mapping[str, int]) -> bool:
    return "complex" in variants


def _up_to_complex(
    variants: Mapping[str, int], length: int | None, variant: str | None, unit: Unit, article: str
) -> tuple[Extension, ...]:
    """Where the law gives a longer term to a complex matter, finding it so later extends once, up to that term."""
    longer = variants.get(_WITH_COMPLEX.get(variant, ""))
    return (Extension(longer - length, unit, "complex", article),) if longer and length else ()


def _enough(needs: str, found: Complexity | None) -> bool:
    return not needs or found == "very_complex" or needs == found


def _grounds(group: str, kind: str, on: date) -> tuple[Ground, ...]:
    _known(kind)
    found = map(_ground, _table()[group].get(kind, ()))
    return tuple(ground for ground in found if ground.is_in_force(on))


def _ground(row: dict[str, Any]) -> Ground:
    return Ground(row["code"], row["vi"], **rests_on(row))


@cache
def _quotas() -> tuple[Quota, ...]:
    return tuple(
        Quota(
            key=row["key"],
            who=row["who"],
            times=row["times"],
            per=row["per"],
            delegate=row["delegate"],
            online=row["online"],
            note=row.get("note", ""),
            **rests_on(row),
        )
        for row in _table()["quotas"]
    )


@cache
def _figures() -> tuple[Figure, ...]:
    return tuple(
        Figure(row["key"], row["vi"], row.get("n", 0), row.get("unit", ""), **rests_on(row))
        for row in _table()["figures"]
    )
