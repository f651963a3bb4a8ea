"""A plan's file: kept for a day until its import is confirmed, and read in the guarded process."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import time
from pathlib import Path

from django.conf import settings

from langnghe.intake.readers import read_safely
from langnghe.plan.task_import import Frame, admitted, guessed_frame
from langnghe.plan.task_rows import PlanText, read_plan
from langnghe.privacy.seal import write_whole

LARGEST = 20 << 20  # bytes
ENDINGS = (".docx", ".doc", ".xlsx", ".xls", ".csv")
_KEPT_SECONDS = 24 * 3600
_KEPT_NAME = re.compile(r"[0-9a-f]{64}\.(?:docx|doc|xlsx|xls|csv)")


def keep(name: str, content: bytes) -> Path:
    """The file that was sent, until it is confirmed or a day has passed.

    Raises ValueError with a sentence for the user.
    """
    ending = Path(name).suffix.lower()
    if ending not in ENDINGS:
        raise ValueError("Tệp này không phải văn bản Word hay bảng tính. Hãy gửi tệp DOCX hoặc XLSX.")
    if len(content) > LARGEST:
        raise ValueError(f"Tệp lớn hơn {LARGEST >> 20} MB. Hãy chia nhỏ rồi gửi lại.")
    path = _folder() / f"{hashlib.sha256(content).hexdigest()}{ending}"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _sweep()
    write_whole(path, content)
    return path


def kept(name: str) -> Path | None:
    """The kept file of a name that :func:`keep` gave; None where there is none any more."""
    path = _folder() / name
    return path if _KEPT_NAME.fullmatch(name) and path.exists() else None


def read_document(path: Path, today: dt.date) -> tuple[PlanText, Frame]:
    """Tasks and frame of a plan's file, without personal data.

    Raises ValueError with a sentence for the user where it cannot be read or has no table of tasks.
    """
    reading = read_safely(path, drop_people=False)
    if not reading.blocks:
        raise ValueError(reading.unread[0].reason if reading.unread else "Tệp không có nội dung để đọc.")
    text = admitted(read_plan(reading.blocks))
    return text, guessed_frame(text, today)


def _sweep() -> None:
    """Files that nobody has confirmed within a day."""
    oldest = time.time() - _KEPT_SECONDS
    for path in _folder().glob("*"):
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.HOME) / "plan-tables"
