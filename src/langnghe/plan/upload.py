"""A plan's file: kept until its import is confirmed, and read in the guarded process."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from langnghe.intake.readers import read_safely
from langnghe.plan.task_import import Frame, admitted, guessed_frame
from langnghe.plan.task_rows import PlanText, read_plan
from langnghe.privacy import pending

LARGEST = 20 << 20  # bytes
ENDINGS = (".docx", ".doc", ".xlsx", ".xls", ".csv")
FOLDER = "plans"


def keep(name: str, content: bytes) -> Path:
    """The file that was sent, until it is confirmed or a day has passed.

    Raises ValueError with a sentence for the user.
    """
    ending = Path(name).suffix.lower()
    if ending not in ENDINGS:
        raise ValueError("Tệp này không phải văn bản Word hay bảng tính. Hãy gửi tệp DOCX hoặc XLSX.")
    if len(content) > LARGEST:
        raise ValueError(f"Tệp lớn hơn {LARGEST >> 20} MB. Hãy chia nhỏ rồi gửi lại.")
    return pending.keep(FOLDER, content, ending)


def kept(name: str) -> Path | None:
    """The kept file of a name that :func:`keep` gave; None where there is none any more."""
    return pending.find(FOLDER, name)


def read_document(path: Path, today: dt.date) -> tuple[PlanText, Frame]:
    """Tasks and frame of a plan's file, without personal data.

    Raises ValueError with a sentence for the user where it cannot be read or has no table of tasks.
    """
    reading = read_safely(path, drop_people=False)
    if not reading.blocks:
        raise ValueError(reading.unread[0].reason if reading.unread else "Tệp không có nội dung để đọc.")
    text = admitted(read_plan(reading.blocks))
    return text, guessed_frame(text, today)
