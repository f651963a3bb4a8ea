"""The press review: new articles, those chosen as matters, by hand, pasted, and the feeds they come from."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from langnghe.cases.states import channel_names
from langnghe.desk.access import by, chosen_period, need
from langnghe.desk.forms import DAY
from langnghe.desk.paging import page_of
from langnghe.intake import press as room
from langnghe.intake.press_models import Clipping, Feed
from langnghe.registry.models import Period
from langnghe.registry.roles import Right
from langnghe.synthesis import queries
from langnghe.text.numbers import whole

TABS = (
    ("", gettext_lazy("New")),
    ("chon", gettext_lazy("Chosen")),
    ("bo", gettext_lazy("Left out")),
    ("tat-ca", gettext_lazy("All")),
)
STATES = {"": Clipping.State.NEW, "chon": Clipping.State.CHOSEN, "bo": Clipping.State.LEFT_OUT, "tat-ca": ""}
LONGEST_WORDS = 100


class ArticleForm(forms.Form):
    source = forms.CharField(label=gettext_lazy("Newspaper"), max_length=100)
    on = forms.DateField(label=gettext_lazy("Day"), widget=DAY)
    title = forms.CharField(label=gettext_lazy("Title of the article"), max_length=300)
    link = forms.URLField(
        label=gettext_lazy("Address of the article"), max_length=600, required=False, assume_scheme="https"
    )
    matter = forms.CharField(
        label=gettext_lazy("The matter, in a few sentences"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class PasteForm(forms.Form):
    source = forms.CharField(label=gettext_lazy("Newspaper"), max_length=100, required=False)
    text = forms.CharField(
        label=gettext_lazy("The list"),
        help_text=gettext_lazy(
            "An article a paragraph, with an empty line between; the first line is the title. Links and days are found."
        ),
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )


class FeedForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Newspaper"), max_length=100)
    url = forms.URLField(label=gettext_lazy("Address of the feed (RSS or Atom)"), max_length=400, assume_scheme="https")


@need(Right.ADD_DOCUMENTS)
def press(request: HttpRequest) -> HttpResponse:
    """Articles of a state, and how many opinions of the month came by each channel."""
    shown = request.GET.get("xem", "")
    words = request.GET.get("tu", "")[:LONGEST_WORDS]
    rows = room.clippings(STATES.get(shown, Clipping.State.NEW), words)
    period = chosen_period(request)
    return render(
        request,
        "desk/press/press.html",
        {
            "page": page_of(request, rows),
            "tabs": [(key, label, room.clippings(STATES[key]).count()) for key, label in TABS],
            "shown": shown if shown in STATES else "",
            "words": words,
            "channels": by_channel(period) if period else [],
        },
    )


def by_channel(period: Period) -> list[tuple[str, int]]:
    """Opinions of a month by the channel they came by: no sum of them is shown, for the press is not the people."""
    names = channel_names()
    counted = queries.by("document__channel", queries.opinions_of([period]))
    return [(names.get(key, key), count) for key, count in counted.items()]


@need(Right.ADD_DOCUMENTS)
@require_POST
def judge_press(request: HttpRequest) -> HttpResponse:
    """Choose the ticked articles as matters for the province, or leave them out."""
    pks = [number for pk in request.POST.getlist("pk") if (number := whole(pk)) is not None]
    try:
        if request.POST.get("act") == "choose":
            count = room.choose(pks, by=by(request))
            said = ngettext(
                "%(n)d article chosen: its matter goes into the next synthesis.",
                "%(n)d articles chosen: their matters go into the next synthesis.",
                count,
            )
        else:
            count = room.leave_out(pks, by=by(request))
            said = ngettext("%(n)d article left out.", "%(n)d articles left out.", count)
        messages.success(request, said % {"n": count})
    except ValueError as error:
        messages.error(request, str(error))
    return redirect("press")


@need(Right.ADD_DOCUMENTS)
def add_press(request: HttpRequest) -> HttpResponse:
    """Enter one article by hand, or a pasted list."""
    is_paste = request.POST.get("way") == "paste"
    article = ArticleForm(request.POST if request.POST and not is_paste else None, initial=_today(), prefix="a")
    pasted = PasteForm(request.POST if is_paste else None, prefix="p")
    if request.method == "POST" and _entered(request, pasted if is_paste else article, is_paste=is_paste):
        return redirect("press")
    return render(request, "desk/press/add.html", {"article": article, "pasted": pasted, "is_paste": is_paste})


def _today() -> dict[str, Any]:
    return {"on": timezone.localdate()}


def _entered(request: HttpRequest, form: forms.Form, *, is_paste: bool) -> bool:
    if not form.is_valid():
        return False
    try:
        new, known = (
            room.paste(form.cleaned_data["text"], source=form.cleaned_data["source"], by=by(request))
            if is_paste
            else (bool(room.add(**form.cleaned_data, by=by(request))), 0)
        )
    except ValueError as error:
        form.add_error(None, str(error))
        return False
    messages.success(
        request, _("%(new)d articles entered, %(known)d were here already.") % {"new": new, "known": known}
    )
    return True


@need(Right.ADD_DOCUMENTS)
def feeds(request: HttpRequest) -> HttpResponse:
    """The newspapers' feeds with what became of the last reading, and a new one."""
    form = FeedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            room.add_feed(**form.cleaned_data, by=by(request))
            messages.success(request, _("The feed is read within minutes."))
            return redirect("press-feeds")
        except ValueError as error:
            form.add_error("url", str(error))
    return render(request, "desk/press/feeds.html", {"form": form, "feeds": Feed.objects.all()})


@need(Right.ADD_DOCUMENTS)
@require_POST
def switch_feed(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a feed at once, again, or no longer."""
    feed = get_object_or_404(Feed, pk=pk)
    room.switch_feed(feed, active=request.POST.get("act") != "stop", by=by(request))
    messages.success(request, _("Saved."))
    return redirect("press-feeds")
