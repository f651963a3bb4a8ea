"""A draft put out for comment: its versions cut into paragraphs, what is asked, what came in, and the replies.

Nothing here tells who spoke. A comment has a number drawn at random, so that not even the order in which comments came
shows two of one person; an answer to a statement or a choice is one more on a count, and no row of its own.
"""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from langnghe.registry.models import Unit


def drawn() -> int:
    """A number that says nothing about when it was drawn; JavaScript and JSON hold it exactly."""
    return secrets.randbelow(2**53 - 1) + 1


class Round(models.Model):
    """One draft put out for comment, from the first upload to the published replies (đợt lấy ý kiến)."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Being prepared")
        WAITING = "waiting", _("Waiting for approval")
        PUBLISHED = "published", _("Published")

    class Replies(models.TextChoices):
        NONE = "none", _("Not begun")
        DRAFT = "draft", _("Being written")
        WAITING = "waiting", _("Waiting for approval")
        PUBLISHED = "published", _("Published")

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=300)
    purpose = models.TextField(_("purpose"))
    unit = models.ForeignKey(Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="rounds")
    opens_on = models.DateField(_("opens on"))
    ends_on = models.DateField(_("last day"))
    posting = models.CharField(_("kind of draft"), max_length=30)  # a key of posting.yaml
    least_days = models.PositiveSmallIntegerField()  # what the row asked for when the round was made
    exception = models.CharField(_("exception"), max_length=30, blank=True)
    exception_reason = models.CharField(_("reason of the exception"), max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    drafted_by = models.JSONField(default=list)  # usernames: none of them may publish it
    published_by = models.CharField(max_length=150, blank=True)
    published_on = models.DateField(null=True, blank=True)
    replies = models.CharField(max_length=10, choices=Replies.choices, default=Replies.NONE)
    replied_by = models.JSONField(default=list)  # usernames: none of them may publish the replies
    replies_published_by = models.CharField(max_length=150, blank=True)
    replies_published_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-opens_on", "-pk"]
        indexes: ClassVar = [models.Index(fields=["state", "ends_on"], name="round_state_end")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(opens_on__lte=F("ends_on")), name="round_in_order"),
            models.CheckConstraint(condition=Q(exception="") | ~Q(exception_reason=""), name="round_exception_reason"),
        ]

    def __str__(self) -> str:
        return self.title


class Version(models.Model):
    """One text of the draft; shown once a second person has approved it, and never changed after."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=220)  # of the file, without personal data
    sha256 = models.CharField(max_length=64)
    made_by = models.CharField(max_length=150)
    made_on = models.DateField()
    published_by = models.CharField(max_length=150, blank=True)
    published_on = models.DateField(null=True, blank=True)
    gone = models.JSONField(default=list)  # numbers of the version before that are not in this one

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["round", "number"], name="version_once")]

    def __str__(self) -> str:
        return f"{self.round_id}.{self.number}"


class Paragraph(models.Model):
    """One paragraph of a version: a heading of the law's outline, or text that can be commented on."""

    class Change(models.TextChoices):
        SAME = "same", _("as before")
        CHANGED = "changed", _("changed")
        NEW = "new", _("new")

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="paragraphs")
    number = models.PositiveIntegerField()
    label = models.CharField(max_length=120, blank=True)  # "Điều 3, khoản 2"
    level = models.PositiveSmallIntegerField(default=0)  # of a heading: 1 chapter, 2 section, 3 article; 0 is text
    text = models.TextField()
    before = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="after")
    change = models.CharField(max_length=10, choices=Change.choices, default=Change.SAME)
    doubtful = models.BooleanField(default=False)  # something in it looks like personal data

    class Meta:
        ordering: ClassVar = ["version", "number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["version", "number"], name="paragraph_once")]

    def __str__(self) -> str:
        return self.label or f"đoạn {self.number}"


class Question(models.Model):
    """A short question: with choices, which are only counted; or open, whose answers are comments."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="questions")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=500)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["round", "number"], name="question_once")]

    def __str__(self) -> str:
        return self.text


class Choice(models.Model):
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="choices")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=200)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["number"]

    def __str__(self) -> str:
        return self.text


class Statement(models.Model):
    """A sentence to agree or disagree with. Three counts are all that is kept of the answers."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="statements")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    agree = models.PositiveIntegerField(default=0)
    disagree = models.PositiveIntegerField(default=0)
    unsure = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["round", "number"], name="statement_once")]

    def __str__(self) -> str:
        return self.text


class Group(models.Model):
    """Comments that ask for the same, with the office's reply; one ``other`` a place takes what fits nowhere."""

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", _("Taken up")
        PARTLY = "partly", _("Taken up in part")
        REFUSED = "refused", _("Not taken up")

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="groups")
    paragraph = models.ForeignKey(Paragraph, null=True, blank=True, on_delete=models.CASCADE, related_name="groups")
    question = models.ForeignKey(Question, null=True, blank=True, on_delete=models.CASCADE, related_name="groups")
    title = models.CharField(_("what they ask for"), max_length=300)
    other = models.BooleanField(default=False)
    answer = models.CharField(_("reply"), max_length=10, choices=Answer.choices, blank=True)
    why = models.TextField(_("why"), blank=True)
    changed = models.TextField(_("the text as changed"), blank=True)
    confirmed_by = models.CharField(max_length=150, blank=True)  # "": proposed by the machine alone

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(paragraph=None) | Q(question=None), name="group_one_place"),
        ]

    def __str__(self) -> str:
        return self.title


class Comment(models.Model):
    """What somebody said about a paragraph, the whole draft (neither) or an open question; without personal data."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for moderation")
        SHOWN = "shown", _("Shown")
        HIDDEN = "hidden", _("Hidden")

    id = models.BigIntegerField(primary_key=True, default=drawn, editable=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="comments")
    paragraph = models.ForeignKey(Paragraph, null=True, blank=True, on_delete=models.CASCADE, related_name="comments")
    question = models.ForeignKey(Question, null=True, blank=True, on_delete=models.CASCADE, related_name="comments")
    text = models.TextField()
    code_hash = models.CharField(max_length=64, unique=True)
    received_on = models.DateField()  # the day and no more: the minute could tell who spoke
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    reason = models.CharField(max_length=30, blank=True)  # a key of moderation.yaml
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.SET_NULL, related_name="comments")

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [
            models.Index(fields=["round", "state", "paragraph", "id"], name="comment_round_state"),
            models.Index(fields=["paragraph", "state", "id"], name="comment_paragraph_state"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(paragraph=None) | Q(question=None), name="comment_one_place"),
            models.CheckConstraint(condition=~Q(state="hidden") | ~Q(reason=""), name="comment_hidden_with_reason"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
