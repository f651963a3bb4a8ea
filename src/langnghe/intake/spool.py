"""Files on their way in: kept as they came, readable by the site only, until the worker has admitted them."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from langnghe.intake.models import Document
from langnghe.privacy.seal import write_whole


def spool_path(document: Document) -> Path:
    """Where a document's file waits; its ending is kept, because a reader may need it to tell CSV from text."""
    return _folder() / f"{document.sha256}{Path(document.name).suffix.lower()}"


def put(document: Document, content: bytes) -> None:
    """Keep the content until it has been read; written whole or not at all."""
    path = spool_path(document)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_whole(path, content)


def sweep() -> int:
    """Delete every file that no document waits for, also what a worker that died left behind; how many."""
    waiting = Document.objects.filter(state__in=[Document.State.WAITING, Document.State.READING])
    kept = {spool_path(document) for document in waiting}
    done = [path for path in _folder().glob("*") if path not in kept]
    for path in done:
        path.unlink(missing_ok=True)
    return len(done)


def _folder() -> Path:
    return Path(settings.HOME) / "incoming"
