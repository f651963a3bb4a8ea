"""An opinion cut or joined by a person keeps what people decided about it; a locked one stays as it is."""

from __future__ import annotations

import pytest

from langnghe.intake.models import Document, Opinion, StoredBlock
from langnghe.registry.models import Period, Unit
from langnghe.synthesis import actions
from langnghe.synthesis.models import Link
from langnghe.synthesis.queries import balance, opinions
from langnghe.text.normal import fold

SAID = ("đường liên thôn nhiều ổ gà", "bãi rác ba tuần không thu gom", "trạm y tế hết thuốc")
TEXT = "; ".join(SAID)


@pytest.fixture
def three(period: Period) -> list[Opinion]:
    """Three opinions of one paragraph."""
    document = Document.objects.create(
        sha256="1" * 64,
        period=period,
        unit=Unit.objects.get(code="LG-01"),
        name="bao-cao.docx",
        size=1,
        state=Document.State.READ,
        received_by="clerk",
        pieces=3,
    )
    block = StoredBlock.objects.create(document=document, number=1, kind="paragraph", place="p1", text=TEXT)
    return [
        Opinion.objects.create(
            document=document,
            block=block,
            start=TEXT.index(text),
            end=TEXT.index(text) + len(text),
            text=text,
            folded=fold(text),
        )
        for text in SAID
    ]


def test_both_parts_of_a_cut_opinion_keep_its_topic(three: list[Opinion]) -> None:
    actions.decide(three[0], by="clerk", topic="gt.via_he", kind="hoi")
    parts = actions.split_opinion(three[0], [len("đường liên thôn")], by="other")
    assert [(row.decision.topic, row.decision.kind, row.decision.by) for row in parts] == [
        ("gt.via_he", "hoi", "clerk")
    ] * 2


def test_the_joined_one_keeps_the_only_decision(three: list[Opinion]) -> None:
    actions.decide(three[1], by="clerk", topic="mt.rac_thai", kind="phan_anh")
    joined = actions.merge_opinions(three[:2], by="clerk")
    assert opinions().get(pk=joined.pk).topic == "mt.rac_thai"


def test_decisions_that_differ_send_the_joined_one_back_to_review(three: list[Opinion]) -> None:
    actions.decide(three[0], by="clerk", topic="gt.via_he", kind="hoi")
    actions.decide(three[1], by="clerk", topic="mt.rac_thai", kind="hoi")
    assert not hasattr(actions.merge_opinions(three[:2], by="clerk"), "decision")


@pytest.mark.parametrize(("dismissed", "still_counted"), [(1, True), (2, False)])
def test_joined_from_what_is_no_opinion(three: list[Opinion], dismissed: int, still_counted: bool) -> None:
    for row in three[:dismissed]:
        actions.dismiss(row, by="clerk")
    joined = actions.merge_opinions(three[:2], by="clerk")
    assert opinions().filter(pk=joined.pk).exists() == still_counted
    assert balance(joined.document.period).difference == 0


def test_joining_round_an_opinion_in_between_is_refused(three: list[Opinion]) -> None:
    """Else its words would be counted twice."""
    with pytest.raises(ValueError, match="nằm giữa"):
        actions.merge_opinions([three[2], three[0]], by="clerk")
    assert actions.merge_opinions(three, by="clerk").text == TEXT


def test_a_locked_opinion_refuses_every_change(three: list[Opinion]) -> None:
    actions.decide(three[0], by="clerk", topic="gt.via_he", kind="hoi", locked=True)
    with pytest.raises(ValueError, match="khóa"):
        actions.dismiss(three[0], by="clerk")
    with pytest.raises(ValueError, match="khóa"):
        actions.take_back(three[0], by="clerk")
    with pytest.raises(ValueError, match="khóa"):
        actions.split_opinion(three[0], [10], by="clerk")
    with pytest.raises(ValueError, match="khóa"):
        actions.merge_opinions(three[:2], by="clerk")
    assert opinions().get(pk=three[0].pk).topic == "gt.via_he"


@pytest.mark.parametrize("same", [True, False])
def test_a_judged_link_follows_the_joined_one(three: list[Opinion], same: bool) -> None:
    link = Link.objects.create(first=three[0], second=three[2], kind="same-matter", score=0.9)
    actions.judge_link(link, same=same, by="clerk")
    joined = actions.merge_opinions(three[:2], by="clerk")
    followed = Link.objects.get(first=three[2], second=joined)
    assert (followed.state, followed.by) == (link.state, "clerk")


def test_only_a_refused_link_follows_the_parts(three: list[Opinion]) -> None:
    for other, same in ((three[1], True), (three[2], False)):
        link = Link.objects.create(first=three[0], second=other, kind="same-matter", score=0.9)
        actions.judge_link(link, same=same, by="clerk")
    parts = actions.split_opinion(three[0], [len("đường liên thôn")], by="clerk")
    followed = Link.objects.filter(second__in=parts).values_list("first", "state")
    assert set(followed) == {(three[2].pk, Link.State.REFUSED)}
