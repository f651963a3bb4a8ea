"""The way to a name: asked with a reason, granted by others, read for a time by the asker only, journalled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from langnghe.audit.models import Entry
from langnghe.cases import identity
from langnghe.cases.models import Case, Opening
from langnghe.privacy.seal import keys_folder, make_pair
from langnghe.privacy.unseal import WrongKey
from langnghe.privacy.vault import Person
from langnghe.registry.models import Officer, Unit
from langnghe.registry.roles import Role

CaseMaker = Callable[..., Case]
People = dict[str, Officer]
HER = Person(name="Lò Thị Ín", phone="0912345678", address="thôn Vực")
WHY = "Cần xác minh nhân thân theo Điều 25 Luật Tố cáo"
NOW = dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC)


@pytest.fixture
def clock() -> object:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def key_file() -> bytes:
    return (keys_folder() / "custodian.key").read_bytes()


@pytest.fixture
def complaint(a_case: CaseMaker) -> Case:
    return a_case("khieu_nai", person=HER)


@pytest.fixture
def denunciation(a_case: CaseMaker) -> Case:
    return a_case("to_cao", person=HER)


def asked(case: Case, by: Officer) -> tuple[Opening, str]:
    return identity.ask(case, reason=WHY, by=by)


def verbs() -> list[tuple[str, str]]:
    return list(Entry.objects.order_by("number").exclude(verb="register").values_list("by", "verb"))


def test_from_asking_to_reading(clock: object, complaint: Case, people: People, key_file: bytes) -> None:
    opening, key = asked(complaint, people["commune"])
    identity.grant(opening, by=people["custodian"], key_file=key_file)
    opening.refresh_from_db()
    seen = identity.read(opening, by=people["commune"], key=key)
    assert seen.person == HER
    assert "thu hồi đất" in seen.original
    assert seen.until == NOW + identity.LENT
    assert verbs() == [
        ("cb-commune", "ask identity"),
        ("cb-custodian", "grant identity"),
        ("cb-commune", "read identity"),
    ]
    assert "Lò" not in repr(seen)


def test_the_database_alone_does_not_yield_what_was_lent(complaint: Case, people: People, key_file: bytes) -> None:
    opening, key = asked(complaint, people["commune"])
    identity.grant(opening, by=people["custodian"], key_file=key_file)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM cases_opening")
        stored = repr(cursor.fetchall())
    assert "Lò" not in stored
    assert key not in stored
    with pytest.raises(ValueError, match="trình duyệt"):
        identity.read(Opening.objects.get(), by=people["commune"], key="A" * 43 + "=")


def test_only_the_asker_reads(complaint: Case, people: People, key_file: bytes) -> None:
    opening, key = asked(complaint, people["commune"])
    identity.grant(opening, by=people["custodian"], key_file=key_file)
    opening.refresh_from_db()
    with pytest.raises(ValueError, match="người đã yêu cầu"):
        identity.read(opening, by=people["leader"], key=key)


def test_before_it_is_granted_there_is_nothing_to_read(complaint: Case, people: People) -> None:
    opening, key = asked(complaint, people["commune"])
    with pytest.raises(ValueError, match="đã hết"):
        identity.read(opening, by=people["commune"], key=key)


@pytest.mark.parametrize("back", [0, 3600])
def test_time_runs_out_and_stays_out(
    clock: time_machine.Coordinates, complaint: Case, people: People, key_file: bytes, back: int
) -> None:
    opening, key = asked(complaint, people["commune"])
    identity.grant(opening, by=people["custodian"], key_file=key_file)
    opening.refresh_from_db()
    identity.read(opening, by=people["commune"], key=key)
    clock.shift(identity.LENT - dt.timedelta(seconds=1))
    assert identity.read(opening, by=people["commune"], key=key).person == HER
    clock.shift(2)
    with pytest.raises(ValueError, match="đã hết"):
        identity.read(opening, by=people["commune"], key=key)
    clock.shift(-back)  # a clock set backwards brings nothing back
    opening.refresh_from_db()
    assert (opening.state, opening.lent) == ("ended", None)


def test_what_is_not_fetched_or_answered_ends_by_itself(
    clock: time_machine.Coordinates, a_case: CaseMaker, people: People, key_file: bytes
) -> None:
    granted, _ = asked(a_case(person=HER), people["commune"])
    identity.grant(granted, by=people["custodian"], key_file=key_file)
    waiting, _ = asked(a_case(person=HER), people["commune"])
    assert not identity.expire()
    clock.shift(identity.FETCHED_WITHIN)
    assert identity.expire()
    granted.refresh_from_db()
    waiting.refresh_from_db()
    assert (granted.state, granted.lent, waiting.state) == ("ended", None, "asked")
    clock.shift(identity.ASKED_FOR)
    assert identity.expire()
    assert not Opening.objects.exclude(state="ended").exists()


def test_ending_takes_back(complaint: Case, people: People, key_file: bytes) -> None:
    opening, _ = asked(complaint, people["commune"])
    identity.grant(opening, by=people["custodian"], key_file=key_file)
    with pytest.raises(ValueError, match="không được kết thúc"):
        identity.end(opening, by=people["auditor"])
    identity.end(opening, by=people["commune"])
    opening.refresh_from_db()
    assert opening.lent is None
    assert verbs()[-1] == ("cb-commune", "end identity")


@pytest.mark.parametrize("reason", ["", "  ", "cần xem"])
def test_a_reason_is_needed(complaint: Case, people: People, reason: str) -> None:
    with pytest.raises(ValueError, match="lý do"):
        identity.ask(complaint, reason=reason, by=people["commune"])


def test_a_reason_names_nobody(complaint: Case, people: People) -> None:
    opening, _ = identity.ask(complaint, reason="Cần gọi cho ông Lò Văn Pâng số 0912345678", by=people["commune"])
    assert "Pâng" not in opening.reason
    assert "0912345678" not in opening.reason


def test_a_case_without_a_person_has_nothing_to_open(a_case: CaseMaker, people: People) -> None:
    with pytest.raises(ValueError, match="không có danh tính"):
        asked(a_case(), people["commune"])


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.COMMUNE_OFFICER, Role.DEPARTMENT_OFFICER, Role.LEADER}))
def test_whoever_lacks_the_right_does_not_ask(complaint: Case, people: People, role: Role) -> None:
    with pytest.raises(ValueError, match="không được yêu cầu"):
        asked(complaint, people[role])


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.CUSTODIAN, Role.COMMUNE_OFFICER}))
def test_only_a_custodian_grants(complaint: Case, people: People, key_file: bytes, role: Role) -> None:
    opening, _ = asked(complaint, people["commune"])
    with pytest.raises(ValueError, match="người giữ khóa"):
        identity.grant(opening, by=people[role], key_file=key_file)


def test_nobody_grants_his_own_request(complaint: Case, people: People, key_file: bytes) -> None:
    opening, _ = asked(complaint, people["commune"])
    people["commune"].role = Role.CUSTODIAN
    for act in (
        lambda: identity.grant(opening, by=people["commune"], key_file=key_file),
        lambda: identity.agree(opening, by=people["commune"]),
        lambda: identity.refuse(opening, by=people["commune"], remark="không"),
    ):
        with pytest.raises(ValueError, match="chính mình"):
            act()
    with pytest.raises(IntegrityError), transaction.atomic():
        Opening.objects.update(first_by="cb-commune")


def test_a_request_is_granted_once(complaint: Case, people: People, key_file: bytes) -> None:
    opening, _ = asked(complaint, people["commune"])
    identity.grant(opening, by=people["custodian"], key_file=key_file)
    with pytest.raises(ValueError, match="đã được trả lời"):
        identity.grant(opening, by=people["custodian"], key_file=key_file)


def test_a_new_request_ends_the_older_one(complaint: Case, people: People) -> None:
    older, _ = asked(complaint, people["commune"])
    asked(complaint, people["commune"])
    older.refresh_from_db()
    assert older.state == "ended"


def test_a_refusal_says_why_and_names_nobody(complaint: Case, people: People) -> None:
    opening, _ = asked(complaint, people["commune"])
    with pytest.raises(ValueError, match="lý do"):
        identity.refuse(opening, by=people["custodian"], remark=" ")
    identity.refuse(opening, by=people["custodian"], remark="Hồ sơ đã đủ, hỏi ông Lò Văn Pâng")
    opening.refresh_from_db()
    assert opening.state == "refused"
    assert "Pâng" not in opening.remark


# --- two people -------------------------------------------------------------------------------------------------


def test_a_denunciation_needs_two(denunciation: Case, people: People, key_file: bytes) -> None:
    opening, key = asked(denunciation, people["commune"])
    with pytest.raises(ValueError, match="hai người"):
        identity.grant(opening, by=people["custodian"], key_file=key_file)
    identity.agree(opening, by=people["leader"])
    identity.grant(opening, by=people["custodian"], key_file=key_file)
    opening.refresh_from_db()
    assert (opening.first_by, opening.second_by) == ("cb-leader", "cb-custodian")
    assert identity.read(opening, by=people["commune"], key=key).person == HER


def test_one_custodian_is_not_two_people(denunciation: Case, people: People, key_file: bytes) -> None:
    opening, _ = asked(denunciation, people["commune"])
    identity.agree(opening, by=people["custodian"])
    with pytest.raises(ValueError, match="người khác"):
        identity.grant(opening, by=people["custodian"], key_file=key_file)


def test_a_leader_of_another_unit_does_not_agree(denunciation: Case, people: People) -> None:
    opening, _ = asked(denunciation, people["commune"])
    people["leader"].unit = Unit.objects.get(code="LG-03")
    with pytest.raises(ValueError, match="lãnh đạo của đơn vị"):
        identity.agree(opening, by=people["leader"])
    people["leader"].unit = Unit.objects.get(code="LG")
    identity.agree(opening, by=people["leader"])


def test_the_database_itself_refuses_to_lend_without_two(denunciation: Case, people: People) -> None:
    asked(denunciation, people["commune"])
    for fields in (
        {"state": "granted", "lent": b"x", "until": timezone.now(), "first_by": "cb-custodian"},
        {"state": "granted", "lent": b"x", "until": timezone.now(), "first_by": "a", "second_by": "a"},
        {"state": "granted", "lent": b"x", "first_by": "a", "second_by": "b"},
        {"state": "asked", "lent": b"x", "until": timezone.now(), "first_by": "a", "second_by": "b"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Opening.objects.update(**fields)


# --- keys -------------------------------------------------------------------------------------------------------


def test_a_wrong_key_is_told_counted_and_journalled(complaint: Case, people: People, key_file: bytes) -> None:
    opening, _ = asked(complaint, people["commune"])
    for time in range(identity.WRONG_KEYS):
        with pytest.raises(WrongKey):
            identity.grant(opening, by=people["custodian"], key_file=b"khong phai khoa")
        assert Opening.objects.get().wrong_keys == time + 1
    assert verbs().count(("cb-custodian", "wrong key")) == identity.WRONG_KEYS
    assert Opening.objects.get().state == "refused"
    with pytest.raises(ValueError, match="đã được trả lời"):
        identity.grant(opening, by=people["custodian"], key_file=key_file)


def test_a_passphrase_opens_the_key_that_lies_on_the_machine(a_case: CaseMaker, people: People) -> None:
    make_pair(keys_folder(), "custodian", "chín con trâu")
    opening, key = asked(a_case(person=HER), people["commune"])
    for wrong in ("", "chín con bò"):
        with pytest.raises(WrongKey, match="ật khẩu"):
            identity.grant(opening, by=people["custodian"], passphrase=wrong)
    identity.grant(opening, by=people["custodian"], passphrase="chín con trâu")
    opening.refresh_from_db()
    assert identity.read(opening, by=people["commune"], key=key).person == HER


def test_a_key_that_lies_open_on_the_machine_is_not_used(complaint: Case, people: People) -> None:
    opening, _ = asked(complaint, people["commune"])
    with pytest.raises(WrongKey):
        identity.grant(opening, by=people["custodian"])


def test_without_a_key_on_the_machine_a_file_is_asked_for(complaint: Case, people: People) -> None:
    (keys_folder() / "custodian.key").unlink()
    opening, _ = asked(complaint, people["commune"])
    with pytest.raises(ValueError, match="hãy chọn tệp khóa"):
        identity.grant(opening, by=people["custodian"], passphrase="gì cũng được")


# --- who watches ------------------------------------------------------------------------------------------------


def test_custodians_watch_all_and_leaders_their_own_and_lower_units(complaint: Case, people: People) -> None:
    asked(complaint, people["commune"])
    leader = people["leader"]
    assert identity.openings_seen_by(people["custodian"]).count() == 1
    assert identity.openings_seen_by(leader).count() == 1
    leader.unit = Unit.objects.get(code="LG")
    assert identity.openings_seen_by(leader).count() == 1
    for unit in (Unit.objects.get(code="LG-03"), None):
        leader.unit = unit
        assert not identity.openings_seen_by(leader)
    assert not identity.openings_seen_by(people["auditor"])
