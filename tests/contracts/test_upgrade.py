"""A database of the first release climbs to the newest tables: its rows are all there, and mean what they meant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps.registry import Apps
from django.contrib.auth.hashers import make_password
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from langnghe.cases.models import Case
from langnghe.cases.queries import visible_cases
from langnghe.intake.models import Document
from langnghe.intake.search import matching, search
from langnghe.registry.models import Office, Officer, Period, Unit
from langnghe.registry.roles import Role
from langnghe.synthesis import queries
from langnghe.synthesis.models import Link
from langnghe.text.normal import fold
from tests.conftest import PASSWORD

FIRST = [("registry", "0001_initial"), ("intake", "0001_initial"), ("synthesis", "0001_initial")]
WITH_CASES = [("cases", "0001_initial"), *FIRST[1:], ("registry", "0003_units_over_time")]
ROAD = "đường liên thôn nhiều ổ gà"
REFUSE = "bãi rác thôn Đồng Trám không có xe thu gom"
LAND = "Đề nghị xem xét việc thu hồi đất làm đường chưa bồi thường."


@pytest.fixture
def empty_database(db: None, tmp_path: Path) -> Iterator[None]:
    """A second database without a table, in the place of the tests' own."""
    own, settings = connections["default"], connections.settings["default"]
    name = settings["NAME"]
    is_file = own.vendor == "sqlite"
    settings["NAME"] = str(tmp_path / "first.sqlite3") if is_file else f"{name}_first"
    made = [] if is_file else [f'DROP DATABASE IF EXISTS "{settings["NAME"]}"', f'CREATE DATABASE "{settings["NAME"]}"']
    in_cluster(made)
    connections["default"] = connections.create_connection("default")
    yield
    connections["default"].close()
    connections["default"] = own
    in_cluster(made[:1])
    settings["NAME"] = name


def in_cluster(statements: list[str]) -> None:
    for statement in statements:
        with connections["default"]._nodb_cursor() as cursor:
            cursor.execute(statement)


def climb(targets: list[tuple[str, str]]) -> Apps:
    """Apply what leads to the targets; the models as they were there."""
    executor = MigrationExecutor(connections["default"])
    executor.migrate(targets)
    return executor.loader.project_state(targets).apps


def climb_to_the_newest() -> None:
    climb(MigrationExecutor(connections["default"]).loader.graph.leaf_nodes())


def month_of_the_first_release(then: Apps) -> None:
    """A commune that has reported and one that has not; a clerk; two opinions labelled, linked, one decided otherwise."""
    then.get_model("registry", "Office").objects.create(
        province="tỉnh Lam Giang", superior="TỈNH ỦY", name="BAN TUYÊN GIÁO", symbol="BTG", place="Lam Giang"
    )
    period = then.get_model("registry", "Period").objects.create(
        key="2026-10", starts_on=dt.date(2026, 10, 1), ends_on=dt.date(2026, 10, 31)
    )
    units = then.get_model("registry", "Unit").objects
    commune = units.create(code="LG-01", name="Xã Bình Khê", kind="xa", other_names="Khê Thượng")
    units.create(code="LG-02", name="Xã Tân Sơn", kind="xa")
    then.get_model("registry", "Officer").objects.create(
        username="vanthu", password=make_password(PASSWORD), role="commune", unit=commune
    )
    document = then.get_model("intake", "Document").objects.create(
        sha256="a" * 64, name="bao-cao.docx", size=9, state="read", received_by="vanthu", pieces=3,
        period=period, unit=commune,
    )  # fmt: skip
    block = then.get_model("intake", "StoredBlock").objects.create(
        document=document, number=1, kind="paragraph", place="p1", text=f"{ROAD}; {REFUSE}"
    )
    then.get_model("intake", "OtherText").objects.create(document=document, block=block, start=0, end=2, why="lead-in")
    first, second = (
        then.get_model("intake", "Opinion").objects.create(
            document=document, block=block, start=start, end=start + len(text), text=text, folded=fold(text),
            area=commune,
        )
        for start, text in ((0, ROAD), (len(ROAD) + 2, REFUSE))
    )  # fmt: skip
    labels_of_the_first_release(then, first.pk, second.pk)
    then.get_model("synthesis", "Run").objects.create(period=period, state="done", asked_by="vanthu", progress=100)


def labels_of_the_first_release(then: Apps, first: int, second: int) -> None:
    theme = then.get_model("synthesis", "Theme").objects.create(
        key="gt-1", sector="GT", topic="gt.duong_xuong_cap", title="Đường hư hỏng", words=["ổ gà"]
    )
    issue = then.get_model("synthesis", "Issue").objects.create(key="i1")
    proposals = then.get_model("synthesis", "Proposal").objects
    proposals.create(opinion_id=first, sector="GT", topic=theme.topic, kind="phan_anh", theme=theme, issue=issue)
    proposals.create(opinion_id=second, sector="GT", kind="phan_anh", unsure=True)
    then.get_model("synthesis", "Decision").objects.create(
        opinion_id=second, sector="MT", topic="mt.rac_thai", kind="kien_nghi", by="vanthu"
    )
    then.get_model("synthesis", "Link").objects.create(
        first_id=first, second_id=second, kind="same-matter", score=0.7, state="refused", by="vanthu"
    )


def case_of_the_first_release(then: Apps) -> None:
    unit = then.get_model("registry", "Unit").objects.get(code="LG-01")
    received = dt.date(2026, 11, 2)
    submission = then.get_model("cases", "Submission").objects.create(
        code="LGX2K7Q9", channel="post", received_on=received, received_by="vanthu", text=LAND, unit=unit
    )
    case = then.get_model("cases", "Case").objects.create(
        code="LGX2K7Q9-1", kind="khieu_nai", title="Thu hồi đất", text=LAND, folded=fold(LAND), sector="DD",
        received_on=received, due_on=dt.date(2026, 12, 2), unit=unit, area=unit, submission=submission,
    )  # fmt: skip
    then.get_model("cases", "Event").objects.create(
        case=case, number=1, act="register", on=received, by="vanthu", state="received", detail={"channel": "post"}
    )


def test_a_blank_in_a_units_code_becomes_a_hyphen_that_no_other_code_has(empty_database: None) -> None:
    units = climb([("registry", "0007_boundaries")]).get_model("registry", "Unit").objects
    names = {units.create(code=code, name=code, kind="xa").pk: code for code in ("LG-01", "LG 01", "LG 02")}
    units = climb([("registry", "0008_codes_without_blanks")]).get_model("registry", "Unit").objects
    codes = {names[pk]: code for pk, code in units.values_list("pk", "code")}
    assert codes == {"LG-01": "LG-01", "LG 01": "LG-01-2", "LG 02": "LG-02"}


def test_rows_of_the_first_release_are_all_there_on_the_newest_tables(empty_database: None) -> None:
    month_of_the_first_release(climb(FIRST))
    case_of_the_first_release(climb(WITH_CASES))
    climb_to_the_newest()

    # The registry: what was written, and what later columns are filled with.
    commune = Unit.objects.get(code="LG-01")
    assert (commune.name, commune.kind, commune.valid_from) == ("Xã Bình Khê", "xa", dt.date(2025, 7, 1))
    assert "binh khe" in commune.folded
    assert "khe thuong" in commune.folded
    office = Office.objects.get()
    assert (office.province, office.least_inside, office.least_public) == ("tỉnh Lam Giang", 5, 10)
    clerk = Officer.objects.get(username="vanthu")
    assert clerk.check_password(PASSWORD)
    assert (clerk.role, clerk.unit, clerk.sessions_ended) == (Role.COMMUNE_OFFICER, commune, 0)

    # The month: counted as before, found by words, the officer's word before the engine's.
    period = Period.objects.get(key="2026-10")
    covered, balance = queries.coverage(period), queries.balance(period)
    assert (covered.due, covered.reported, [unit.code for unit in covered.missing]) == (2, 1, ["LG-02"])
    assert (balance.read, balance.opinions, balance.difference) == (3, 2, 0)
    road, refuse = queries.opinions_of([period]).order_by("start")
    assert (road.text, road.sector, road.topic, road.kind) == (ROAD, "GT", "gt.duong_xuong_cap", "phan_anh")
    assert (refuse.text, refuse.sector, refuse.topic, refuse.kind) == (REFUSE, "MT", "mt.rac_thai", "kien_nghi")
    assert [(theme.name, theme.said, theme.units) for theme in queries.themes_of([period])] == [("Đường hư hỏng", 1, 1)]
    assert [row.pk for row in search("o ga")] == [road.pk]
    assert Link.objects.get().state == Link.State.REFUSED
    run = queries.last_run(period)
    assert run
    assert (run.state, run.asked_by) == ("done", "vanthu")
    assert Document.objects.get().channel == "report"

    # The case: its words, its days, its book, and who may see it.
    case = Case.objects.get()
    assert (case.text, case.received_on, case.due_on) == (LAND, dt.date(2026, 11, 2), dt.date(2026, 12, 2))
    assert (case.submission.text, case.submission.people, case.is_open) == (LAND, 1, True)
    assert [(event.act, event.detail) for event in case.events.all()] == [("register", {"channel": "post"})]
    assert list(visible_cases(clerk)) == [case]
    assert matching("cases_case", "thu hoi dat") == [case.pk]
    assert matching("cases_case", "o ga") == []
