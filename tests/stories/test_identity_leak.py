"""Identities are planted through the way that submissions come in; afterwards they are found nowhere.

300 of them in every run; LANGNGHE_LEAKS=10000 for the acceptance run. Looked through: every file under the home folder
(the database with its search index and write-ahead log, sealed originals, attachments, mail, reports), a dump of every
table, everything logged, the letters, the exports, and the system's folder of temporary files.
"""

from __future__ import annotations

import json
import logging
import os
import random
import sqlite3
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from langnghe.audit.models import Entry
from langnghe.cases import identity
from langnghe.cases.attachments import attach
from langnghe.cases.models import Case
from langnghe.cases.registering import Item, register
from langnghe.law import procedures
from langnghe.privacy.models import Sealed
from langnghe.privacy.seal import keys_folder
from langnghe.privacy.vault import Person
from langnghe.registry.models import Officer, Unit
from langnghe.registry.roles import Role
from langnghe.text.normal import fold
from tests.cases.conftest import RECEIVED
from tests.conftest import signed_in

MANY = int(os.environ.get("LANGNGHE_LEAKS", "300"))
FAMILY = "Nguyễn Trần Lò Sùng Giàng Vàng Lường Quàng Tòng Cà Hoàng Đinh Bùi Mùa Thào".split()
MIDDLE = "Văn Thị A Đình Thanh Xuân Minh Mỹ Hữu Ngọc Bá Kim".split()
GIVEN = "Pháo Dợ Ín Pâng Sểnh Chứ Dín Súa Lềnh Mẩy Pao Sính Vừ Hặc Tếnh".split()
SAID = (
    "Tôi là {name}, số căn cước {id}, điện thoại {phone}. Đề nghị xem xét việc thu hồi đất làm đường, vụ số {n}.",
    "Kính gửi Ủy ban, {name} ({phone}) phản ánh bãi rác gần trường học chưa được dọn, vụ số {n}. Ký tên: {upper}",
    "Đề nghị làm rõ khoản thu ở thôn, vụ số {n}. Liên hệ {plain}, CCCD {grouped}, zalo {dotted}.",
)

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True)
class Planted:
    """One made-up person; the last word makes each name one of a kind, and no accident of sealed bytes."""

    person: Person
    text: str

    def traces(self) -> Iterator[str]:
        """What must be found nowhere: folded, digits without gaps."""
        yield fold(self.person.name)
        yield self.person.phone
        yield f"84{self.person.phone[1:]}"
        yield self.person.id_number


def plant(number: int) -> Planted:
    rng = random.Random(number)
    mark = "".join("ghklmnprst"[int(digit)] for digit in f"{number:05}")
    name = f"{rng.choice(FAMILY)} {rng.choice(MIDDLE)} {rng.choice(GIVEN)} Xuy{mark}"
    phone, id_number = f"09{10_000_000 + 7919 * number:08}", f"0{11 + number % 80}{100_000_000 + 6007 * number}"
    text = SAID[number % len(SAID)].format(
        name=name,
        upper=name.upper(),
        plain=fold(name),
        phone=phone,
        dotted=f"{phone[:4]}.{phone[4:7]}.{phone[7:]}",
        id=id_number,
        grouped=" ".join(id_number[at : at + 4] for at in range(0, 12, 4)),
        n=number,
    )
    person = Person(name=name, phone=phone, id_number=id_number, address=f"số {number + 1}, tổ {number % 9 + 1}")
    return Planted(person, text)


@pytest.fixture
def everything(province: Unit) -> list[Planted]:
    """The identities, registered as cases of every kind; one in ten with a file that its owner has named and signed."""
    units = list(Unit.objects.filter(kind="xa").order_by("code"))
    kinds = sorted(procedures.kinds())
    planted = [plant(number) for number in range(MANY)]
    for number, one in enumerate(planted):
        unit = units[number % len(units)]
        item = Item(kinds[number % len(kinds)], one.text, area=unit)
        submission = register(
            by="van-thu", unit=unit, channel="post", received_on=RECEIVED, items=[item], person=one.person
        )
        if number % 10 == 0:
            file = SimpleUploadedFile(f"don cua {one.person.name}.txt", one.text.encode())
            if submission.cases.get().secret:
                attach(submission.cases.get(), file, by="van-thu")
    return planted


@pytest.fixture
def cast(province: Unit) -> dict[str, Officer]:
    unit = Unit.objects.filter(kind="xa").order_by("code")[0]
    return {
        role.value: Officer.objects.create_user(username=f"cb-{role.value}", password="x", role=role, unit=unit)
        for role in (Role.COMMUNE_OFFICER, Role.CUSTODIAN, Role.LEADER, Role.AUDITOR, Role.CLERK)
    }


def open_one(case: Case, cast: dict[str, Officer]) -> bytes:
    """Ask, agree where two are needed, grant and read, over HTTP; what the asker was shown."""
    asker, custodian = signed_in(cast["commune"]), signed_in(cast["custodian"])
    asker.post(reverse("identity-ask", args=[case.code]), {"reason": "Cần xác minh theo quy định"})
    opening = case.openings.get()
    answer = reverse("answer-identity", args=[opening.pk])
    signed_in(cast["leader"]).post(answer, {"act": "agree"})
    key = SimpleUploadedFile("custodian.key", (keys_folder() / "custodian.key").read_bytes())
    custodian.post(answer, {"act": "grant", "key": key})
    return asker.post(reverse("identity", args=[opening.pk])).content


def pages(cast: dict[str, Officer]) -> Iterator[tuple[str, str]]:
    """What everybody else is shown: lists, requests, the journal, a case."""
    names = {"commune": ["cases"], "clerk": ["cases"], "auditor": ["journal"], "custodian": ["identity-requests"]}
    for role, addresses in names.items():
        for name in addresses:
            yield f"page {name}", signed_in(cast[role]).get(reverse(name)).content.decode()


def files(*folders: Path) -> Iterator[tuple[str, str]]:
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file():
                yield str(path), f"{path.name}\n{path.read_bytes().decode('utf-8', 'ignore')}"


def tables() -> Iterator[tuple[str, str]]:
    """Every table and index of the database as text, the search index and its hidden tables too."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            yield f"table {table}", "\n".join(str(tuple(map(_readable, row))) for row in cursor.fetchall())


def _readable(value: object) -> object:
    return bytes(value).decode("utf-8", "ignore") if isinstance(value, bytes | memoryview) else value


def dump(folder: Path) -> None:
    """SQLite's file as it lies on the disk, in which deleted rows may still stand."""
    if connection.vendor == "sqlite":
        with sqlite3.connect(folder / "copy.sqlite3") as copy:
            connection.connection.backup(copy)


def found(planted: Iterable[Planted], places: Iterable[tuple[str, str]]) -> list[str]:
    """Where a trace of somebody stands: one walk over each text, looking words and numbers up."""
    names = {fold(one.person.name).split()[-1]: one for one in planted}
    numbers = {number for one in planted for number in list(one.traces())[1:]}
    out = []
    for place, text in places:
        folded = fold(unicodedata.normalize("NFC", text.replace("\\u", " ")))
        words = set("".join(mark if mark.isalpha() else " " for mark in folded).split())
        out += [f"{place}: {word}" for word in words & names.keys()]
        digits = "".join(mark for mark in folded if mark not in " .-()")
        for run in "".join(mark if mark.isdigit() else " " for mark in digits).split():
            out += [f"{place}: {part}" for part in _parts(run) if part in numbers]
    return out


def _parts(run: str) -> Iterator[str]:
    """Pieces of a run of digits as long as a telephone or identity number."""
    for length in (10, 11, 12):
        yield from (run[at : at + length] for at in range(len(run) - length + 1))


def test_the_search_itself_finds_what_is_there() -> None:
    one = plant(7)
    for text in (
        one.text,
        one.person.name.upper(),
        f"tel {one.person.phone}",
        f"id={one.person.id_number}",
        fold(one.text),
    ):
        assert found([one], [("here", text)]), text
    assert not found([one], [("here", plant(8).text)])


def test_planted_identities_are_found_nowhere(
    everything: list[Planted],
    cast: dict[str, Officer],
    own_home: Path,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    commune = cast["commune"].unit
    opened = [Case.objects.filter(unit=commune, secret=secret).order_by("pk")[0] for secret in (True, False)]
    for case in opened:
        shown = open_one(case, cast).decode()
        assert any(one.person.name in shown for one in everything)  # it can be read, by whom it was granted to
    identity.end(opened[0].openings.get(), by=cast["commune"])  # the other is still lent
    (tmp_path / "dump").mkdir()
    dump(tmp_path / "dump")
    captured = capfd.readouterr()
    places = [
        *files(own_home, tmp_path / "dump"),
        *tables(),
        *pages(cast),
        *((f"log {record.name}", record.getMessage()) for record in caplog.records),
        *(("mail", message.message().as_string()) for message in mail.outbox),
        ("output", captured.out + captured.err),
        ("journal", json.dumps(list(Entry.objects.values_list("by", "verb", "what", "detail")), default=str)),
        *files(*Path(tempfile.gettempdir()).glob("*.upload*")),
    ]
    assert Sealed.objects.count() == MANY
    assert found(everything, places) == []
