"""«Dân nói - chính quyền làm»: published matters with their answers, and where they lie."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from langnghe.cases import publishing
from langnghe.cases.publishing import Wanted
from langnghe.cases.states import outcomes
from langnghe.law.taxonomy import sector_names
from langnghe.portal.public import public, show
from langnghe.registry.boundaries import commune_map
from langnghe.registry.queries import areas
from langnghe.text.numbers import whole

LONGEST_WORDS = 200


@public
def read(request: HttpRequest) -> HttpResponse:
    """A page of published matters; the newest first."""
    wanted = wanted_of(request)
    page = publishing.matters(wanted)
    context = {
        "rows": page.rows,
        "wanted": wanted,
        "narrowed": bool(wanted.words or wanted.area or wanted.sector or wanted.outcome),
        "next": _address(request, page.after) if page.after else "",
        "query": _query(request),
        "areas": areas(timezone.localdate()).order_by("name").values_list("pk", "name"),
        "sectors": sector_names().items(),
        "outcomes": outcomes(),
    }
    return show(request, "read", context)


def wanted_of(request: HttpRequest) -> Wanted:
    """What is looked for; what nobody could have chosen is passed over."""
    asked = request.GET
    return Wanted(
        words=asked.get("tu", "")[:LONGEST_WORDS],
        area=whole(request.GET.get("xa")),
        sector=asked.get("linh-vuc", "") if asked.get("linh-vuc") in sector_names() else "",
        outcome=asked.get("ket-qua", "") if asked.get("ket-qua") in outcomes() else "",
        after=whole(request.GET.get("sau")),
    )


def _query(request: HttpRequest) -> str:
    """The filter as an address, for feeds and the next page."""
    kept = {name: request.GET[name] for name in ("tu", "xa", "linh-vuc", "ket-qua") if request.GET.get(name)}
    return urlencode(kept)


def _address(request: HttpRequest, after: int) -> str:
    query = _query(request)
    return f"?{query}{'&' if query else ''}sau={after}"


@public
def matter(request: HttpRequest, number: int) -> HttpResponse:
    found = publishing.matter(number)
    if found is None:
        raise Http404
    return show(request, "read_matter", {"matter": found, "case": found.release.case})


@public
def picture(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """A proof that was released with a matter."""
    found = publishing.picture(number, pk)
    if found is None:
        raise Http404
    return HttpResponse(found.content, content_type=found.media, headers={"X-Content-Type-Options": "nosniff"})


@public
def area_map(request: HttpRequest) -> HttpResponse:
    """Published matters by commune: a map, and the same as a table."""
    drawn = commune_map(list(areas(timezone.localdate())), publishing.by_area())
    return show(request, "read_map", {"map": drawn})
