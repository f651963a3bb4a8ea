"""Search finds words with and without diacritics, phrases in quotes, and takes no input for syntax."""

from __future__ import annotations

import pytest
from django.test import Client

from langnghe.intake import search as searching
from langnghe.intake.actions import read_waiting, receive
from langnghe.intake.models import Opinion
from langnghe.intake.search import matching, search
from langnghe.registry.models import Period
from tests.samples import REPORTS, docx_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def statements(period: Period) -> None:
    for name, text in REPORTS.items():
        receive(docx_of(text), name=name, period=period, unit=None, by="clerk")
    read_waiting()


def texts(words: str) -> list[str]:
    return [row.text for row in search(words)]


@pytest.mark.usefixtures("statements")
@pytest.mark.parametrize(
    "words, part",
    [
        ("duong lien thon", "đường liên thôn"),
        ("ĐƯỜNG LIÊN THÔN", "đường liên thôn"),
        ("kênh n5 nạo", "kênh N5"),
        ("giay chung nhan", "giấy chứng nhận"),
        ('"huyết áp"', "huyết áp"),
        ("dong tram", "Đồng Trám"),
    ],
)
def test_found_with_and_without_marks(words: str, part: str) -> None:
    assert any(part in text for text in texts(words))


@pytest.mark.usefixtures("statements")
def test_a_phrase_must_stand_together() -> None:
    assert texts("hoa cống") != []
    assert texts('"hoa cống"') == []


@pytest.mark.usefixtures("statements")
@pytest.mark.parametrize("words", ["", '"', "' OR 1=1 --", "NEAR(", "a* b:c ^ {x}", "& | !", "\\", "%"])
def test_no_input_is_syntax(words: str) -> None:
    assert isinstance(texts(words), list)


@pytest.mark.usefixtures("statements")
def test_the_index_follows_changes() -> None:
    row = search("kenh n5").get()
    Opinion.objects.filter(pk=row.pk).update(folded="muong cai")
    assert not search("kenh n5").exists()
    assert search("muong cai").exists()
    row.delete()
    assert not search("muong cai").exists()


@pytest.mark.usefixtures("statements")
def test_the_page_shows_what_was_found(as_clerk: Client) -> None:
    page = as_clerk.get("/tim/", {"q": "via he"}).content.decode()
    assert "Vỉa hè đường Hoa Sữa" in page


@pytest.mark.usefixtures("statements")
@pytest.mark.parametrize("most", [1, 2, 3, 50])
@pytest.mark.parametrize("words", ["de nghi", "duong lien thon", "kenh n5"])
def test_the_newest_are_found_whether_words_are_common_or_rare(
    words: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = [row.pk for row in Opinion.objects.order_by("-pk") if words in row.folded]
    monkeypatch.setattr(searching, "SAMPLE", 2)
    monkeypatch.setattr(searching, "NEWEST", 4)
    assert matching(Opinion._meta.db_table, f'"{words}"', most=most) == every[:most]
