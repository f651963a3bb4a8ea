"""The review desk: the least certain opinions first; every decision holds for all later runs and can be taken back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from langnghe.desk.access import by, chosen_period, need
from langnghe.desk.paging import page_of
from langnghe.intake.models import Opinion
from langnghe.law.taxonomy import KINDS, sectors
from langnghe.registry.roles import Right
from langnghe.synthesis import actions, queries
from langnghe.synthesis.models import Link
from langnghe.synthesis.pipeline import explain


@need(Right.REVIEW)
def review(request: HttpRequest) -> HttpResponse:
    """The queue, by default only what the engine is unsure of and nobody has decided."""
    period = chosen_period(request)
    if period is None:
        return render(request, "desk/empty.html")
    queue = queries.review_queue(period)
    which = request.GET.get("loc", "can-ra-soat")
    chosen = {
        "can-ra-soat": queue.filter(needs_review=True),
        "tat-ca": queue,
        "da-quyet": queue.filter(decision__isnull=False),
        "khong-phai": queue.filter(decision__not_opinion=True),
    }.get(which, queue)
    if request.GET.get("linh-vuc"):
        chosen = chosen.filter(sector=request.GET["linh-vuc"])
    return render(
        request,
        "desk/synthesis/review.html",
        {
            "page": page_of(request, chosen, 10),
            "which": which,
            "sectors": sectors(),
            "sector": request.GET.get("linh-vuc", ""),
            "kinds": KINDS,
            "waiting": queue.filter(needs_review=True).count(),
            "total": queue.count(),
        },
    )


@need(Right.READ_OPINIONS)
def opinion(request: HttpRequest, pk: int) -> HttpResponse:
    """One opinion: where it stands in its document, why the engine labelled it so, what has been decided."""
    row = _opinion(pk)
    neighbours = queries.labelled(Opinion.objects.filter(block=row.block, replaced=False)).exclude(pk=row.pk)
    return render(
        request,
        "desk/synthesis/opinion.html",
        {
            "opinion": row,
            "words": explain(row),
            "sectors": sectors(),
            "kinds": KINDS,
            "neighbours": neighbours,
            "before": row.block.text[: row.start],
            "after": row.block.text[row.end :],
            "links": Link.objects.filter(first=row) | Link.objects.filter(second=row),
        },
    )


@need(Right.REVIEW)
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Carry out the button that was pressed: confirm or correct, not an opinion, take back, lock, unlock."""
    row = _opinion(pk)
    act = request.POST.get("act", "decide")
    try:
        if act == "dismiss":
            actions.dismiss(row, by=by(request))
        elif act == "take_back":
            actions.take_back(row, by=by(request))
        else:
            locked = {"lock": True, "unlock": False}.get(act)
            topic, kind = request.POST.get("topic", ""), request.POST.get("kind", "")
            actions.decide(row, by=by(request), topic=topic, kind=kind, locked=locked)
    except ValueError as error:
        messages.error(request, str(error))
    if request.htmx:  # type: ignore[attr-defined]
        return render(
            request,
            "desk/synthesis/_opinion_card.html",
            {"opinion": _opinion(pk), "sectors": sectors(), "kinds": KINDS},
        )
    back = request.POST.get("back", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "review")


@need(Right.REVIEW)
@require_POST
def split(request: HttpRequest, pk: int) -> HttpResponse:
    """Cut an opinion where the officer put ``||`` into its text."""
    row = _opinion(pk)
    marked = request.POST.get("text", "").replace("\r\n", "\n")
    parts = marked.split("||")
    if "".join(parts) != row.text:
        messages.error(request, _("The words must stay as they are; only put || where to cut."))
        return redirect("opinion", pk=pk)
    cuts = [sum(len(part) for part in parts[:number]) for number in range(1, len(parts))]
    try:
        made = actions.split_opinion(row, cuts, by=by(request))
    except ValueError as error:
        messages.error(request, str(error))
        return redirect("opinion", pk=pk)
    messages.success(request, _("Cut into %(n)s opinions.") % {"n": len(made)})
    return redirect("document", pk=row.document_id)


@need(Right.REVIEW)
@require_POST
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Join an opinion with chosen neighbours of the same paragraph."""
    row = _opinion(pk)
    others = Opinion.objects.filter(pk__in=request.POST.getlist("with"), replaced=False).select_related("block")
    try:
        made = actions.merge_opinions([row, *others], by=by(request))
    except ValueError as error:
        messages.error(request, str(error))
        return redirect("opinion", pk=pk)
    messages.success(request, _("Joined into one opinion."))
    return redirect("opinion", pk=made.pk)


@need(Right.REVIEW)
def links(request: HttpRequest) -> HttpResponse:
    """Pairs that may be the same matter, the two texts side by side."""
    period = chosen_period(request)
    if period is None:
        return render(request, "desk/empty.html")
    return render(request, "desk/synthesis/links.html", {"page": page_of(request, queries.proposed_links(period), 10)})


@need(Right.REVIEW)
@require_POST
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    """Same matter, or not."""
    link = get_object_or_404(Link, pk=pk)
    actions.judge_link(link, same=request.POST.get("same") == "1", by=by(request))
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "desk/synthesis/_link_judged.html", {"link": link})
    return redirect("links")


def _opinion(pk: int) -> Opinion:
    rows = queries.labelled(Opinion.objects.filter(replaced=False))
    related = rows.select_related("document__unit", "document__period", "block", "area", "proposal", "decision")
    return get_object_or_404(related, pk=pk)
