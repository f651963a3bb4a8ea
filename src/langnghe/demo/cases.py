"""Cases of the demo, told by ``bank/cases.yaml``: each brought to a commune and taken as far as its path leads.

Days are counted back from the first start, so that some terms run, some are near and some are past.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from langnghe.cases import publishing
from langnghe.cases.actions import approve, perform
from langnghe.cases.attachments import attach
from langnghe.cases.models import Case, Draft, Problem, Route
from langnghe.cases.registering import Item, register
from langnghe.cases.registers import meetings, visits
from langnghe.cases.states import acts
from langnghe.demo.bank import tree
from langnghe.law.taxonomy import topics
from langnghe.privacy.vault import Person
from langnghe.registry.models import AREA_KINDS, Officer, Unit
from langnghe.registry.roles import Right

PROOF = "Biên bản nghiệm thu (dữ liệu mẫu): hạng mục đã làm xong, đại diện thôn xác nhận.".encode()
WHO = Person(
    name="Người gửi trong dữ liệu mẫu", phone="0990 000 000", id_number="099000000000", address="tỉnh mẫu Lam Giang"
)


@transaction.atomic
def add_cases(*, receives: Officer, works: Officer, approves: Officer, supervises: Officer) -> int:
    """All cases of the bank, once and whole; how many there are."""
    if Case.objects.exists():
        return 0
    today = timezone.localdate()
    communes = list(Unit.objects.filter(kind__in=AREA_KINDS, valid_to=None).order_by("code"))
    for number, row in enumerate(tree("cases")["cases"]):
        for turn, ago in enumerate(row["ago"]):
            unit = works.unit if turn == 0 and works.unit else communes[(7 * number + 3 * turn) % len(communes)]
            case = _bring(row, unit, today - dt.timedelta(days=ago), receives)
            _follow(case, tree("cases")["paths"][row["path"]], {"work": works, "approve": approves}, today)
            _give(case, works, number)
    _release(approves)
    if works.unit:
        _hold_meetings(works.unit, today, receives)
    _gather(supervises)
    _routes()
    return Case.objects.count()


def _bring(row: dict[str, Any], unit: Unit, on: dt.date, by: Officer) -> Case:
    topic = topics()[row["topic"]]
    item = Item(row["kind"], row["text"], sector=topic.sector, topic=topic.code, area=unit)
    submission = register(
        by=by.username,
        unit=unit,
        channel=row["channel"],
        received_on=on,
        items=[item],
        person=WHO if row.get("people") or row["channel"] in ("reception", "post") else None,
        anonymous=not row.get("people") and row["channel"] in ("box", "phone"),
    )
    return submission.cases.get()


def _follow(case: Case, path: list[list[Any]], people: dict[str, Officer], today: dt.date) -> None:
    """The acts of a path, each so many days after the last, as far as today."""
    on = case.received_on
    for act, days, fields in path:
        on += dt.timedelta(days=days)
        if on > today:
            return
        given = dict(fields)
        if "promised" in given:
            given["promised_on"] = on + dt.timedelta(days=given.pop("promised"))
        if "proof" in given:
            paper = ContentFile(PROOF, name="bien-ban-nghiem-thu.txt")
            given["proof"] = [attach(case, paper, by=people["work"].username).pk]
        by = people["work"] if acts()[act].right == Right.WORK_CASES else people["approve"]
        done = perform(case=case.pk, act=act, by=by, on=on, **given)
        if isinstance(done, Draft):
            approve(draft=done.pk, by=people["approve"], on=on)


def _give(case: Case, officer: Officer, number: int) -> None:
    """Two of three open cases of the officer's commune are the officer's own."""
    case.refresh_from_db()
    if case.unit_id == officer.unit_id and case.is_open and number % 3:
        Case.objects.filter(pk=case.pk).update(officer=officer)


def _release(by: Officer) -> None:
    """Every second answered case is shown to everybody."""
    for case in list(publishing.proposals(by).order_by("pk"))[::2]:
        publishing.release(case=case.pk, by=by)


def _hold_meetings(unit: Unit, today: dt.date, by: Officer) -> None:
    for row in tree("cases")["meetings"]:
        fields = {key: value for key, value in row.items() if key not in ("kind", "ago", "turns")}
        on = today - dt.timedelta(days=row["ago"])
        meeting = meetings.hold(unit=unit, kind=row["kind"], on=on, by=by.username, **fields)
        for turn in row["turns"]:
            visits.receive(meeting, person=asdict(WHO), by=by.username, **turn)


def _gather(by: Officer) -> None:
    """Root problems behind cases of one topic, owned by the province."""
    owner = Unit.objects.get(parent=None, kind=Unit.Kind.PROVINCE)
    for row in tree("cases")["problems"]:
        problem = Problem.objects.create(
            title=row["title"], cause=row["cause"], topic=row["topic"], owner=owner, made_by=by.username
        )
        Case.objects.filter(topic=row["topic"], secret=False).update(problem=problem)


def _routes() -> None:
    """Rows of the routing table: a sector's matters of the province's level go to the body that has them, four topics
    by name; everything else goes by level.
    """
    bodies = {unit.code: unit for unit in Unit.objects.filter(kind__in=[Unit.Kind.DEPARTMENT, Unit.Kind.OTHER])}
    departments = {unit.name.removeprefix("Sở ").lower(): unit for unit in bodies.values()}
    wanted = {
        "gt.van_tai": "xây dựng",
        "gd.tuyen_sinh": "giáo dục và đào tạo",
        "yt.bhyt": "y tế",
        "nn.thuy_loi": "nông nghiệp và môi trường",
    }
    for topic, name in wanted.items():
        if name in departments:
            _route(departments[name], sector=topics()[topic].sector, topic=topic)
    has = [(sector, row["code"]) for row in tree("units")["units"] for sector in row.get("sectors", ())]
    for sector, code in dict(reversed([each for each in has if each[1] in bodies])).items():  # the first one named
        _route(bodies[code], sector=sector, level="tinh")


def _route(lead: Unit, **matter: str) -> None:
    basis = "Quy định chức năng, nhiệm vụ của cơ quan (dữ liệu mẫu)"
    Route.objects.create(lead=lead, basis=basis, made_by="quantri", **matter)
