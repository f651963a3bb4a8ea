"""Every call of GeoReport v2: read it, ask once, answer in the specification's words."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from ninja import Form, Query, Router, Status

from langnghe.api import asked, keys, sent, topics
from langnghe.api.formats import JSON, XML
from langnghe.api.refusals import Refused
from langnghe.api.shapes import (
    Definition,
    Discovery,
    ErrorRow,
    Made,
    Place,
    RequestRow,
    Sent,
    TokenRow,
    TopicRow,
    Wanted,
)
from langnghe.registry.models import Unit
from langnghe.registry.queries import office

CHANGESET = "2026-11-22T00:00:00+07:00"  # of this interface: to be moved on when it changes
SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
ERRORS = list[ErrorRow]

# The ending of an address is read by ``formats``; a view names it, unused, because the library wants every part named.
router = Router()


@router.get("/discovery{ending:format}", response={200: Discovery, 400: ERRORS, 404: ERRORS}, url_name="discovery")
def discovery(request: HttpRequest, format: str) -> dict[str, Any]:
    """What this end point is and which formats it speaks."""
    url = request.build_absolute_uri().split("?")[0].rpartition("/")[0]
    endpoint = {"specification": SPECIFICATION, "url": url, "changeset": CHANGESET, "type": "production"}
    where = office()
    return {
        "changeset": CHANGESET,
        "contact": f"{where.name}, {where.province}",
        "key_service": "Khóa do quản trị viên của trang cấp (Thiết lập, Khóa kết nối).",
        "endpoints": [endpoint | {"formats": [XML, JSON]}],
    }


@router.get("/services{ending:format}", response={200: list[TopicRow], 400: ERRORS, 404: ERRORS}, url_name="services")
def services(request: HttpRequest, format: str, place: Query[Place]) -> list[dict[str, Any]]:
    """Topics on which something can be sent. Complaints and denunciations are none: they go another way."""
    _check_jurisdiction(place.jurisdiction_id)
    return topics.listed()


@router.get(
    "/services/{part:code}{ending:format}", response={200: Definition, 400: ERRORS, 404: ERRORS}, url_name="definition"
)
def definition(request: HttpRequest, code: str, format: str, place: Query[Place]) -> dict[str, Any]:
    """What a request on a topic may say besides its description."""
    _check_jurisdiction(place.jurisdiction_id)
    return topics.definition(code)


@router.get(
    "/requests{ending:format}",
    response={200: list[RequestRow], 400: ERRORS, 403: ERRORS, 404: ERRORS, 429: ERRORS},
    url_name="requests",
)
def requests(request: HttpRequest, response: HttpResponse, format: str, wanted: Query[Wanted]) -> list[dict[str, Any]]:
    """Requests that are public, and with a key those that came by it; the last 90 days unless a range is given."""
    _check_jurisdiction(wanted.jurisdiction_id)
    key = keys.caller_if_any(wanted.api_key, request)
    page = asked.page_of(wanted, key)
    _say_page(request, response, page.number, page.paginator.num_pages, page.paginator.count, wanted.page_size)
    return asked.rows(list(page.object_list), key)


@router.post(
    "/requests{ending:format}",
    response={
        201: list[Made],
        200: list[Made],
        400: ERRORS,
        403: ERRORS,
        404: ERRORS,
        429: ERRORS,
        503: ERRORS,
    },
    url_name="requests",
)
def send(request: HttpRequest, format: str, form: Form[Sent]) -> Status[list[dict[str, Any]]]:
    """Send a request: 201. The same again (Idempotency-Key, or the same body within 10 minutes): 200, the same number.

    Names, telephone and e-mail are sealed at once and never come back.
    """
    _check_jurisdiction(form.jurisdiction_id)
    key = keys.caller(form.api_key)
    case, new = sent.keep(form, key, again=request.headers.get("Idempotency-Key", "").strip()[:200])
    made = {"service_request_id": case.code, "service_notice": sent.notice(form), "account_id": None}
    return Status(201 if new else 200, [made | {"receipt_code": sent.receipt_code(form, case)}])


@router.get(
    "/requests/{part:service_request_id}{ending:format}",
    response={200: list[RequestRow], 400: ERRORS, 404: ERRORS, 429: ERRORS},
    url_name="request",
)
def one_request(
    request: HttpRequest, service_request_id: str, format: str, place: Query[Place]
) -> list[dict[str, Any]]:
    """One request by its number."""
    keys.count_address(request)
    _check_jurisdiction(place.jurisdiction_id)
    return [asked.found(service_request_id)]


@router.get(
    "/tokens/{part:token}{ending:format}",
    response={200: list[TokenRow], 400: ERRORS, 404: ERRORS, 429: ERRORS},
    url_name="token",
)
def token(request: HttpRequest, token: str, format: str, place: Query[Place]) -> list[dict[str, Any]]:
    """The number behind a token. Numbers are given at once here, so a token is a number, with or without its item."""
    keys.count_address(request)
    _check_jurisdiction(place.jurisdiction_id)
    return [{"token": token, "service_request_id": asked.number_of(token)}]


def _check_jurisdiction(given: str) -> None:
    """One site serves one province: none given, or the province's own code. Raises Refused (404)."""
    wanted = given.strip()
    if wanted and not Unit.objects.filter(Q(kind=Unit.Kind.PROVINCE), code__iexact=wanted).exists():
        raise Refused(404, "Trang này không phục vụ jurisdiction_id ấy; hãy bỏ tham số hoặc ghi mã của tỉnh.")


def _say_page(request: HttpRequest, response: HttpResponse, page: int, pages: int, count: int, size: int) -> None:
    """Where a page stands among all, with the addresses of its neighbours (RFC 8288)."""
    response["X-Total-Count"], response["X-Page"], response["X-Page-Size"] = str(count), str(page), str(size)
    near = {"prev": min(page - 1, pages), "next": page + 1 if page < pages else 0}
    links = [f'<{_address(request, number)}>; rel="{name}"' for name, number in near.items() if number]
    if links:
        response["Link"] = ", ".join(links)


def _address(request: HttpRequest, page: int) -> str:
    """The same call for another page, without its key: addresses are written down."""
    query = {name: value for name, value in request.GET.items() if name not in ("api_key", "page")}
    return request.build_absolute_uri(f"{request.path}?{urlencode(query | {'page': page})}")
