"""Sending: one question a page; what was answered lies sealed with a key in the browser's cookie (``cases.unsent``)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from langnghe.cases import attachments, conversation, receipts, sending, unsent
from langnghe.cases.models import Case
from langnghe.portal import cookies, limits, puzzles
from langnghe.portal.forms import Contact, Kind, What, Where
from langnghe.portal.qr import code_svg
from langnghe.registry.models import Unit
from langnghe.registry.queries import areas

STEPS = ("viec", "noi", "tep", "loai", "lien-he", "kiem-tra")
Answers = dict[str, Any]


def open_to_all(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    return login_not_required(never_cache(view))


@open_to_all
def start(request: HttpRequest) -> HttpResponse:
    answers = _answers(request)
    if answers.get("sent"):
        return redirect("sent")
    return render(request, "portal/send.html", {"resumes": bool(answers.get("text")), "next": _first_open(answers)})


@open_to_all
def step(request: HttpRequest, step: str) -> HttpResponse:
    """One question: GET shows it with what was answered, POST keeps the answer and goes on."""
    if step not in STEPS:
        raise Http404
    answers = _answers(request)
    if answers.get("sent"):
        return redirect("sent")
    if not answers and step != STEPS[0]:
        return redirect("send")
    return PAGES[step](request, answers)


def _what(request: HttpRequest, answers: Answers) -> HttpResponse:
    form = What(request.POST if request.method == "POST" else None, initial=answers)
    if request.method == "POST" and form.is_valid():
        return _go_on(request, answers, "viec", text=form.cleaned_data["text"])
    return _page(request, "send_what", "viec", form=form)


def _where(request: HttpRequest, answers: Answers) -> HttpResponse:
    known = list(areas(timezone.localdate()).order_by("name"))
    chosen = next((unit.name for unit in known if unit.pk == answers.get("area") or 0), "")
    form = Where(
        request.POST if request.method == "POST" else None, initial={"area": chosen, "spot": answers.get("spot", "")}
    )
    if request.method == "POST" and form.is_valid():
        return _go_on(request, answers, "noi", area=form.cleaned_data["area"], spot=form.cleaned_data["spot"])
    return _page(request, "send_where", "noi", form=form, areas=known)


def _files(request: HttpRequest, answers: Answers) -> HttpResponse:
    """Files are cleaned as they come in: what a photo tells of its maker is gone before anything is kept."""
    files, wrong = list(answers.get("files", [])), ""
    if request.method == "POST" and "drop" in request.POST:
        files = _without(cookies.writing(request), files, request.POST["drop"])
        return _go_on(request, answers, "tep", to="tep", files=files)
    if request.method == "POST":
        try:
            for upload in request.FILES.getlist("files"):
                files.append(_kept(cookies.writing(request), upload, files))
        except ValueError as error:
            wrong = str(error)
        if not wrong:
            return _go_on(request, answers, "tep", to="tep" if "more" in request.POST else "", files=files)
        unsent.write(cookies.writing(request), answers | {"files": files})
    return _page(request, "send_files", "tep", files=files, wrong=wrong, most=sending.FILES)


def _kept(token: str, upload: UploadedFile, before: list[dict[str, Any]]) -> dict[str, Any]:
    sending.check_file(before, upload.size or 0)
    content, format = attachments.taken(upload)
    name = attachments.shown_name(upload.name or "", format)
    cleaned = attachments.clean(content, format)
    return {"number": unsent.keep_file(token, cleaned), "name": name, "size": len(cleaned)}


def _without(token: str, files: list[dict[str, Any]], number: str) -> list[dict[str, Any]]:
    for row in files:
        if str(row["number"]) == number:
            unsent.drop_file(token, row["number"])
    return [row for row in files if str(row["number"]) != number]


def _kind(request: HttpRequest, answers: Answers) -> HttpResponse:
    form = Kind(request.POST if request.method == "POST" else None, initial=answers)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["kind"] == "to_cao":
            return redirect("send-denounce")
        return _go_on(request, answers, "loai", kind=form.cleaned_data["kind"])
    return _page(request, "send_kind", "loai", form=form)


def _contact(request: HttpRequest, answers: Answers) -> HttpResponse:
    kind = answers.get("kind", "")
    form = Contact(request.POST if request.method == "POST" else None, initial=answers, kind=kind)
    if request.method == "POST" and form.is_valid():
        return _go_on(request, answers, "lien-he", **form.cleaned_data)
    return _page(request, "send_contact", "lien-he", form=form, named=bool(kind) and sending.must_be_named(kind))


def _check(request: HttpRequest, answers: Answers) -> HttpResponse:
    """The whole of it once more; sending it."""
    wrong = ""
    if request.method == "POST":
        who = limits.address(request)
        if request.POST.get("website"):  # a field that people do not see
            return redirect("send")
        if limits.SENT.is_reached(who):
            return _too_many(request)
        if page := puzzles.held(request, "gui"):
            return page
        try:
            sending.send(cookies.writing(request))
        except ValueError as error:
            wrong = str(error)
        else:
            limits.SENT.count(who)
            return redirect("sent")
    area = Unit.objects.filter(pk=answers.get("area") or 0).first()
    alike = sending.similar(answers.get("text", ""), area)
    return _page(request, "send_check", "kiem-tra", answers=answers, area=area, wrong=wrong, alike=alike)


PAGES = {"viec": _what, "noi": _where, "tep": _files, "loai": _kind, "lien-he": _contact, "kiem-tra": _check}


@open_to_all
@require_POST
def throw_away(request: HttpRequest) -> HttpResponse:
    unsent.drop(cookies.writing(request))
    response = redirect("send")
    cookies.take(response, cookies.WRITING)
    return response


@open_to_all
def denounce(request: HttpRequest) -> HttpResponse:
    """Where a denunciation goes: never here. What had been typed is thrown away."""
    area = Unit.objects.filter(pk=_answers(request).get("area") or 0).first()
    unsent.drop(cookies.writing(request))
    response = render(request, "portal/send_denounce.html", {"area": area, "sensitive": True})
    cookies.take(response, cookies.WRITING)
    return response


@open_to_all
@require_POST
def similar(request: HttpRequest) -> HttpResponse:
    """Public matters like what is being typed, as a piece of the page."""
    who = limits.address(request)
    limits.ASKED.count(who)
    alike: list[Case] = []
    if not limits.ASKED.is_reached(who):
        alike = sending.similar(request.POST.get("text", "")[: sending.LONGEST], None)
    return render(request, "portal/_send_similar.html", {"alike": alike})


@open_to_all
@require_POST
def join(request: HttpRequest) -> HttpResponse:
    """«Tôi cũng gặp»: one more person, once a browser."""
    case = sending.public_matters().filter(code=request.POST.get("case", "")).first()
    if case is None:
        raise Http404
    mine = [code for code in cookies.unsigned(request, cookies.JOINED).split(".") if code]
    who = limits.address(request)
    if case.code not in mine and not limits.JOINED.is_reached(who):
        conversation.join(case)
        limits.JOINED.count(who)
        mine.append(case.code)
    response = render(request, "portal/send_joined.html", {"case": case, "people": sending.people_with(case)})
    cookies.put(response, cookies.JOINED, cookies.signed(cookies.JOINED, ".".join(mine[-cookies.MOST_JOINED :])))
    return response


@open_to_all
def receipt(request: HttpRequest) -> HttpResponse:
    """The code, as long as this browser has not said that it is kept (a day at most)."""
    token = cookies.writing(request)
    found = sending.sent(token)
    if found is None:
        return redirect("send")
    code = receipts.code_from(token)
    address = request.build_absolute_uri(reverse("follow"))
    return render(
        request,
        "portal/receipt.html",
        {
            "receipt": found,
            "code": receipts.in_groups(code),
            "qr": code_svg(f"{address}#{code}"),
            "follow_address": address,
            "shown": receipts.show(found),
            "case": found.submission.cases.order_by("item")[0],
            "sensitive": True,
        },
    )


@open_to_all
def receipt_file(request: HttpRequest) -> HttpResponse:
    """The proof to keep; the code is not in it."""
    found = sending.sent(cookies.writing(request))
    if found is None:
        raise Http404
    return JsonResponse(
        receipts.as_file(found),
        json_dumps_params={"ensure_ascii": False, "indent": 1},
        headers={"Content-Disposition": f'attachment; filename="bien-nhan-{found.submission.code}.json"'},
    )


@open_to_all
@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """The code was kept: nothing of it stays in this browser."""
    unsent.drop(cookies.writing(request))
    response = redirect("follow")
    cookies.take(response, cookies.WRITING)
    return response


def _answers(request: HttpRequest) -> Answers:
    return unsent.read(cookies.writing(request))


def _first_open(answers: Answers) -> str:
    """The step at which a draft stopped."""
    return str(answers.get("reached") or STEPS[0])


def _go_on(request: HttpRequest, answers: Answers, step: str, *, to: str = "", **given: Any) -> HttpResponse:
    """Keep the answer; to the next question, or back to the check page where the answer was changed from there."""
    token = cookies.writing(request)
    if not answers:
        who = limits.address(request)
        if limits.BEGUN.is_reached(who):
            return _too_many(request)
        limits.BEGUN.count(who)
        token = unsent.begin()
        answers = unsent.read(token)
    following = STEPS[STEPS.index(step) + 1]
    reached = max(answers.get("reached", following), following, key=STEPS.index)
    unsent.write(token, answers | given | {"reached": reached})
    changed = "sua" in request.GET and (step != "loai" or not sending.must_be_named(given["kind"]))
    response = redirect("send-step", to or ("kiem-tra" if changed and not to else following))
    cookies.put(response, cookies.WRITING, token)
    return response


def _page(request: HttpRequest, name: str, step: str, **more: Any) -> HttpResponse:
    form = more.get("form")
    place = STEPS.index(step)
    context = {"step": step, "number": place + 1, "of": len(STEPS), "back": STEPS[place - 1] if place else "", **more}
    bad = bool(more.get("wrong")) or (isinstance(form, forms.Form) and form.is_bound)
    return render(request, f"portal/{name}.html", context | {"sensitive": True}, status=422 if bad else 200)


def _too_many(request: HttpRequest) -> HttpResponse:
    said = _("Too much has come from this network in a short time. Please wait a while, then try again.")
    return render(request, "portal/wait.html", {"said": said}, status=429)
