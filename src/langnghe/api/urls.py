"""The addresses of the interface. Nobody signs in here: the key of a call says who sends."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import URLPattern, path, re_path, register_converter
from django.urls.converters import StringConverter
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import ValidationError

from langnghe.api import formats, georeport, refusals
from langnghe.api.described import document
from langnghe.api.refusals import Refused


class Ending(StringConverter):
    """``.json``, ``.xml`` or nothing, then the Accept header decides."""

    regex = r"(?:\.json|\.xml)?"


class Part(StringConverter):
    """A code up to its ending: codes of topics have dots of their own."""

    regex = r"[^/]+?"


register_converter(Ending, "ending")
register_converter(Part, "part")

api = NinjaAPI(
    title="Lắng Nghe: Open311 GeoReport v2",
    version="2",
    urls_namespace="open311",
    renderer=formats.Formats(),
    docs_url=None,
    openapi_url=None,
)
api.add_router("", georeport.router)


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    response = formats.answer(request, error.status, refusals.body(error.status, error.sentences))
    for name, value in error.headers.items():
        response[name] = value
    return response


@api.exception_handler(ValidationError)
def unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return formats.answer(request, 400, refusals.body(400, refusals.of_fields(error.errors)))


def nothing_here(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Every other address below, in the specification's words."""
    return formats.answer(request, 404, refusals.body(404, ["Không có địa chỉ này; xem discovery.json."]))


def openapi(request: HttpRequest) -> HttpResponse:
    """The whole interface as an OpenAPI document, for programs that read one."""
    return JsonResponse(document(api, request.path.rpartition("/")[0]))


def _unstorable(request: HttpRequest) -> HttpResponse | None:
    """Refuses the character U+0000, which PostgreSQL takes in no text, even to look for it."""
    forms = [values for form in (request.GET, request.POST) for _, values in form.lists()]
    given = [request.path, *(str(value) for values in forms for value in values)]
    if not any("\0" in value for value in given):
        return None
    return formats.answer(request, 400, refusals.body(400, ["Yêu cầu có ký tự U+0000; hãy bỏ ký tự ấy."]))


def _wrong_verb(request: HttpRequest, allowed: str) -> HttpResponse:
    response = formats.answer(request, 405, refusals.body(405, [f"Địa chỉ này chỉ nhận {allowed}."]))
    response["Allow"] = allowed
    return response


def _open(pattern: URLPattern) -> URLPattern:
    """An address for programs: no signing in, no form fetched before, answers in one of the two formats."""
    view = pattern.callback

    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = _unstorable(request) or view(request, *args, **kwargs)
        if response.status_code == 405:
            response = _wrong_verb(request, response["Allow"])
        response["Content-Type"] = f"{formats.chosen(request)}; charset=utf-8"
        patch_vary_headers(response, ["Accept"])
        return response

    pattern.callback = csrf_exempt(login_not_required(opened))
    return pattern


urlpatterns = [
    path("openapi.json", login_not_required(openapi), name="openapi"),
    *[_open(pattern) for pattern in api.urls[0] if isinstance(pattern, URLPattern)],
    re_path(r"^(?P<rest>.*)$", csrf_exempt(login_not_required(nothing_here)), name="nothing-here"),
]
app_name = "open311"
