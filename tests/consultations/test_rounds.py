"""A round: posting periods, four eyes, versions, comments, moderation, and the table in which nothing is lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import models
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from langnghe.audit.models import Entry
from langnghe.consultations import comments, moderation, posting, replies, rounds
from langnghe.consultations.grouping import grouped
from langnghe.consultations.models import Choice, Comment, Group, Round, Statement
from langnghe.registry.models import Officer, Unit
from langnghe.registry.roles import Role
from tests.consultations.rounds_made import (
    ALONE,
    DRAFT,
    LONGER,
    NO_BOOK,
    TODAY,
    at,
    begun,
    boss,
    department,
    holder,
    opened,
    said,
    word_file,
)  # fmt: skip

pytestmark = pytest.mark.usefixtures("province")
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def today() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC), tick=False) as clock:
        yield clock


def after_its_end(clock: time_machine.Traveller) -> None:
    clock.move_to(dt.datetime(2026, 12, 22, 2, tzinfo=dt.UTC))


# --- posting periods ------------------------------------------------------------------------------------------------


def test_every_row_of_the_posting_periods_names_its_law() -> None:
    for kind in posting.kinds().values():
        assert kind.vi
        assert all(row.n > 0 and row.article for row in kind.rows)
        later = [row.since for row in kind.rows[1:]]
        assert [row.until + DAY for row in kind.rows[:-1] if row.until] == later


def test_shorter_than_the_law_is_refused_unless_an_exception_says_why() -> None:
    days: dict[str, Any] = {"posting": "vbqppl", "opens_on": TODAY, "exception": "", "reason": ""}
    least = posting.kinds()["vbqppl"].row(TODAY).n
    assert posting.check(**days, ends_on=TODAY + least * DAY).n == least
    with pytest.raises(ValueError, match=f"ít nhất {least} ngày"):
        posting.check(**days, ends_on=TODAY + (least - 1) * DAY)
    short = days | {"ends_on": TODAY + DAY, "exception": "khan_cap"}
    with pytest.raises(ValueError, match="ghi lý do"):
        posting.check(**short)
    assert posting.check(**short | {"reason": "Bão số 9"}).n == least


def test_a_round_published_late_still_lasts_as_long_as_the_law_asks(today: time_machine.Traveller) -> None:
    made = begun(ends_on=TODAY + 20 * DAY)
    rounds.submit(round=made.pk, by=holder())
    today.move_to(dt.datetime(2026, 11, 25, 2, tzinfo=dt.UTC))
    with pytest.raises(ValueError, match="ít nhất 20 ngày"):
        rounds.publish(round=made.pk, by=boss())


# --- four eyes ------------------------------------------------------------------------------------------------------


def test_whoever_drafted_never_publishes() -> None:
    made = begun()
    rounds.submit(round=made.pk, by=holder())
    with pytest.raises(PermissionDenied):
        rounds.publish(round=made.pk, by=holder())
    chief = boss()
    Round.objects.update(drafted_by=[chief.username])
    with pytest.raises(PermissionDenied):
        rounds.publish(round=made.pk, by=chief)
    stranger = Officer.objects.create_user(username="x", role=Role.LEADER, unit=Unit.objects.get(code="LG-02"))
    with pytest.raises(PermissionDenied):
        rounds.publish(round=made.pk, by=stranger)
    assert not rounds.published()


def test_the_leader_of_the_unit_above_may_publish() -> None:
    made = begun()
    rounds.submit(round=made.pk, by=holder())
    above = Officer.objects.create_user(username="y", role=Role.LEADER, unit=department().parent)
    assert rounds.publish(round=made.pk, by=above).published_by == "y"
    assert Entry.objects.filter(verb="publish round", by="y").exists()


def test_another_department_sees_and_changes_nothing() -> None:
    made = begun()
    other = Unit.objects.create(code="LG-59", name="Sở Khác", kind="so")
    stranger = Officer.objects.create_user(username="z", role=Role.DEPARTMENT_OFFICER, unit=other)
    assert not rounds.visible_rounds(stranger)
    with pytest.raises(PermissionDenied):
        rounds.submit(round=made.pk, by=stranger)


def test_a_published_round_is_never_rewritten() -> None:
    made = opened()
    with pytest.raises(ValueError, match="đang soạn"):
        rounds.change(
            round=made.pk, by=holder(), questions=[], statements=[], title="Khác", purpose="Khác", kind="khac",
            opens_on=TODAY, ends_on=TODAY + 30 * DAY, exception="", reason="",
        )  # fmt: skip
    with pytest.raises(ValueError, match="Chỉ kéo dài"):
        rounds.extend(round=made.pk, by=holder(), ends_on=made.ends_on - DAY)


# --- versions -------------------------------------------------------------------------------------------------------


def test_comments_stay_with_the_version_they_spoke_of() -> None:
    made = opened()
    old = at(made, "Điều 2, khoản 2")
    said(made, *LONGER, label="Điều 2, khoản 2")
    changed = [line.replace("6 tháng", "9 tháng") for line in DRAFT if "sổ hộ khẩu" not in line]
    version = rounds.add_version(round=made.pk, by=holder(), draft=word_file(*changed), name="b.docx")
    assert list(rounds.shown_versions(made)) == [old.version]
    with pytest.raises(PermissionDenied):
        rounds.publish_version(round=made.pk, by=holder())
    rounds.publish_version(round=made.pk, by=boss())
    new = at(made, "Điều 2, khoản 2")
    assert (new.before, new.change) == (old, "changed")
    assert at(made, "Điều 2, khoản 1").change == "same"
    assert version.gone == [9]
    assert comments.by_paragraph(version) == {}
    assert comments.by_paragraph(old.version) == {old.pk: 3}
    assert [each.pk for each in comments.earlier(new)] == [old.pk]


# --- comments -------------------------------------------------------------------------------------------------------


def test_a_comment_passes_the_door_and_is_found_by_its_code_alone() -> None:
    made = opened()
    text = "Tôi là Nguyễn Văn Tám, số 0912 345 678, đề nghị tăng mức hỗ trợ"
    code = comments.send(round=made, text=text, secret="a", paragraph=at(made, "Điều 2, khoản 1"))
    stored = Comment.objects.get()
    assert "0912" not in stored.text
    assert "Tám" not in stored.text
    assert stored.state == "waiting"
    assert code not in str(stored.__dict__)
    known = comments.follow(f"{code[:4]} {code[4:]}")
    assert known
    assert known.comment == stored
    assert comments.follow("0" * 16) is None


def test_the_same_form_sent_twice_is_one_comment() -> None:
    made = opened()
    codes = {comments.send(round=made, text=ALONE, secret="once") for _ in range(3)}
    assert len(codes) == made.comments.count() == 1


def test_outside_its_days_nothing_is_taken(today: time_machine.Traveller) -> None:
    made = opened(opens_on=TODAY + DAY, ends_on=TODAY + 40 * DAY)
    for _ in range(2):
        with pytest.raises(ValueError, match="không mở"):
            comments.send(round=made, text=ALONE, secret="a")
        with pytest.raises(ValueError, match="không mở"):
            comments.vote(statement=made.statements.get(), answer="agree")
        today.move_to(dt.datetime(2027, 1, 10, 2, tzinfo=dt.UTC))


def test_an_answer_is_one_more_on_a_count_and_leaves_no_row() -> None:
    made = opened()
    rows = {model: model.objects.count() for model in (Statement, Choice, Comment, Entry)}
    comments.vote(statement=made.statements.get(), answer="unsure")
    comments.choose(choice=Choice.objects.get(text="Tài khoản"))
    assert rows == {model: model.objects.count() for model in rows}
    assert made.statements.get().unsure == Choice.objects.get(text="Tài khoản").count == 1
    kept = {field.name for field in Statement._meta.get_fields() if not isinstance(field, models.CharField)}
    assert kept == {"id", "round", "number", "agree", "disagree", "unsure"}


@given(st.lists(st.integers(0, 400), min_size=2, max_size=8), st.integers(5, 30))
def test_two_looks_at_a_count_never_tell_what_fewer_than_k_answered(counts: list[int], k: int) -> None:
    shown = [comments.rounded(count, k) or 0 for count in sorted(counts)]
    assert all(later == before or later - before >= k for before, later in pairwise(shown))
    assert all(count - k < value <= count for count, value in zip(sorted(counts), shown, strict=True))


# --- moderation -----------------------------------------------------------------------------------------------------


def test_hidden_only_for_a_reason_of_the_list_in_the_journal_and_for_its_sender() -> None:
    made = opened()
    code = comments.send(round=made, text="Mua điện thoại giá rẻ ở đây", secret="a")
    comment = made.comments.get().pk
    with pytest.raises(ValueError, match="không đồng tình"):
        moderation.hide(round=made.pk, comment=comment, by=holder(), reason="disagrees")
    moderation.hide(round=made.pk, comment=comment, by=holder(), reason="advertising")
    assert comments.hidden_by_reason(made) == {"advertising": 1}
    assert Entry.objects.get(verb="hide comment").detail == {"comment": comment, "reason": "advertising"}
    known = comments.follow(code)
    assert known
    assert known.comment.reason == "advertising"
    assert moderation.show(round=made.pk, comments=[comment], by=holder()) == 1
    assert comments.hidden_by_reason(made) == {}


def test_no_reason_is_about_disagreeing() -> None:
    words = " ".join(row["vi"] + row["en"] for row in moderation.reasons().values()).lower()
    assert not any(bad in words for bad in ("đồng tình", "phản đối", "agree", "against", "quan điểm", "chống"))


# --- the table of replies -------------------------------------------------------------------------------------------


def full(clock: time_machine.Traveller) -> Round:
    """A round that has ended, with comments that ask for the same, one alone and one hidden."""
    made = opened()
    said(made, *LONGER, label="Điều 2, khoản 2")
    said(made, *NO_BOOK, ALONE, label="Điều 2, khoản 3")
    said(made, "Bán nhà giá rẻ", state="hidden")
    after_its_end(clock)
    return made


def test_comments_that_ask_for_the_same_come_together(today: time_machine.Traveller) -> None:
    made = full(today)
    replies.propose(round=made.pk, by=holder())
    said_by = {(row.where, row.group.other): row.count for row in replies.table(made)}
    assert said_by[("Điều 2, khoản 2", False)] == 3
    assert said_by[("Điều 2, khoản 3", False)] == 3
    assert said_by[("Điều 2, khoản 3", True)] == 1
    assert replies.balance(made).holds


def test_the_proposal_does_not_depend_on_the_order() -> None:
    texts = [*LONGER, *NO_BOOK, ALONE]
    there = {frozenset(texts[row] for row in each.members) for each in grouped(texts)}
    back = texts[::-1]
    assert there == {frozenset(back[row] for row in each.members) for each in grouped(back)}


def test_what_an_officer_touched_the_machine_leaves_alone(today: time_machine.Traveller) -> None:
    made = full(today)
    replies.propose(round=made.pk, by=holder())
    alone = made.comments.get(text=ALONE)
    group = replies.move(comments=[alone.pk], to=None, by=holder(), round=made.pk, title="Đường đi học an toàn")
    replies.propose(round=made.pk, by=holder())
    alone.refresh_from_db()
    assert alone.group == group
    assert replies.balance(made).holds


def test_groups_joined_and_renamed(today: time_machine.Traveller) -> None:
    made = full(today)
    replies.propose(round=made.pk, by=holder())
    first, second = made.groups.filter(other=False)
    replies.merge(groups=[first.pk, second.pk], into=first.pk, by=holder(), round=made.pk)
    assert first.comments.count() == 6
    replies.reply(group=first.pk, by=holder(), title="Tên mới", answer="partly", why="Vì ngân sách có hạn.")
    first.refresh_from_db()
    assert (first.title, first.confirmed_by) == ("Tên mới", "canboso")
    assert replies.balance(made).holds


def test_the_table_is_whole_before_it_leaves_and_approved_by_another(today: time_machine.Traveller) -> None:
    made = opened()
    said(made, *LONGER, label="Điều 2, khoản 2")
    late = said(made, "Góp ý chưa ai đọc", state="waiting")
    by = holder()
    with pytest.raises(ValueError, match="chưa kết thúc"):
        replies.submit(round=made.pk, by=by)
    after_its_end(today)
    with pytest.raises(ValueError, match="1 góp ý chưa kiểm duyệt"):
        replies.submit(round=made.pk, by=by)
    moderation.show(round=made.pk, comments=[late[0].pk], by=by)
    with pytest.raises(ValueError, match="chưa vào nhóm"):
        replies.submit(round=made.pk, by=by)
    replies.propose(round=made.pk, by=by)
    with pytest.raises(ValueError, match="chưa có trả lời"):
        replies.submit(round=made.pk, by=by)
    for group in made.groups.all():
        replies.reply(group=group.pk, by=by, title=group.title, answer="accepted", why="Hợp lý.", changed="9 tháng.")
    replies.submit(round=made.pk, by=by)
    with pytest.raises(PermissionDenied):
        replies.publish(round=made.pk, by=by)
    with pytest.raises(ValueError, match="đã trình"):
        moderation.hide(round=made.pk, comment=late[0].pk, by=by, reason="insult")
    replies.publish(round=made.pk, by=boss())
    made.refresh_from_db()
    assert rounds.stage(made, dt.date(2026, 12, 22)) == "answered"
    with pytest.raises(ValueError, match="đã công bố"):
        replies.propose(round=made.pk, by=by)


ACTS = st.lists(
    st.tuples(st.sampled_from(("propose", "move", "apart", "merge", "hide", "show")), st.integers(0, 50)), max_size=12
)


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(acts=ACTS)
@example(acts=[("apart", 0), ("hide", 0)])  # the only one of a group that an officer has made
def test_whatever_officers_do_no_comment_is_lost_or_counted_twice(acts: list[tuple[str, int]]) -> None:
    made = opened(title=f"Đợt {Round.objects.count()}")
    said(made, *LONGER, *NO_BOOK, ALONE, label="Điều 2, khoản 2")
    said(made, *LONGER[:2], label="Điều 2, khoản 3")
    for act, number in acts:
        _do(made, act, number)
    replies.propose(round=made.pk, by=holder())
    counts = replies.balance(made)
    assert counts.received == 9
    assert counts.holds
    assert sum(row.count for row in replies.table(made)) == counts.grouped + counts.other
    assert not Group.objects.filter(round=made, comments=None).exists()


def _do(made: Round, act: str, number: int) -> None:
    by, every = holder(), list(made.comments.order_by("text"))
    one, groups = every[number % len(every)], list(made.groups.order_by("title", "pk"))
    if act == "propose":
        replies.propose(round=made.pk, by=by)
    elif act == "hide":
        moderation.hide(round=made.pk, comment=one.pk, by=by, reason="repeat")
    elif act == "show":
        moderation.show(round=made.pk, comments=[one.pk], by=by)
    elif act == "apart" and one.state == "shown":
        replies.move(comments=[one.pk], to=None, by=by, round=made.pk, title=f"Nhóm {number}")
    elif act == "move" and one.state == "shown" and groups:
        replies.move(comments=[one.pk], to=groups[number % len(groups)].pk, by=by, round=made.pk)
    elif act == "merge" and len(groups) > 1:
        chosen = [groups[number % len(groups)].pk, groups[(number + 1) % len(groups)].pk]
        replies.merge(groups=chosen, into=chosen[0], by=by, round=made.pk)
