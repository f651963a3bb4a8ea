"""«Công khai, dân chủ»: what each commune has made public, what the people decided, and what is due when."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.translation import gettext_lazy as _

from langnghe.downloads import download
from langnghe.plan.disclosures import queries
from langnghe.plan.disclosures.items import Act, forms
from langnghe.plan.models import Obligation
from langnghe.portal.public import public, show, site
from langnghe.registry.models import Unit
from langnghe.registry.queries import office
from langnghe.text.numbers import whole

KINDS: dict[str, type[Atom1Feed | Rss201rev2Feed]] = {"atom": Atom1Feed, "rss": Rss201rev2Feed}
LONGEST_WORDS = 100
AT_ONCE = 12  # of what is public, on one page or in one feed


@public
def index(request: HttpRequest) -> HttpResponse:
    """The communes, found under present and past names with or without marks."""
    words = request.GET.get("tu", "")[:LONGEST_WORDS]
    found = queries.communes(words, timezone.localdate())
    rows = [(unit, queries.slug_of(unit), count) for unit, count in found]
    return show(request, "disclosed_index", {"rows": rows, "words": words})


@public
def commune(request: HttpRequest, commune: str) -> HttpResponse:
    """A commune's page: what is public and since when, what people decided, what is still owed."""
    unit = _commune(commune)
    slug, today, skip = queries.slug_of(unit), timezone.localdate(), whole(request.GET.get("bo-qua")) or 0
    if slug != commune:
        return redirect("disclosed-commune", slug)
    rows = list(queries.released().filter(unit=unit)[skip : skip + AT_ONCE + 1])
    shown = rows[:AT_ONCE]
    context = {
        "unit": unit,
        "slug": slug,
        "groups": [(title, of) for title, acts in GROUPS if (of := [row for row in shown if row.row.act in acts])],
        "ways": forms(),
        "coming": [] if skip else [(row, row.is_late(today)) for row in queries.coming(unit, today)],
        "next": skip + AT_ONCE if len(rows) > AT_ONCE else 0,
        "least": office().least_public,
        "today": today,
    }
    return show(request, "disclosed_commune", context)


GROUPS = (
    (_("Published by law"), (Act.PUBLISH,)),
    (_("Decided by the people"), (Act.DECIDE,)),
    (_("The people were asked"), (Act.CONSULT,)),
    (_("Supervised by the people"), (Act.SUPERVISE,)),
)


@public
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """A paper that a leader has released, to be stored and never shown by the browser itself."""
    opened = queries.public_file(pk)
    if opened is None:
        raise Http404
    return download(opened.content, opened.media, opened.name)


@public
def feed(request: HttpRequest, commune: str, kind: str) -> HttpResponse:
    """The newest things a commune has made public; each has one address for good."""
    if kind not in KINDS:
        raise Http404
    unit = _commune(commune)
    page = site(request) + reverse("disclosed-commune", args=[queries.slug_of(unit)])
    made = KINDS[kind](
        title=f"Công khai, dân chủ: {unit}",
        link=page,
        description="Nội dung đã công khai theo Luật Thực hiện dân chủ ở cơ sở",
        language="vi",
        feed_url=request.build_absolute_uri(),
    )
    for row in queries.released().filter(unit=unit)[:AT_ONCE]:
        made.add_item(
            title=str(row),
            link=f"{page}#muc-{row.pk}",
            unique_id=f"{page}#muc-{row.pk}",
            description=_told(row),
            pubdate=row.released_at,
            updateddate=row.released_at,
        )
    return HttpResponse(made.writeString("utf-8"), content_type=made.content_type)


def _told(row: Obligation) -> str:
    return f"{row.act_name}, {row.done_on:%d/%m/%Y}. {row.result}".strip()


def _commune(slug: str) -> Unit:
    unit = queries.commune_of(slug)
    if unit is None:
        raise Http404
    return unit
