"""Broken and hostile files through the inbox: none is lost silently, none stops another, none crashes the worker."""

from __future__ import annotations

import pytest

from langnghe.intake.actions import receive
from langnghe.intake.models import Document
from langnghe.registry.models import Period
from langnghe.synthesis.queries import balance
from langnghe.timetable import work
from tests.samples import TAN_SON, docx_of

pytestmark = pytest.mark.django_db(transaction=True)


def broken() -> dict[str, bytes]:
    good = docx_of(TAN_SON)
    return {
        "cat-cut.docx": good[: len(good) // 2],
        "macro.docm": good.replace(b"word/document.xml", b"word/vbaProject.b"),
        "anh-hong.png": b"\x89PNG\r\n\x1a\n" + b"\0" * 50,
        "pdf-hong.pdf": b"%PDF-1.7\n%%EOF",
        "trang.txt": b"   \n\n  ",
        "chuong-trinh.exe": b"MZ" + b"\x90" * 400,
    }


def test_each_bad_file_has_its_reason_and_the_good_one_is_read(period: Period) -> None:
    for name, content in {**broken(), "tan-son.docx": docx_of(TAN_SON)}.items():
        receive(content, name=name, period=period, unit=None, by="clerk")
    work(until_idle=True)
    states = dict(Document.objects.values_list("name", "state"))
    assert states.pop("tan-son.docx") == Document.State.READ
    assert set(states.values()) == {Document.State.UNREAD}
    for document in Document.objects.filter(state=Document.State.UNREAD):
        assert len(document.unread_parts.get().reason) > 20, document.name
    assert balance(period).difference == 0


@pytest.mark.parametrize("content, words", [(b"", "rỗng"), (b"x" * 200, "lớn hơn")])
def test_empty_and_huge_files_are_refused_at_the_door(
    period: Period, settings: object, content: bytes, words: str
) -> None:
    settings.UPLOAD_MAX_BYTES = 100  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match=words):
        receive(content, name="tep.txt", period=period, unit=None, by="clerk")
    assert Document.objects.count() == 0
