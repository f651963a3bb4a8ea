"""Where it was, by a map or by the phone's own position. The position is answered with its commune and kept nowhere."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from langnghe.cases import unsent
from langnghe.portal import cookies, limits
from langnghe.portal.forms import Position, Where
from langnghe.portal.views.send import STEPS, open_to_all
from langnghe.registry.boundaries import commune_map, unit_at
from langnghe.registry.queries import areas
from langnghe.text.numbers import whole


@open_to_all
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """The map, each commune a link; behind it the question again with that commune filled in."""
    answers = unsent.read(cookies.writing(request))
    if not answers or answers.get("sent"):
        return redirect("send")
    known = list(areas(timezone.localdate()).order_by("name"))
    context = {"step": "noi", "number": STEPS.index("noi") + 1, "of": len(STEPS), "areas": known, "sensitive": True}
    chosen = whole(request.GET.get("xa"))
    if chosen is None:
        context |= {"map": commune_map(known, {}), "back": "noi"}
        return render(request, "portal/send_where_map.html", context)
    unit = next((unit for unit in known if unit.pk == chosen), None)
    if unit is None:
        raise Http404
    form = Where(initial={"area": unit.name, "spot": answers.get("spot", "")})
    return render(request, "portal/send_where.html", context | {"form": form, "back": STEPS[0]})


@open_to_all
@require_POST
def locate(request: HttpRequest) -> HttpResponse:
    """The commune of a position; nothing of the position is kept, counted or logged."""
    who = limits.address(request)
    limits.ASKED.count(who)
    form = Position(request.POST)
    if limits.ASKED.is_reached(who) or not form.is_valid():
        return JsonResponse({"said": _("The position could not be read. Please choose the commune.")}, status=400)
    unit = unit_at(form.cleaned_data["latitude"], form.cleaned_data["longitude"], timezone.localdate())
    if unit is None:
        return JsonResponse({"said": _("This position lies in no commune of the province.")}, status=404)
    return JsonResponse({"area": unit.name})
