"""Consultations: drafts put out for comment, moderation, and the table of replies."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from langnghe.consultations import comments, moderation, posting, replies, rounds
from langnghe.consultations.models import Comment, Group, Round
from langnghe.desk.access import need, officer
from langnghe.desk.attempts import attempt
from langnghe.desk.case_forms import UnitField
from langnghe.desk.files import word_file
from langnghe.desk.forms import DAY
from langnghe.desk.paging import page_of
from langnghe.registry.models import Unit
from langnghe.registry.queries import office
from langnghe.registry.roles import Right
from langnghe.reports.replies import file_name, render_replies
from langnghe.text.numbers import whole

SEES = (Right.READ_TOTALS, Right.HOLD_CONSULTATIONS)
KEY = 16  # digits of a comment's number, which is drawn at random
LINES = forms.Textarea(attrs={"rows": 4})


class RoundForm(forms.Form):
    """What a round says; the draft is brought beside it."""

    title = forms.CharField(label=gettext_lazy("Title of the draft"), max_length=300)
    purpose = forms.CharField(
        label=gettext_lazy("Purpose, in a few sentences that everybody understands"),
        max_length=3_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    unit = UnitField(label=gettext_lazy("Unit"), required=False, empty_says=gettext_lazy("Empty: your own unit."))
    kind = forms.ChoiceField(label=gettext_lazy("Kind of draft"), choices=lambda: kind_choices())
    opens_on = forms.DateField(label=gettext_lazy("Opens on"), widget=DAY)
    ends_on = forms.DateField(label=gettext_lazy("Last day"), widget=DAY)
    exception = forms.ChoiceField(
        label=gettext_lazy("Shorter than the law's period?"), choices=lambda: exception_choices(), required=False
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason of the exception (it is published)"), max_length=500, required=False
    )
    questions = forms.CharField(
        label=gettext_lazy("Short questions"),
        required=False,
        widget=LINES,
        help_text=gettext_lazy("One a line. For choices: question | choice | choice. Without choices it is open."),
    )
    statements = forms.CharField(
        label=gettext_lazy("Statements to agree or disagree with"),
        required=False,
        widget=LINES,
        help_text=gettext_lazy("One a line. One thought each, in plain words; only counts are kept."),
    )

    def clean_questions(self) -> list[rounds.Asked]:
        return _checked(rounds.asked_of, self.cleaned_data["questions"])

    def clean_statements(self) -> list[str]:
        return _checked(rounds.statements_of, self.cleaned_data["statements"])


class LastDayForm(forms.Form):
    ends_on = forms.DateField(label=gettext_lazy("Last day"), widget=DAY)


def _checked(read: Callable[[str], list[Any]], typed: str) -> list[Any]:
    try:
        return read(typed)
    except ValueError as error:
        raise forms.ValidationError(str(error)) from None


def in_words(row: Any) -> str:
    """A row of data in the reader's language."""
    return str(getattr(row, "en" if get_language() == "en" else "vi"))


def kind_choices() -> list[tuple[str, str]]:
    today = timezone.localdate()
    return [(key, f"{in_words(kind)} (≥ {kind.row(today).n})") for key, kind in posting.kinds().items()]


def exception_choices() -> list[tuple[str, str]]:
    none = str(_("No: the full period"))
    return [("", none), *((key, in_words(row)) for key, row in posting.exceptions().items())]


@need(*SEES)
def rounds_page(request: HttpRequest) -> HttpResponse:
    """Rounds that the officer sees, the newest first."""
    person, today = officer(request), timezone.localdate()
    page = page_of(request, rounds.visible_rounds(person))
    shown = [(each, rounds.stage(each, today), comments.states(each)) for each in page]
    return render(request, "desk/rounds/rounds.html", {"page": page, "rows": shown})


@need(Right.HOLD_CONSULTATIONS)
def new_round(request: HttpRequest) -> HttpResponse:
    form = RoundForm(request.POST or None)
    upload = request.FILES.get("draft")
    if request.method == "POST" and form.is_valid():
        try:
            made = rounds.begin(
                by=officer(request),
                unit=_unit(request, form),
                draft=upload.read() if upload else b"",
                name=upload.name or "" if upload else "",
                **_said(form),
            )
            return redirect("round", pk=made.pk)
        except ValueError as error:
            form.add_error(None, str(error))
    return render(request, "desk/rounds/round_form.html", {"form": form, "kinds": _rows(), "new": True})


@need(Right.HOLD_CONSULTATIONS)
def edit_round(request: HttpRequest, pk: int) -> HttpResponse:
    found, person = _seen(request, pk), officer(request)
    if not rounds.may_hold(found, person) or found.state != Round.State.DRAFT:
        raise PermissionDenied
    form = RoundForm(request.POST or None, initial=_initial(found))
    if request.method == "POST" and form.is_valid():
        try:
            rounds.change(round=pk, by=person, **_said(form))
            return redirect("round", pk=pk)
        except ValueError as error:
            form.add_error(None, str(error))
    return render(request, "desk/rounds/round_form.html", {"form": form, "round": found, "kinds": _rows()})


def _rows() -> list[tuple[str, posting.Row]]:
    today = timezone.localdate()
    return [(in_words(kind), kind.row(today)) for kind in posting.kinds().values()]


def _unit(request: HttpRequest, form: RoundForm) -> Unit:
    unit = form.cleaned_data["unit"] or officer(request).unit
    if unit is None:
        raise ValueError("Tài khoản của bạn chưa gắn với đơn vị nào; hãy ghi tên đơn vị chủ trì.")
    return unit


def _said(form: RoundForm) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "unit"}


def _initial(found: Round) -> dict[str, Any]:
    fields = {name: getattr(found, name) for name in ("title", "purpose", "unit", "opens_on", "ends_on", "exception")}
    return fields | {"kind": found.posting, "reason": found.exception_reason} | dict(rounds.lines_of(found))


def _seen(request: HttpRequest, pk: int) -> Round:
    return get_object_or_404(rounds.visible_rounds(officer(request)), pk=pk)


@need(*SEES)
def round_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One round: where it stands, what may be done next, its draft, what it asks and what came in."""
    found, person = _seen(request, pk), officer(request)
    versions = list(found.versions.all())
    kind = posting.kinds()[found.posting]
    context = {
        "round": found,
        "stage": rounds.stage(found, timezone.localdate()),
        "holds": rounds.may_hold(found, person),
        "approves": rounds.may_approve(found, person, found.drafted_by),
        "versions": versions,
        "paragraphs": versions[-1].paragraphs.all() if versions else [],
        "doubtful": versions[-1].paragraphs.filter(doubtful=True) if versions else [],
        "states": comments.states(found),
        "balance": replies.balance(found),
        "kind": in_words(kind),
        "row": kind.row(found.opens_on),
        "shortening": posting.exceptions().get(found.exception),
        "day": LastDayForm(),
        **asked(found, office().least_inside),
    }
    return render(request, "desk/rounds/round.html", context)


def asked(found: Round, k: int) -> dict[str, Any]:
    """Questions and statements with their counts as they may be shown."""
    return {
        "questions": [
            (each, [(choice, comments.rounded(choice.count, k)) for choice in each.choices.all()])
            for each in found.questions.prefetch_related("choices")
        ],
        "statements": [
            (each, [comments.rounded(getattr(each, name), k) for name in comments.ANSWERS])
            for each in found.statements.all()
        ],
        "least": k,
    }


@need(Right.HOLD_CONSULTATIONS)
@require_POST
def add_version(request: HttpRequest, pk: int) -> HttpResponse:
    upload = request.FILES.get("draft")
    content = upload.read() if upload else b""
    name = upload.name or "" if upload else ""
    attempt(request, lambda: rounds.add_version(round=pk, by=officer(request), draft=content, name=name))
    return redirect("round", pk=pk)


@need(Right.HOLD_CONSULTATIONS, Right.APPROVE_DECISIONS)
@require_POST
def round_step(request: HttpRequest, pk: int) -> HttpResponse:
    """One press: hand in, send back, publish; for the round, its newest version, or its replies."""
    _seen(request, pk)
    given: dict[str, Any] = {"round": pk, "by": officer(request)}
    steps: dict[str, Callable[..., Any]] = {
        "submit": rounds.submit,
        "send-back": rounds.send_back,
        "publish": rounds.publish,
        "publish-version": rounds.publish_version,
        "submit-replies": replies.submit,
        "send-replies-back": replies.send_back,
        "publish-replies": replies.publish,
    }
    act = request.POST.get("act", "")
    if act == "extend":
        day = LastDayForm(request.POST)
        if day.is_valid():
            attempt(request, lambda: rounds.extend(**given, ends_on=day.cleaned_data["ends_on"]))
        else:
            messages.error(request, _("Write the day as dd/mm/yyyy."))
    elif act in steps:
        attempt(request, partial(steps[act], **given))
    return redirect("round-replies" if act.endswith("-replies") or "replies" in act else "round", pk=pk)


# --- moderation ---------------------------------------------------------------------------------------------------


@need(Right.HOLD_CONSULTATIONS)
def moderate(request: HttpRequest, pk: int) -> HttpResponse:
    """Comments that wait, or those shown or hidden already; show many at once, hide one with its reason."""
    found, person = _seen(request, pk), officer(request)
    if not rounds.may_hold(found, person):
        raise PermissionDenied
    if request.method == "POST":
        _moderate(request, pk)
        return redirect(request.get_full_path())
    asked_state = request.GET.get("muc", "")
    state = asked_state if asked_state in Comment.State.values else Comment.State.WAITING.value
    rows = moderation.with_place(found.comments.filter(state=state))
    page = page_of(request, rows)
    context = {
        "round": found,
        "page": page,
        "rows": [(each, replies.where(each)) for each in page],
        "state": state,
        "states": comments.states(found),
        "reasons": _reasons(),
        "names": dict(_reasons()),
    }
    return render(request, "desk/rounds/moderate.html", context)


def _reasons() -> list[tuple[str, str]]:
    language = "en" if get_language() == "en" else "vi"
    return [(key, words[language]) for key, words in moderation.reasons().items()]


def _moderate(request: HttpRequest, pk: int) -> None:
    sent, person = request.POST, officer(request)
    if hidden := whole(sent.get("hide"), KEY):
        reason = sent.get(f"reason-{hidden}", "")
        attempt(request, lambda: moderation.hide(round=pk, comment=hidden, by=person, reason=reason))
        return
    one = whole(sent.get("show"), KEY)
    chosen = [one] if one else [number for each in sent.getlist("comment") if (number := whole(each, KEY))]
    attempt(request, lambda: moderation.show(round=pk, comments=chosen, by=person))


# --- the table of replies -----------------------------------------------------------------------------------------


@need(*SEES)
def replies_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The table: groups place by place with their replies, and where every comment is."""
    found, person = _seen(request, pk), officer(request)
    holds = rounds.may_hold(found, person)
    if request.method == "POST":
        if not holds:
            raise PermissionDenied
        _arrange(request, pk)
        return redirect("round-replies", pk=pk)
    context = {
        "round": found,
        "stage": rounds.stage(found, timezone.localdate()),
        "rows": replies.table(found),
        "balance": replies.balance(found),
        "hidden": _hidden(found),
        "holds": holds,
        "writes": holds and found.replies in (Round.Replies.NONE, Round.Replies.DRAFT),
        "approves": rounds.may_approve(found, person, found.replied_by),
    }
    return render(request, "desk/rounds/replies.html", context)


def _hidden(found: Round) -> list[tuple[str, int]]:
    counts = comments.hidden_by_reason(found)
    return [(words, counts[key]) for key, words in _reasons() if key in counts]


def _arrange(request: HttpRequest, pk: int) -> None:
    sent, person = request.POST, officer(request)
    if sent.get("act") == "propose":
        attempt(request, lambda: replies.propose(round=pk, by=person))
        return
    chosen = [number for each in sent.getlist("group") if (number := whole(each))]
    into = chosen[0] if chosen else 0
    attempt(request, lambda: replies.merge(groups=chosen, into=into, by=person, round=pk))


class ReplyForm(forms.ModelForm):
    class Meta:
        model = Group
        fields = ("title", "answer", "why", "changed")
        widgets = {
            "answer": forms.RadioSelect,
            "why": forms.Textarea(attrs={"rows": 4}),
            "changed": forms.Textarea(attrs={"rows": 4}),
        }


@need(*SEES)
def reply_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One group: its comments, the reply, and moving comments elsewhere."""
    group = get_object_or_404(Group.objects.select_related("round__unit", "paragraph__version", "question"), pk=pk)
    found, person = _seen(request, group.round_id), officer(request)
    writes = rounds.may_hold(found, person) and found.replies in (Round.Replies.NONE, Round.Replies.DRAFT)
    if request.method == "POST":
        return _change_group(request, group)
    context = {
        "group": group,
        "round": found,
        "where": replies.where(group),
        "page": page_of(request, replies.comments_of(group), 50),
        "count": group.comments.count(),
        "form": ReplyForm(instance=group),
        "others": [row for row in replies.table(found) if row.group.pk != pk] if writes else [],
        "writes": writes,
    }
    return render(request, "desk/rounds/reply.html", context)


def _change_group(request: HttpRequest, group: Group) -> HttpResponse:
    sent, person, pk = request.POST, officer(request), group.pk
    if sent.get("act") == "move":
        chosen = [number for each in sent.getlist("comment") if (number := whole(each, KEY))]
        to, title = whole(sent.get("to"), KEY) or None, sent.get("title", "")
        attempt(request, lambda: replies.move(comments=chosen, to=to, by=person, round=group.round_id, title=title))
        stays = Group.objects.filter(pk=pk).exists()
        return redirect("round-reply", pk=pk) if stays else redirect("round-replies", pk=group.round_id)
    said = {name: sent.get(name, "") for name in ("title", "answer", "why", "changed")}
    if attempt(request, lambda: replies.reply(group=pk, by=person, **said)) is None:
        return redirect("round-reply", pk=pk)
    following = group.round.groups.filter(answer="").order_by("pk").first()
    return redirect("round-reply", pk=following.pk) if following else redirect("round-replies", pk=group.round_id)


@need(*SEES)
def replies_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The table as a DOCX in the office's layout."""
    found = _seen(request, pk)
    style = "dang" if request.GET.get("mau") == "dang" else "nd30"
    return word_file(render_replies(found, style), file_name(found))
