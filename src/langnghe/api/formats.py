"""One answer, two formats: JSON or XML, chosen by the ending of the address, else by the Accept header, else JSON."""

from __future__ import annotations

import json
import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from lxml import etree
from ninja.renderers import JSONRenderer

JSON, XML = "application/json", "text/xml"
ENDINGS = {".json": JSON, ".xml": XML}
ROOTS = {  # element that holds the answer of an address, by its name in urls
    "discovery": "discovery",
    "services": "services",
    "definition": "service_definition",
    "requests": "service_requests",
    "request": "service_requests",
    "token": "service_requests",
}
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Formats(JSONRenderer):
    """Django-ninja's hook: the text of an answer."""

    json_dumps_params = {"ensure_ascii": False}

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> Any:
        if chosen(request) == JSON:
            return super().render(request, data, response_status=response_status)
        name = request.resolver_match.url_name if request.resolver_match else ""
        return to_xml("errors" if response_status >= 400 else ROOTS[name or "services"], data)


def chosen(request: HttpRequest) -> str:
    """The media type to answer in."""
    for ending, media in ENDINGS.items():
        if request.path.endswith(ending):
            return media
    accept = request.headers.get("Accept", "")
    return XML if "xml" in accept and "json" not in accept and "html" not in accept else JSON


def answer(request: HttpRequest, status: int, errors: list[dict[str, Any]]) -> HttpResponse:
    """An error, in the caller's format, where no view stands behind the address."""
    media = chosen(request)
    text = to_xml("errors", errors) if media == XML else json.dumps(errors, ensure_ascii=False)
    return HttpResponse(text, status=status, content_type=f"{media}; charset=utf-8")


def to_xml(root: str, content: Any) -> bytes:
    """XML with the specification's element names: a list's items are called by its name without the s."""
    element = etree.Element(root)
    _fill(element, content)
    return etree.tostring(element, xml_declaration=True, encoding="UTF-8")


def _fill(element: etree._Element, content: Any) -> None:
    if isinstance(content, dict):
        for name, value in content.items():
            _fill(etree.SubElement(element, name), value)
    elif isinstance(content, list):
        for value in content:
            _fill(etree.SubElement(element, _item_of(element.tag)), value)
    elif content is not None:
        element.text = _text(content)


def _item_of(name: str) -> str:
    return "request" if name == "service_requests" else name.removesuffix("s")


def _text(content: Any) -> str:
    return str(content).lower() if isinstance(content, bool) else _NOT_XML.sub("", str(content))
