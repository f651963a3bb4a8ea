"""A case through its acts: what the table allows, four eyes, clocks, outcomes, merge and split."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from langnghe.audit.models import Entry
from langnghe.cases.actions import Conflict, approve, perform, send_back
from langnghe.cases.effects import EFFECTS
from langnghe.cases.models import Case, Draft
from langnghe.cases.queries import visible_cases
from langnghe.cases.states import acts, outcomes, states
from langnghe.registry.models import Officer, Unit

CaseMaker = Callable[..., Case]
People = dict[str, Officer]
TODAY = dt.date(2026, 11, 20)


@pytest.fixture(autouse=True)
def today() -> object:
    with time_machine.travel(dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC), tick=False):
        yield


def do(case: Case, act: str, people: People, on: dt.date | None = None, **fields: object) -> Case:
    """An act by the commune's officer, approved by its leader where it waits."""
    by = people["leader"] if acts()[act].right == "supervise" else people["commune"]
    done = perform(case=case.pk, act=act, by=by, on=on, **fields)
    if isinstance(done, Draft):
        approve(draft=done.pk, by=people["leader"], on=on)
    case.refresh_from_db()
    return case


def test_the_table_holds_together() -> None:
    for act in acts().values():
        assert act.starts_from <= set(states()), act.key
        assert act.to is None or act.to in states(), act.key
    assert {outcome.stays_open_as for outcome in outcomes().values()} <= {"", *states()}
    reachable = {act.to for act in acts().values()} | {"promised"}
    assert set(states()) <= reachable


def test_a_new_case_has_its_first_clock(a_case: CaseMaker) -> None:
    case = a_case("khieu_nai")
    assert (case.state, case.due_on) == ("received", dt.date(2026, 11, 12))
    assert case.events.get().act == "receive"


def test_a_complaint_is_accepted_by_two_people_and_gets_its_term(a_case: CaseMaker, people: People) -> None:
    case = a_case("khieu_nai")
    draft = perform(case=case.pk, act="accept", by=people["commune"], on=dt.date(2026, 11, 5))
    assert isinstance(draft, Draft)
    assert Case.objects.get(pk=case.pk).state == "received"
    with pytest.raises(PermissionDenied):
        approve(draft=draft.pk, by=people["commune"])
    approve(draft=draft.pk, by=people["leader"], on=dt.date(2026, 11, 5))
    case.refresh_from_db()
    assert (case.state, case.accepted_on, case.due_on) == ("accepted", dt.date(2026, 11, 5), dt.date(2026, 12, 7))
    assert case.clocks.get(step="thu_ly").state == "met"


def test_who_drafts_never_approves(a_case: CaseMaker, people: People) -> None:
    case = a_case("khieu_nai")
    draft = perform(case=case.pk, act="accept", by=people["commune"])
    people["commune"].role = "leader"
    people["commune"].save()
    with pytest.raises(ValueError, match="không tự duyệt"):
        approve(draft=draft.pk, by=people["commune"])


def test_another_units_leader_does_not_approve(a_case: CaseMaker, people: People) -> None:
    draft = perform(case=a_case("khieu_nai").pk, act="accept", by=people["commune"])
    people["leader"].unit = Unit.objects.filter(kind="so").first()
    people["leader"].save()
    with pytest.raises(PermissionDenied):
        approve(draft=draft.pk, by=people["leader"])


def test_a_returned_draft_changes_nothing(a_case: CaseMaker, people: People) -> None:
    case = a_case("khieu_nai")
    draft = perform(case=case.pk, act="refuse", by=people["commune"], refusal="het_thoi_hieu")
    send_back(draft=draft.pk, by=people["leader"], remark="Chưa hết thời hiệu.")
    case.refresh_from_db()
    assert (case.state, Draft.objects.get().state) == ("received", "returned")


def test_suspension_stops_the_clock_and_resuming_gives_the_days_back(a_case: CaseMaker, people: People) -> None:
    case = do(a_case("khieu_nai"), "accept", people, dt.date(2026, 11, 3))
    before = case.due_on
    do(case, "suspend", people, dt.date(2026, 11, 9), suspension="bat_kha_khang")
    assert (case.state, case.due_on) == ("suspended", None)
    do(case, "resume", people, dt.date(2026, 11, 19))
    assert before == dt.date(2026, 12, 3)
    assert case.due_on == dt.date(2026, 12, 14)  # ten days later is Sunday 13


def test_a_complaint_is_extended_once_when_found_complex(a_case: CaseMaker, people: People) -> None:
    case = do(a_case("khieu_nai"), "accept", people, dt.date(2026, 11, 3))
    with pytest.raises(ValueError, match="không cho gia hạn"):
        do(case, "extend", people, note="Cần thêm thời gian")
    do(case, "complicate", people, complexity="complex", note="Liên quan nhiều hộ")
    do(case, "extend", people, note="Cần thêm thời gian")
    assert case.due_on == dt.date(2026, 12, 18)
    with pytest.raises(ValueError, match="không cho gia hạn"):
        do(case, "extend", people, note="Lần nữa")


def test_done_without_proof_is_refused(a_case: CaseMaker, people: People) -> None:
    case = do(a_case("phan_anh"), "accept", people)
    with pytest.raises(ValueError, match="chứng minh"):
        do(case, "answer", people, outcome="done", answer="Đã sửa xong đường.")
    do(case, "answer", people, outcome="promised", answer="Sẽ sửa trong tháng 12.", promised_on="2026-12-20")
    assert (case.state, case.outcome, case.is_open) == ("promised", "promised", True)
    with pytest.raises(ValueError, match="thiếu"):
        do(case, "done", people)


def test_whoever_comes_second_sees_that_the_case_has_changed(a_case: CaseMaker, people: People) -> None:
    case = a_case("phan_anh")
    perform(case=case.pk, act="accept", by=people["commune"], version=case.version)
    with pytest.raises(Conflict, match="vừa thay đổi"):
        perform(case=case.pk, act="accept", by=people["commune"], version=case.version)


def test_withdrawn_content_stays_so_unless_coerced(a_case: CaseMaker, people: People) -> None:
    case = do(a_case("khieu_nai"), "accept", people)
    do(case, "withdraw", people, signed_paper="1")
    assert (case.state, case.is_open, case.due_on) == ("withdrawn", False, None)
    with pytest.raises(ValueError, match="Điều 10"):
        do(case, "reopen", people, note="Muốn khiếu nại lại")
    do(case, "reopen", people, note="Bị đe dọa", coerced="1")
    assert case.state == "accepted"
    assert case.due_on is not None


def test_merge_and_undo(a_case: CaseMaker, people: People) -> None:
    first, second = a_case("phan_anh"), a_case("phan_anh")
    do(second, "merge", people, into=first.pk)
    assert (second.state, second.due_on, second.merged_into) == ("merged", None, first)
    do(second, "unmerge", people)
    assert (second.state, second.merged_into, second.due_on) == ("received", None, dt.date(2026, 11, 12))


def test_split_and_undo(a_case: CaseMaker, people: People) -> None:
    case = a_case("kien_nghi", "Đường hỏng. Cán bộ thu tiền sai quy định.")
    do(
        case,
        "split",
        people,
        parts=[
            {"kind": "phan_anh", "text": "Đường hỏng."},
            {"kind": "to_cao", "text": "Cán bộ thu tiền sai quy định."},
        ],
    )
    other = case.submission.cases.exclude(pk=case.pk).get()
    case.submission.refresh_from_db()
    assert "thu tiền" not in case.events.get(act="split").note  # whoever works on the road does not read it
    assert (case.kind, other.kind, other.secret, case.submission.text) == ("phan_anh", "to_cao", True, "")
    do(case, "unsplit", people)
    other.refresh_from_db()
    assert (case.kind, case.text, other.state) == (
        "kien_nghi",
        "Đường hỏng.\n\nCán bộ thu tiền sai quy định.",
        "merged",
    )
    assert not case.secret


def test_split_of_plain_matters_and_undo(a_case: CaseMaker, people: People) -> None:
    case = a_case("kien_nghi", "Đường hỏng. Cầu gãy.")
    parts = [{"kind": "phan_anh", "text": "Đường hỏng."}, {"kind": "phan_anh", "text": "Cầu gãy."}]
    do(case, "split", people, parts=parts)
    do(case, "unsplit", people)
    assert (case.kind, case.text) == ("kien_nghi", "Đường hỏng. Cầu gãy.")


def test_what_was_split_off_a_denunciation_leaves_its_notes_and_files_behind(a_case: CaseMaker, people: People) -> None:
    case = a_case("to_cao", "Cán bộ thu tiền sai quy định. Đường hỏng.")
    parts = [{"kind": "phan_anh", "text": "Đường hỏng."}, {"kind": "to_cao", "text": "Cán bộ thu tiền sai quy định."}]
    do(case, "split", people, parts=parts)
    assert case.secret
    do(case, "unsplit", people)
    assert (case.kind, case.secret) == ("to_cao", True)


def test_each_act_is_one_line_of_the_journal_without_text(a_case: CaseMaker, people: People) -> None:
    case = do(a_case("phan_anh"), "accept", people)
    entry = Entry.objects.order_by("-number").first()
    assert entry is not None
    assert (entry.verb, entry.what) == ("accept", f"case {case.code}")
    assert "đường" not in str(entry.detail)


def test_what_an_effect_returns_stays_out_of_the_journal_until_it_is_known_to_be_a_code(
    a_case: CaseMaker, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = EFFECTS["assign"]
    said = {"remark": "Chị Dợ nói"}
    monkeypatch.setitem(EFFECTS, "assign", lambda case, fields, on: known(case, fields, on) | said)
    case = do(a_case("phan_anh"), "assign", people, unit=people["commune"].unit_id)
    assert case.events.get(act="assign").detail["remark"] == "Chị Dợ nói"
    assert Entry.objects.get(verb="assign").detail.keys() == {"state", "on", "unit", "from_unit"}


def test_only_the_right_officers_see_a_case(a_case: CaseMaker, people: People) -> None:
    plain, secret = a_case("phan_anh"), a_case("to_cao")
    seen = {role: set(visible_cases(officer)) for role, officer in people.items()}
    assert seen["commune"] == {plain, secret}
    assert seen["clerk"] == {plain}
    assert seen["front"] == {plain}
    assert seen["auditor"] == seen["administrator"] == seen["custodian"] == set()


def test_the_day_of_an_act_goes_forward_only(a_case: CaseMaker, people: People) -> None:
    case = a_case("phan_anh")
    with pytest.raises(ValueError, match="sớm hơn"):
        do(case, "accept", people, dt.date(2026, 11, 1))
    with pytest.raises(ValueError, match="tương lai"):
        do(case, "accept", people, dt.date(2026, 11, 21))


def test_a_clock_set_back_stops_no_work(a_case: CaseMaker, people: People) -> None:
    case = do(a_case("phan_anh"), "accept", people, TODAY)
    with time_machine.travel(dt.datetime(2026, 11, 10, 2, tzinfo=dt.UTC), tick=False):
        do(case, "answer", people, outcome="explained", answer="Đã giải thích.")
    assert (case.state, case.closed_on) == ("closed", TODAY)


@pytest.mark.parametrize(
    ("kind", "how", "article"),
    [("khieu_nai", "signed", "Điều 11"), ("khieu_nai", "anonymous", "Điều 11"), ("to_cao", "anonymous", "Điều 25")],
)
def test_what_the_law_wants_a_name_for_is_not_taken_up_without_one(
    a_case: CaseMaker, people: People, kind: str, how: str, article: str
) -> None:
    case = a_case(kind, **{how: how == "anonymous"})
    with pytest.raises(ValueError, match=article):
        perform(case=case.pk, act="accept", by=people["commune"])
    assert do(a_case("phan_anh", anonymous=True), "accept", people).state == "accepted"
