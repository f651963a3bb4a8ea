"""Writing without a network: the page that a telephone keeps, and the door where what waited there comes in, once."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_POST, require_safe

from langnghe.cases import attachments, receipts, sending
from langnghe.cases.models import Receipt
from langnghe.portal import limits, puzzles
from langnghe.portal.forms import Contact, Kind, What, Where
from langnghe.registry.queries import areas

KEY = re.compile(r"[A-Za-z0-9_-]{43}")  # 32 random bytes, made on the telephone
PHOTOS = ("jpg", "png", "webp")
# All that the page needs: with the page itself six files of together less than 60 KB.
SHELL = (
    "portal/portal.css",
    "portal/portal.js",
    "portal/offline.js",
    "desk/be-vietnam-pro-400.woff2",
    "desk/be-vietnam-pro-600.woff2",
)
ICONS = (("portal/icon.svg", "any"), ("portal/icon-192.png", "192x192"), ("portal/icon-512.png", "512x512"))


@login_not_required
@never_cache
def page(request: HttpRequest) -> HttpResponse:
    context = {"places": areas(timezone.localdate()).order_by("name"), "most": sending.FILES, "sensitive": True}
    return render(request, "portal/offline.html", context)


@login_not_required
@require_safe
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker. It changes, and takes the page anew, when a file of it or a place's name does."""
    files = [static(name) for name in SHELL]
    names = areas(timezone.localdate()).order_by("name").values_list("name", flat=True)
    digest = hashlib.sha256("\n".join([*files, *names]).encode()).hexdigest()[:12]
    version = f"citizens-{digest}"  # by this name the worker tells its own caches from the desk's
    context = {"version": version, "files": files}
    return render(request, "portal/sw.js", context, content_type="text/javascript; charset=utf-8")


@login_not_required
@require_safe
@cache_control(public=True, max_age=3600)
def manifest(request: HttpRequest) -> HttpResponse:
    """What a telephone needs to know to put the portal among its applications (W3C Web Application Manifest)."""
    icons = [{"src": static(name), "sizes": sizes} for name, sizes in ICONS]
    said = {
        "id": "/gui/",
        "name": "Lắng Nghe: phản ánh, kiến nghị",
        "short_name": "Lắng Nghe",
        "description": "Nói một lần, theo dõi đến khi xong. Viết được cả khi không có mạng.",
        "lang": "vi",
        "dir": "ltr",
        "start_url": reverse("send"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#f5f7f7",
        "theme_color": "#0a3d48",
        "icons": [*icons, {"src": static("portal/icon-whole.png"), "sizes": "512x512", "purpose": "maskable"}],
    }
    return JsonResponse(said, json_dumps_params={"ensure_ascii": False}, content_type="application/manifest+json")


@login_not_required
@never_cache
@require_safe
def puzzle(request: HttpRequest) -> HttpResponse:
    """What the worker needs before it may send: a puzzle and the token that every form has."""
    made = puzzles.made("khong-mang", limits.address(request))
    return JsonResponse({"puzzle": made, "token": get_token(request)})


@login_not_required
@never_cache
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """One message that waited. With a key that is known it is never refused: the telephone gets its code again."""
    key, who = request.POST.get("key", ""), limits.address(request)
    if not KEY.fullmatch(key):
        return _refused(_("The message has no proper key; please write it again."))
    known = sending.is_known(key)
    if not known and (limits.SENT.is_reached(who) or not puzzles.passes(request, "khong-mang", who)):
        return JsonResponse({"later": True}, status=429)
    try:
        answers = _answers(request)
        receipt = sending.send_kept(key, answers, _photos(request))
    except ValueError as error:
        if sending.is_known(key):  # taken, but a photo of it not yet (the virus scanner is silent)
            return JsonResponse({"later": True}, status=503)
        return _refused(str(error))
    if not known:
        limits.SENT.count(who)
    return JsonResponse(_said(receipt, sending.code_of_kept(key)))


def _answers(request: HttpRequest) -> dict[str, Any]:
    """What the six questions would have given. Raises ValueError with the first sentence of what is wrong."""
    forms = (What, Where, Kind)
    given: dict[str, Any] = {}
    for form in [*(each(request.POST) for each in forms), Contact(request.POST, kind=request.POST.get("kind", ""))]:
        if not form.is_valid():
            raise ValueError(next(iter(form.errors.values()))[0])
        given |= form.cleaned_data
    return given


def _photos(request: HttpRequest) -> list[tuple[str, bytes]]:
    """Names and cleaned contents; of photos only, whose cleaning gives the same bytes each time."""
    cleaned: list[tuple[str, bytes]] = []
    for number, upload in enumerate(request.FILES.getlist("photos"), start=1):
        sending.check_file([{"size": len(content)} for _name, content in cleaned], upload.size or 0)
        content, format = attachments.taken(upload)
        if format not in PHOTOS:
            raise ValueError(_("Only photos can wait on the telephone; send other files with a network."))
        cleaned.append((f"Ảnh {number}.{format}", attachments.clean(content, format)))
    return cleaned


def _said(receipt: Receipt, code: str) -> dict[str, str]:
    case = receipt.submission.cases.order_by("item")[0]
    return {
        "code": receipts.in_groups(code),
        "unit": case.unit.name,
        "received": f"{receipt.submission.received_on:%d/%m/%Y}",
        "due": f"{case.due_on:%d/%m/%Y}" if case.due_on else "",
    }


def _refused(sentence: str) -> HttpResponse:
    return JsonResponse({"wrong": sentence}, status=422)
