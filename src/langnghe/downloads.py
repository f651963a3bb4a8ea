"""What leaves the site as a file: to be stored, never shown by the browser itself."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def download(content: bytes, media: str, name: str) -> HttpResponse:
    """``media``: its MIME type; ``name`` with its ending, in any letters."""
    headers = {"Content-Disposition": content_disposition_header(True, name) or ""}
    return HttpResponse(content, content_type=media, headers=headers)
