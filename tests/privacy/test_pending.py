"""Files that wait for a confirmation: found by the name that was given, for a day, then gone whoever asks."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from langnghe.plan import upload
from langnghe.privacy import pending
from langnghe.timetable import take_turns

PLAN = "Sùng Thị Dợ, thôn Mít".encode()


def grow_old(path: Path, seconds: float = pending.SECONDS + 60) -> None:
    os.utime(path, (time.time() - seconds,) * 2)


def test_a_file_is_found_in_its_folder_only_and_by_its_name_only() -> None:
    path = pending.keep("units", PLAN, ".xlsx")
    assert pending.find("units", path.name) == path
    assert path.read_bytes() == PLAN
    assert pending.find("plans", path.name) is None
    for name in ("", "..", f"../units/{path.name}", path.stem, f"{path.name}\n"):
        assert pending.find("units", name) is None
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_after_a_day_it_is_not_found_though_nobody_has_swept() -> None:
    path = upload.keep("ke-hoach.docx", PLAN)
    grow_old(path, pending.SECONDS - 60)
    assert upload.kept(path.name) == path
    grow_old(path)
    assert upload.kept(path.name) is None


def test_the_same_file_sent_again_waits_another_day() -> None:
    grow_old(upload.keep("ke-hoach.docx", PLAN))
    path = upload.keep("ke-hoach.docx", PLAN)
    assert upload.kept(path.name) == path


@pytest.mark.django_db
def test_the_worker_deletes_what_is_old_in_every_folder_and_nothing_else() -> None:
    old = [pending.keep(folder, PLAN, ".csv") for folder in ("units", "plans", "boundaries")]
    half = old[0].with_name("half.part")
    half.write_bytes(b"x")
    young = pending.keep("units", b"young", ".csv")
    for path in [*old, half]:
        grow_old(path)
    take_turns({}, timezone.now())
    assert list((Path(settings.HOME) / "pending").glob("*/*")) == [young]
