"""What a log may hold of a failure: its class and its place. Its words may name people.

A mail server's refusal names the address, PostgreSQL's error holds the row that it did not take.
"""

from __future__ import annotations

import logging
import traceback
from typing import Any


def traced(error: BaseException) -> str:
    """The class of an error and of each that it came from, then the frames of the first, the innermost last."""
    frames = traceback.extract_tb(error.__traceback__)
    return "\n".join(
        [
            " from ".join(f"{type(each).__module__}.{type(each).__qualname__}" for each in _chain(error)),
            *(f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames),
        ]
    )


class Formatter(logging.Formatter):
    """For every handler: a page that fails is logged by Django, words and all."""

    def formatException(self, ei: Any) -> str:
        return traced(ei[1]) if ei[1] else ""


def _chain(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return found
