"""Be told: RSS and Atom of published matters, a calendar of receptions and dialogues, and by e-mail."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from langnghe.cases import booking, publishing, subscribing
from langnghe.cases.registers.rules import office_names
from langnghe.cases.states import outcomes
from langnghe.law.taxonomy import sector_names
from langnghe.portal import limits, puzzles
from langnghe.portal.public import public, site, too_many
from langnghe.portal.views.read import wanted_of
from langnghe.registry.models import Unit
from langnghe.registry.queries import areas
from langnghe.text.numbers import whole

KINDS: dict[str, type[Atom1Feed | Rss201rev2Feed]] = {"atom": Atom1Feed, "rss": Rss201rev2Feed}
SUBSCRIBED = limits.Limit("subscribed", 5, limits.DAY)
FOLD = 73  # bytes of a calendar's line, with room for the folding (RFC 5545, 3.1)


@public
def feed(request: HttpRequest, kind: str) -> HttpResponse:
    """The newest published matters of a filter; each has its public address for good."""
    if kind not in KINDS:
        raise Http404
    here = site(request)
    made = KINDS[kind](
        title="Dân nói - chính quyền làm",
        link=here + reverse("read"),
        description="Các việc đã được trả lời và công bố",
        language="vi",
        feed_url=request.build_absolute_uri(),
    )
    for row in publishing.matters(wanted_of(request)).rows:
        address = here + reverse("matter", args=[row.pk])
        ending = outcomes()[row.case.outcome].vi
        made.add_item(
            title=row.case.title,
            link=address,
            unique_id=address,
            description=f"{ending}. {row.case.unit.name}: {row.case.answer}",
            pubdate=row.at,
            updateddate=row.at,
            categories=[sector_names().get(row.sector, "")] if row.sector else [],
        )
    return HttpResponse(made.writeString("utf-8"), content_type=made.content_type)


# --- calendar ---------------------------------------------------------------------------------------------------


@public
def calendar(request: HttpRequest) -> HttpResponse:
    """Reception days and dialogues to come, as iCalendar (RFC 5545)."""
    today, unit = timezone.localdate(), whole(request.GET.get("don-vi"))
    names, host = office_names(today), request.get_host().partition(":")[0]
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Lang Nghe//Tiep cong dan//VI", "CALSCALE:GREGORIAN"]
    for day in booking.days(today, unit):
        duty = day.duty
        title = f"{names.get(duty.held_by, duty.held_by)} tiếp công dân: {duty.unit.name}"
        lines += _event(f"tiep-{duty.pk}@{host}", duty.on, title, duty.place or duty.link)
    for meeting in booking.dialogues(today, unit):
        title = f"Đối thoại: {(meeting.area or meeting.unit).name}. {meeting.subject}".strip(" .")
        lines += _event(f"doi-thoai-{meeting.pk}@{host}", meeting.on, title, meeting.place)
    text = "\r\n".join(_folded(line) for line in [*lines, "END:VCALENDAR"]) + "\r\n"
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")


def _event(uid: str, on: dt.date, title: str, place: str) -> list[str]:
    end = on + dt.timedelta(days=1)
    return [
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{on:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{end:%Y%m%d}",
        f"SUMMARY:{_escaped(title)}",
        *([f"LOCATION:{_escaped(place)}"] if place else []),
        "END:VEVENT",
    ]


def _escaped(text: str) -> str:
    for letter in "\\;,":
        text = text.replace(letter, f"\\{letter}")
    return " ".join(text.split())


def _folded(line: str) -> str:
    """Lines of at most 75 bytes, never cut within a letter."""
    parts, size = [""], 0
    for letter in line:
        width = len(letter.encode())
        if size + width > FOLD:
            parts.append("")
            size = 0
        parts[-1] += letter
        size += width
    return "\r\n ".join(parts)


# --- e-mail -----------------------------------------------------------------------------------------------------


class SubscribeForm(forms.Form):
    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput({"autocomplete": "email"}))
    area = forms.ModelChoiceField(
        queryset=Unit.objects.none(), label=_("Place"), required=False, empty_label=_("The whole province")
    )
    sector = forms.ChoiceField(label=_("Sector"), required=False)
    website = forms.CharField(required=False)  # a field that people do not see

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["area"].queryset = areas(timezone.localdate()).order_by("name")  # type: ignore[attr-defined]
        self.fields["sector"].choices = [("", _("All sectors")), *sector_names().items()]  # type: ignore[attr-defined]


@login_not_required
@never_cache
def subscribe(request: HttpRequest) -> HttpResponse:
    """Ask for news by e-mail. What the page says does not tell whether the address was known."""
    form, sent = SubscribeForm(request.POST or None), False
    if request.method == "POST" and form.is_valid():
        who, said = limits.address(request), form.cleaned_data
        if SUBSCRIBED.is_reached(who):
            return too_many(request)
        if page := puzzles.held(request, "dang-ky"):
            return page
        SUBSCRIBED.count(who)
        if not said["website"]:
            subscribing.ask(said["email"], area=said["area"], sector=said["sector"], site=site(request))
        sent = True
    return render(request, "portal/subscribe.html", {"form": form, "sent": sent})


@login_not_required
@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the first letter. A button confirms: mail scanners open links, they press nothing."""
    found = subscribing.confirm(token) if request.method == "POST" else subscribing.asked(token)
    return render(request, "portal/subscribe_confirm.html", {"found": found, "done": request.method == "POST"})


@login_not_required
@never_cache
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """The link of every letter; the same button for the same reason."""
    found = subscribing.subscribed(token)
    done = subscribing.end(token) if request.method == "POST" else False
    return render(request, "portal/subscribe_end.html", {"found": found, "done": done})
