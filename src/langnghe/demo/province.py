"""The demo province Lam Giang, made at the first start: units, officers, three months of papers, the October report.

Every step asks the database what is there, so a first start that was killed goes on at the next.
"""

from __future__ import annotations

import datetime as dt
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from langnghe.audit import journal
from langnghe.audit.models import Entry
from langnghe.demo.bank import boundaries, tree
from langnghe.demo.cases import add_cases
from langnghe.demo.disclosures import add_disclosures
from langnghe.demo.manifest import Sent, sent
from langnghe.demo.past import add_old_units, add_past, months_before
from langnghe.demo.plan import add_plan
from langnghe.demo.press import add_press
from langnghe.demo.rounds import add_rounds
from langnghe.demo.supervision import add_supervision
from langnghe.demo.surveys import add_surveys
from langnghe.intake import actions as intake
from langnghe.intake.models import Document
from langnghe.privacy.seal import keys_folder, make_pair
from langnghe.registry.actions import open_period
from langnghe.registry.boundaries import load
from langnghe.registry.boundary_files import plan_of
from langnghe.registry.models import Office, Officer, Period, Unit
from langnghe.registry.roles import ROLE_NAMES, Role
from langnghe.registry.succession import add_succession
from langnghe.reports.actions import draft_report
from langnghe.reports.models import Report
from langnghe.synthesis import pipeline
from langnghe.synthesis.actions import ask_for_run
from langnghe.synthesis.models import Run
from langnghe.timetable import AlreadyWorking, only_worker

Say = Callable[[str], None]

BY = "vanthu"
HOME, DEPARTMENT, FRONT = "LG-01", "LG-51", "LG-61"  # where those work who do not work for the province's office
OFFICERS = {
    "vanthu": (Role.CLERK, "LG"),
    "lanhdao": (Role.LEADER, "LG"),
    "tiepdan": (Role.RECEPTION_CLERK, HOME),
    "canbo": (Role.COMMUNE_OFFICER, HOME),
    "chutich": (Role.LEADER, HOME),
    "canboso": (Role.DEPARTMENT_OFFICER, DEPARTMENT),
    "mattran": (Role.FRONT_SUPERVISOR, "LG"),
    "mattran2": (Role.FRONT_SUPERVISOR, FRONT),  # lets out what the first has written
    "giukhoa": (Role.CUSTODIAN, "LG"),
    "kiemsoat": (Role.AUDITOR, "LG"),
    "quantri": (Role.ADMINISTRATOR, None),
}
REPORTS = (("thang", "nd30"), ("thang", "dang"))
BEGUN = {"verb": "create", "what": "demo province"}  # the journal's entry by which a later start knows its own
AT_ONCE = 16  # documents read between two lines of progress
MERGER = dt.date(2025, 7, 1)  # from when the communes of today are in force
LONG_AGO = dt.date(2020, 1, 1)  # the bodies of the province were there before


def create_once(*, say: Say) -> bool:
    """Make the demo province where there is none, or finish one that was begun; whether anything was done.

    A site that has units of its own is left alone.
    """
    if not _is_wanted():
        return False
    try:
        with only_worker():
            _create(say)
    except AlreadyWorking as error:
        say(str(error))
        return False
    return True


def _is_wanted() -> bool:
    if not Unit.objects.exists():
        return True
    return Entry.objects.filter(**BEGUN).exists() and not _is_done()


def _is_done() -> bool:
    last = max(row.month for row in sent())
    drafted = set(Report.objects.filter(period__key=last).values_list("form", "style"))
    return drafted.issuperset(REPORTS)


def _create(say: Say) -> None:
    if not Unit.objects.exists():
        say("Lần chạy đầu: đang dựng tỉnh mẫu Lam Giang (hư cấu), mất khoảng một đến hai phút.")
        _found()
    intake.release_claims()
    pipeline.release_claims()
    _bring_cases(say)
    _bring_participation(say)
    months = [open_period(key) for key in sorted({row.month for row in sent()})]
    _receive(months, say)
    _read(say)
    if all(_synthesise(month, say) for month in months):
        for form, style in REPORTS:
            draft_report(months[-1], form, style, by=BY)
        say(f"Đã soạn dự thảo báo cáo tháng {months[-1]}.")
    if brought := add_past(months_before(), by=BY):
        say(f"Đã chép {brought} ý kiến của hai năm trước từ sổ cũ.")
    _show_sign_ins(say)


# --- the catalogues -------------------------------------------------------------------------------------------


@transaction.atomic
def _found() -> None:
    """Office, units, officers: all of them or none."""
    Office.objects.create(**tree("units")["office"], second_factor=[])  # the sign-in file is all there is
    root = _unit(tree("units")["province"], None)
    for row in tree("units")["units"]:
        _unit(row, root)
    for row in tree("units")["successions"]:
        _succession(row)
    add_old_units(root)
    load(plan_of(boundaries(), timezone.localdate()), by=BY)
    _officers()
    journal.record(by=BY, **BEGUN)


def _unit(row: dict[str, Any], parent: Unit | None) -> Unit:
    return Unit.objects.create(
        code=row["code"],
        name=row["name"],
        kind=row["kind"],
        other_names="\n".join(row["old"]),
        parent=parent,
        must_report=parent is not None,
        valid_from=row.get("from", MERGER if "zone" in row else LONG_AGO),
        valid_to=row.get("to"),
        remote=row.get("zone") == "nui",
    )


def _succession(row: dict[str, Any]) -> None:
    add_succession(
        before=Unit.objects.get(code=row["before"]),
        after=Unit.objects.get(code=row["after"]),
        on=row["since"],
        kind=row["kind"],
        legal_basis=row["basis"],
    )


def _officers() -> None:
    """One officer of each role, with passwords that exist nowhere but in the sign-in file."""
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=["LG", HOME, DEPARTMENT, FRONT])}
    lines = []
    for name, (role, code) in OFFICERS.items():
        password = "-".join(secrets.token_hex(2) for _ in range(3))
        unit = units[code] if code else None
        Officer.objects.create_user(username=name, password=password, role=role, unit=unit)
        works_in = f", {unit}" if code in (HOME, DEPARTMENT, FRONT) else ""
        lines.append(f"{name:8}  {password}  {_role_vi(role)}{works_in}")
    lines += _key_of_identities()
    with open(os.open(_sign_ins(), os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


def _key_of_identities() -> list[str]:
    """Put the custodian's key, which still lies here, under a passphrase; nothing has been sealed with it yet."""
    if not (keys_folder() / "custodian.key").exists():
        return []
    passphrase = "-".join(secrets.token_hex(2) for _ in range(4))
    make_pair(keys_folder(), "custodian", passphrase)
    return [f"Mật khẩu của khóa mở danh tính (người giữ khóa nhập khi đồng ý): {passphrase}"]


def _role_vi(role: Role) -> str:
    from django.utils.translation import override

    with override("vi"):
        return str(ROLE_NAMES[role])


def _sign_ins() -> Path:
    return Path(settings.HOME) / "sign-ins.txt"


def _show_sign_ins(say: Say) -> None:
    """The sign-in file in a frame, where it still is."""
    if not _sign_ins().exists():
        return
    lines = [*_sign_ins().read_text("utf-8").splitlines(), f"(ghi tại {_sign_ins()})"]
    width = max(map(len, lines))
    say(
        "\n".join(
            ("┌" + "─" * (width + 2) + "┐", *(f"│ {line:{width}} │" for line in lines), "└" + "─" * (width + 2) + "┘")
        )
    )


# --- the cases ------------------------------------------------------------------------------------------------


def _bring_cases(say: Say) -> None:
    people = {officer.username: officer for officer in Officer.objects.select_related("unit")}
    added = add_cases(
        receives=people["tiepdan"],
        works=people["canbo"],
        approves=people["lanhdao"],
        supervises=people["mattran"],
    )
    if added:
        say(f"Đã ghi {added} vụ việc mẫu cùng thời hạn giải quyết.")


def _bring_participation(say: Say) -> None:
    """The plan, consultations, supervision, satisfaction, what is made public, the press: each once."""
    people = {officer.username: officer for officer in Officer.objects.select_related("unit")}
    leader = people["lanhdao"]
    if given := add_plan(by=people["vanthu"], grants=leader):
        say(f"Đã nhập kế hoạch mẫu với {given} nhiệm vụ.")
    if held := add_rounds(holds=people["canboso"], approves=leader):
        say(f"Đã mở {held} đợt lấy ý kiến mẫu.")
    supervised = add_supervision(keeps=people["mattran"], second=people["mattran2"], answers=people["canboso"])
    counters = add_surveys(holds=people["vanthu"], approves=leader)
    public = add_disclosures(works=people["canbo"], approves=people["chutich"])
    if supervised or counters or public:
        say(f"Đã ghi {supervised} chương trình giám sát, {counters} quầy hỏi hài lòng, {public} việc phải công khai.")
    add_press(by=BY)


# --- the papers -----------------------------------------------------------------------------------------------


def _receive(months: list[Period], say: Say) -> None:
    """All files through the door; the same bytes are the same document, so a second time does nothing."""
    periods = {month.key: month for month in months}
    units = {unit.code: unit for unit in Unit.objects.all()}
    known = set(Document.objects.values_list("period__key", "name"))
    rows: list[Sent] = [row for row in sent() if (row.month, row.file) not in known]
    for row in rows:
        intake.receive(row.path.read_bytes(), name=row.file, period=periods[row.month], unit=units.get(row.unit), by=BY)
    if rows:
        say(f"Đã nhận {len(rows)} tài liệu của {len(months)} tháng.")


def _read(say: Say) -> None:
    total = Document.objects.count()
    done = total - Document.objects.filter(state=Document.State.WAITING).count()
    while count := intake.read_waiting(AT_ONCE):
        done += count
        say(f"Đọc tài liệu {done}/{total} ...")


def _synthesise(month: Period, say: Say) -> bool:
    """The month's run, unless an earlier start has finished it; whether it is done."""
    if Run.objects.filter(period=month, state=Run.State.DONE).exists():
        return True
    say(f"Tổng hợp tháng {month}: phân loại, gộp ý kiến trùng, gom nhóm vấn đề ...")
    ask_for_run(month, by=BY)
    run = pipeline.run_next()
    if run is None or run.state != Run.State.DONE:
        say(f"Lần tổng hợp tháng {month} chưa xong ({run.message if run else 'không có lần nào đang chờ'}).")
        return False
    return True
