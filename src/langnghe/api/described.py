"""The OpenAPI document: what the library reads off the views, with both formats of every answer."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI

from langnghe.api.formats import ENDINGS, JSON, XML
from langnghe.api.shapes import ErrorRow

PLACES = [{"required": ["address_id"]}, {"required": ["address_string"]}, {"required": ["lat", "long"]}]


def document(api: NinjaAPI, prefix: str) -> dict[str, Any]:
    """Paths are relative to ``prefix``, the address below which the interface lies."""
    whole: dict[str, Any] = api.get_openapi_schema(path_prefix="")
    whole["servers"] = [{"url": prefix}]
    for calls in whole["paths"].values():
        for call in calls.values():
            _complete(call)
    return whole


def _complete(call: dict[str, Any]) -> None:
    """The two endings, XML beside JSON, the answer to a wrong verb, and the place that a new request must have."""
    for parameter in call["parameters"]:
        if parameter["name"] == "format":
            parameter["schema"] = {"type": "string", "enum": list(ENDINGS)}
    call["responses"][405] = {
        "description": "Method Not Allowed",
        "content": {JSON: {"schema": {"type": "array", "items": ErrorRow.model_json_schema()}}},
    }
    for answer in call["responses"].values():
        answer.setdefault("content", {})[XML] = {"schema": {}}
    for body in call.get("requestBody", {}).get("content", {}).values():
        body["schema"]["anyOf"] = PLACES
