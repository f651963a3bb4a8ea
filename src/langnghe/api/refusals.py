"""What a caller is told when a call cannot be answered: the specification's body and the HTTP status that fits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class Refused(Exception):
    """A call that is refused; ``sentences`` are for the person who wrote the calling program."""

    def __init__(self, status: int, *sentences: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(*sentences)
        self.status = status
        self.sentences = sentences
        self.headers = headers or {}


def body(status: int, sentences: Sequence[str]) -> list[dict[str, Any]]:
    return [{"code": status, "description": sentence} for sentence in sentences]


def of_fields(errors: Sequence[dict[str, Any]]) -> list[str]:
    """One sentence for each parameter that cannot be read, without what was written there."""
    return [f"Tham số «{_parameter(error)}»: {_reason(error)}" for error in errors] or ["Không đọc được yêu cầu."]


def _parameter(error: dict[str, Any]) -> str:
    return str(error.get("loc", ("?",))[-1])


def _reason(error: dict[str, Any]) -> str:
    return _REASONS.get(str(error.get("type")), "không đúng dạng; xem openapi.json.")


_REASONS = {
    "missing": "còn thiếu.",
    "string_too_short": "còn trống.",
    "string_too_long": "dài quá mức cho phép.",
    "int_parsing": "phải là số nguyên.",
    "float_parsing": "phải là một số.",
    "greater_than_equal": "nhỏ quá mức cho phép.",
    "less_than_equal": "lớn quá mức cho phép.",
}
