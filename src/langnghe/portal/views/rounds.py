"""«Góp ý dự thảo»: read a draft paragraph by paragraph, say something about it, see what became of it."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from langnghe.cases import receipts
from langnghe.consultations import comments, moderation, posting, replies, rounds
from langnghe.consultations.drafts import words_changed
from langnghe.consultations.models import Choice, Paragraph, Question, Round, Statement, Version
from langnghe.downloads import download
from langnghe.portal import limits
from langnghe.portal.forms import Code
from langnghe.portal.public import public, show, too_many
from langnghe.registry.queries import office
from langnghe.reports.replies import file_name, render_replies
from langnghe.reports.word import MEDIA_TYPE
from langnghe.text.numbers import whole

COMMENTED = limits.Limit("comments", 40, 3600)  # a telephone network shows many people as one address
ANSWERED = limits.Limit("round-answers", 200, 3600)
COOKIE, COOKIE_LIFE = "da-tra-loi", 180 * 24 * 3600  # what this browser has answered; the site keeps no copy
MOST_ANSWERED = 200
LISTED, PARAGRAPHS = 30, 60  # a page
TOKEN_LIFE = 24 * 3600
TOKENS = signing.TimestampSigner(salt="langnghe.portal.rounds.token")
COOKIES = signing.TimestampSigner(salt=f"langnghe.portal.{COOKIE}")


class CommentForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Your comment"),
        max_length=comments.LONGEST,
        widget=forms.Textarea({"rows": 6}),
        help_text=gettext_lazy("What should change, and why? No account, no name; leave out names of persons."),
        error_messages={"required": gettext_lazy("Please write your comment, in a sentence or two.")},
    )
    token = forms.CharField(max_length=200, widget=forms.HiddenInput)

    @property
    def secret(self) -> str:
        """What the server drew for this form: sent twice, it is one comment. "" for one that is old or not ours."""
        try:
            return TOKENS.unsign(self.data.get("token", ""), max_age=TOKEN_LIFE)
        except signing.BadSignature:
            return ""


def fresh_form(text: str = "") -> CommentForm:
    return CommentForm(initial={"token": TOKENS.sign(secrets.token_hex(16)), "text": text})


# --- reading --------------------------------------------------------------------------------------------------------


@public
def rounds_list(request: HttpRequest) -> HttpResponse:
    """Rounds by where they stand: open, to come, ended, answered."""
    today = timezone.localdate()
    open_now = rounds.at_stage(rounds.OPEN, today).order_by("ends_on", "pk")
    context = {
        "open_now": [(each, (each.ends_on - today).days) for each in open_now],
        "coming": rounds.at_stage(rounds.COMING, today),
        "ended": rounds.at_stage(rounds.ENDED, today)[:LISTED],
        "page": Paginator(rounds.at_stage(rounds.ANSWERED, today), LISTED).get_page(request.GET.get("trang")),
    }
    return show(request, "rounds_list", context)


@public
def draft(request: HttpRequest, slug: str) -> HttpResponse:
    """The draft with its comments counted beside each paragraph; ?ban=1 for an earlier version."""
    found, version = _shown(request, slug)
    counts = comments.by_paragraph(version)
    every = version.paragraphs.select_related("before").order_by("number")
    page = Paginator(every, PARAGRAPHS).get_page(request.GET.get("trang"))
    context = {
        **_round(found),
        "version": version,
        "versions": list(rounds.shown_versions(found)),
        "page": page,
        "rows": [(each, counts.get(each.pk, 0), _changes(each)) for each in page],
        "whole": comments.shown_comments(found).count(),
        "states": comments.states(found),
        "hidden": _hidden(found),
        "asks": found.questions.exists() or found.statements.exists(),
        "row": posting.kinds()[found.posting].row(found.opens_on),
    }
    return show(request, "rounds_draft", context)


def _changes(paragraph: Paragraph) -> list[tuple[str, str]]:
    if paragraph.change != Paragraph.Change.CHANGED or paragraph.before is None:
        return []
    return words_changed(paragraph.before.text, paragraph.text)


def _page_of(number: int) -> int:
    return max(number - 1, 0) // PARAGRAPHS + 1


def _shown(request: HttpRequest, slug: str) -> tuple[Round, Version]:
    """The published round and the version asked for, else its newest."""
    found = get_object_or_404(rounds.published(), slug=slug)
    versions = rounds.shown_versions(found)
    number = whole(request.GET.get("ban"))
    version = versions.filter(number=number).first() if number else versions.last()
    if version is None:
        raise Http404
    return found, version


def _round(found: Round) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "round": found,
        "stage": rounds.stage(found, today),
        "days_left": (found.ends_on - today).days,
        "shortening": _words(posting.exceptions()[found.exception]) if found.exception else "",
    }


def _words(row: Any) -> str:
    return str(row.en if get_language() == "en" else row.vi)


def _hidden(found: Round) -> list[tuple[str, int]]:
    counts, language = comments.hidden_by_reason(found), "en" if get_language() == "en" else "vi"
    return [(words[language], counts[key]) for key, words in moderation.reasons().items() if key in counts]


# --- commenting -----------------------------------------------------------------------------------------------------


@login_not_required
@never_cache
def paragraph(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One paragraph (0: the draft as a whole), what was said about it, and the form to say something."""
    found, version = _shown(request, slug)
    spoken = get_object_or_404(version.paragraphs, number=number) if number else None
    context = {
        "version": version,
        "paragraph": spoken,
        "changes": _changes(spoken) if spoken else [],
        "earlier": comments.earlier(spoken) if spoken else [],
        "back": f"{reverse('open-round', args=[slug])}?ban={version.number}&trang={_page_of(number)}#p{number}",
        "newest": version == rounds.shown_versions(found).last(),
    }
    return _commented(request, found, context, paragraph=spoken)


@login_not_required
@never_cache
def question(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """An open question: its answers are comments."""
    found, _version = _shown(request, slug)
    asked = get_object_or_404(found.questions.filter(choices=None), number=number)
    context = {"question": asked, "back": reverse("round-questions", args=[slug]), "newest": True}
    return _commented(request, found, context, question=asked)


def _commented(
    request: HttpRequest,
    found: Round,
    context: dict[str, Any],
    *,
    paragraph: Paragraph | None = None,
    question: Question | None = None,
) -> HttpResponse:
    """The page of what can be commented on; a comment that was sent answers with its receipt."""
    form = fresh_form()
    if request.method == "POST":
        form = CommentForm(request.POST)
        if answer := _sent(request, found, form, context, paragraph, question):
            return answer
    rows = comments.shown_comments(found, paragraph, question)
    page = Paginator(rows, comments.PAGE).get_page(request.GET.get("trang"))
    context |= {**_round(found), "form": form, "page": page, "total": page.paginator.count}
    return render(request, "portal/rounds_comment.html", context, status=422 if form.is_bound else 200)


def _sent(
    request: HttpRequest,
    found: Round,
    form: CommentForm,
    context: dict[str, Any],
    paragraph: Paragraph | None,
    question: Question | None,
) -> HttpResponse | None:
    """The receipt; None where the form has to be shown again."""
    if request.POST.get("website"):  # a field that people do not see
        return redirect("open-round", found.slug)
    who = limits.address(request)
    if COMMENTED.is_reached(who):
        return too_many(request)
    if not form.is_valid():
        return None
    if not form.secret:
        form.add_error(None, _("This page was open for too long. Please send it once more."))
        form.data = {"text": request.POST.get("text", ""), "token": TOKENS.sign(secrets.token_hex(16))}
        return None
    try:
        code = comments.send(
            round=found, text=form.cleaned_data["text"], secret=form.secret, paragraph=paragraph, question=question
        )
    except ValueError as error:
        form.add_error("text", str(error))
        return None
    COMMENTED.count(who)
    context |= {**_round(found), "code": receipts.in_groups(code), "sensitive": True}
    return render(request, "portal/rounds_sent.html", context)


@login_not_required
@never_cache
def follow(request: HttpRequest) -> HttpResponse:
    """What became of one comment, by its 16 digits; wrong codes are counted as those of receipts are."""
    form, known = Code(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        who = limits.address(request)
        if limits.WRONG_CODES.is_reached(who):
            return too_many(request)
        known = comments.follow(form.cleaned_data["code"])
        if known is None:
            limits.WRONG_CODES.count(who)
            form.add_error("code", str(_("No comment has this code. Please check the digits.")))
    context: dict[str, Any] = {"form": form, "known": known, "sensitive": True}
    if known:
        comment = known.comment
        language = "en" if get_language() == "en" else "vi"
        context |= {
            **_round(comment.round),
            "where": replies.where(comment),
            "reason": moderation.reasons()[comment.reason][language] if comment.reason else "",
        }
    return render(request, "portal/rounds_follow.html", context)


# --- questions and statements ---------------------------------------------------------------------------------------


@login_not_required
@never_cache
def asked(request: HttpRequest, slug: str) -> HttpResponse:
    """Statements and questions; one answer a browser, of which only the browser keeps a note."""
    found, _version = _shown(request, slug)
    answered = _answered(request)
    if request.method == "POST":
        return _answer(request, found, answered)
    k = office().least_public
    context = {
        **_round(found),
        "statements": [
            (each, f"s{each.pk}" in answered, [comments.rounded(getattr(each, name), k) for name in comments.ANSWERS])
            for each in found.statements.all()
        ],
        "questions": [
            (each, f"q{each.pk}" in answered, [(one, comments.rounded(one.count, k)) for one in each.choices.all()])
            for each in found.questions.prefetch_related("choices")
        ],
        "least": k,
    }
    return render(request, "portal/rounds_asked.html", context)


def _answer(request: HttpRequest, found: Round, answered: list[str]) -> HttpResponse:
    """Count one answer, once a browser; back to where it was asked."""
    who = limits.address(request)
    if ANSWERED.is_reached(who):
        return too_many(request)
    key = request.POST.get("about", "")
    response = redirect(f"{reverse('round-questions', args=[found.slug])}#{key}")
    if key in answered or request.POST.get("website"):
        return response
    try:
        _count(found, key, request.POST.get("answer", ""))
    except ValueError as error:
        return render(request, "portal/wait.html", {"said": str(error)}, status=422)
    ANSWERED.count(who)
    kept = COOKIES.sign(".".join([*answered, key][-MOST_ANSWERED:]))
    response.set_cookie(
        COOKIE,
        kept,
        COOKIE_LIFE,
        path="/gop-y/",
        httponly=True,
        samesite="Lax",
        secure=bool(settings.SESSION_COOKIE_SECURE),
    )
    return response


def _count(found: Round, key: str, answer: str) -> None:
    number = whole(key[1:]) or 0
    if key.startswith("s"):
        comments.vote(statement=get_object_or_404(Statement, pk=number, round=found), answer=answer)
        return
    chosen = whole(answer) or 0
    comments.choose(choice=get_object_or_404(Choice, pk=chosen, question=number, question__round=found))


def _answered(request: HttpRequest) -> list[str]:
    """What this browser has answered; nothing for a cookie that is missing, old or not ours."""
    try:
        said = COOKIES.unsign(request.COOKIES.get(COOKIE, ""), max_age=COOKIE_LIFE)
    except signing.BadSignature:
        return []
    return [each for each in said.split(".") if each]


# --- the replies ----------------------------------------------------------------------------------------------------


@public
def result(request: HttpRequest, slug: str) -> HttpResponse:
    """The published table: each reply opens to its comments; ?nhom= shows those of one group, page by page."""
    found = _replied(slug)
    group = whole(request.GET.get("nhom"))
    rows = [row for row in replies.table(found) if group in (None, row.group.pk)]
    if not rows and group:
        raise Http404
    context = {**_round(found), "rows": rows, "balance": replies.balance(found), "hidden": _hidden(found)}
    if group:
        page = Paginator(replies.comments_of(rows[0].group), comments.PAGE).get_page(request.GET.get("trang"))
        return show(request, "rounds_reply", context | {"row": rows[0], "page": page})
    return show(request, "rounds_result", context)


@public
def result_file(request: HttpRequest, slug: str) -> HttpResponse:
    found = _replied(slug)
    return download(render_replies(found, "nd30", public=True), MEDIA_TYPE, file_name(found))


def _replied(slug: str) -> Round:
    return get_object_or_404(rounds.published().filter(replies=Round.Replies.PUBLISHED), slug=slug)
