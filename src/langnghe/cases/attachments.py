"""Files of a case: taken after their type, size and viruses were checked, kept cleaned; the original is sealed.

Of a denunciation nothing but the sealed original is kept, as "Tệp 1", until an officer who has the file by hand brings
a copy without whatever points to its writer (``add_stripped``).
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import tempfile
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import yaml
from django.apps import apps
from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.db.models import CharField, Model

from langnghe.audit import journal
from langnghe.cases.cleaning import clean, recognise
from langnghe.cases.models import Attachment, Case
from langnghe.cases.queries import visible_cases
from langnghe.intake.models import Document
from langnghe.privacy.door import admit_name
from langnghe.privacy.seal import keep_original, write_whole
from langnghe.registry.models import Officer

SCAN_SECONDS = 60
INFECTED = 1  # exit status of clamscan and clamdscan


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file that is taken; see ``attachments.yaml``."""

    media: str
    megabytes: int


@dataclass(frozen=True, slots=True)
class Opened:
    """A file as it is sent to an officer."""

    name: str
    media: str
    content: bytes


@cache
def allowed() -> Mapping[str, Format]:
    rows = yaml.safe_load(files("langnghe.cases").joinpath("attachments.yaml").read_text("utf-8"))
    return {name: Format(**row) for name, row in rows.items()}


def attach(case: Case, upload: File, *, by: str, proof: bool = False) -> Attachment:
    """Take a file into a case. The same file sent twice is one.

    Raises ValueError with a sentence for the user: of a kind that is not taken, too large, locked, broken, with macros,
    or infected.
    """
    name = upload.name or ""
    content, format = taken(upload)
    scanned = _scan(content)
    cleaned = b"" if case.secret else clean(content, format)
    sealed = keep_original(content)
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        known = case.attachments.filter(sealed=sealed).first()
        if known:
            return known
        attachment = Attachment.objects.create(
            case=case,
            sealed=sealed,
            sha256=_keep(cleaned) if cleaned else "",
            name=_hidden_name(case, format) if case.secret else shown_name(name, format),
            format=format,
            size=len(cleaned or content),
            proof=proof,
            scanned=scanned,
            made_by=by,
        )
        # Retention may have found that nobody points to these files and taken them away before the row was there.
        keep_original(content)
        if cleaned:
            _keep(cleaned)
        journal.record(by=by, verb="attach", what=f"case {case.code}", file=attachment.pk, format=format, proof=proof)
    return attachment


def add_stripped(attachment: Attachment, upload: File, *, by: str) -> Attachment:
    """Bring the copy of a denunciation's file from which an officer has taken what points to its writer.

    Raises ValueError with a sentence for the user.
    """
    content, format = taken(upload)
    scanned = _scan(content)
    if hashlib.sha256(content).hexdigest() == attachment.sealed:
        raise ValueError("Đây vẫn là tệp gốc. Hãy bỏ tên, chữ ký, địa chỉ trong tệp rồi gửi bản đã bỏ.")
    cleaned = clean(content, format)
    with transaction.atomic():
        attachment.sha256, attachment.size, attachment.format = _keep(cleaned), len(cleaned), format
        attachment.name = f"{Path(attachment.name).stem}.{format}"
        attachment.scanned = scanned
        attachment.save(update_fields=["sha256", "size", "format", "name", "scanned"])
        journal.record(by=by, verb="attach", what=f"case {attachment.case.code}", file=attachment.pk, stripped=True)
    return attachment


def open_attachment(attachment: Attachment, officer: Officer) -> Opened:
    """The cleaned copy, for an officer who may read the case.

    Raises Case.DoesNotExist for anybody else, ValueError with a sentence where only the sealed original exists.
    """
    case = visible_cases(officer).get(pk=attachment.case_id)
    if not attachment.sha256:
        raise ValueError("Tệp này chỉ còn bản gốc niêm phong; chưa có bản đã bỏ thông tin người tố cáo.")
    content = attachment_path(attachment.sha256).read_bytes()
    if case.secret:
        journal.record(by=officer.username, verb="download", what=f"case {case.code}", file=attachment.pk)
    return Opened(attachment.name, allowed()[attachment.format].media, content)


@dataclass(frozen=True, slots=True)
class Kept:
    """A file of a room above that is kept like a case's: cleaned, under its SHA-256; its original sealed."""

    sealed: str
    sha256: str
    name: str
    format: str
    size: int  # bytes of the cleaned copy
    scanned: bool


def keep(upload: File) -> Kept:
    """Take a file that belongs to no case; checked and cleaned as :func:`attach` does, raises as it does."""
    content, format = taken(upload)
    scanned = _scan(content)
    cleaned = clean(content, format)
    name = shown_name(upload.name or "", format)
    return Kept(keep_original(content), _keep(cleaned), name, format, len(cleaned), scanned)


def opened(sha256: str, name: str, format: str) -> Opened:
    """A kept file as it is sent."""
    return Opened(name, allowed()[format].media, attachment_path(sha256).read_bytes())


def pointed_to(column: str, names: Collection[str]) -> set[str]:
    """Which of these files (their SHA-256) a row of any room points to: the same file is stored once for all.

    ``column``: "sealed" for originals, "sha256" for cleaned copies. Whatever keeps files as a case does has both, which
    is how rooms above this one are found without being known; a report's document has its original only.
    """
    found = {name for model in _holders() for name in _in_column(model, column, names)}
    return found | (set(_in_column(Document, "sha256", names)) if column == "sealed" else set())


@cache
def _holders() -> list[type[Model]]:
    def texts(model: type[Model]) -> set[str]:
        return {field.name for field in model._meta.concrete_fields if isinstance(field, CharField)}

    return [model for model in apps.get_models() if {"sealed", "sha256"} <= texts(model)]


def _in_column(model: type[Model], column: str, names: Collection[str]) -> Iterable[str]:
    rows = model._default_manager.filter(**{f"{column}__in": names})
    return rows.values_list(column, flat=True)


def attachment_path(sha256: str) -> Path:
    return Path(settings.HOME) / "attachments" / sha256[:2] / sha256


def shown_name(name: str, format: str) -> str:
    """A file's name without personal data, without what a file system or a header could trip over."""
    stem = re.sub(r"[\s\x00-\x1f\x7f\\/:*?\"<>|_]+", " ", Path(name).stem)
    return f"{admit_name(stem).strip()[:100] or 'Tệp'}.{format}"


def _hidden_name(case: Case, format: str) -> str:
    return f"Tệp {case.attachments.count() + 1}.{format}"


def taken(upload: File) -> tuple[bytes, str]:
    """Content and format of an upload that may come in."""
    most = max(format.megabytes for format in allowed().values())
    if (upload.size or 0) > most << 20:
        raise ValueError(f"Tệp lớn hơn {most} MB. Hãy thu nhỏ hoặc chia nhỏ rồi gửi lại.")
    content = upload.read()
    format = recognise(content, upload.name or "")
    if format not in allowed():
        raise ValueError(f"Loại tệp này không nhận. Hãy gửi {', '.join(allowed()).upper()}.")
    if len(content) > allowed()[format].megabytes << 20:
        raise ValueError(f"Tệp {format.upper()} lớn hơn {allowed()[format].megabytes} MB. Hãy thu nhỏ rồi gửi lại.")
    return content, format


def _scan(content: bytes) -> bool:
    """Whether the file was scanned for viruses and is clean; without a scanner it is taken as not scanned."""
    if not settings.SCAN:
        return False
    with tempfile.NamedTemporaryFile(dir=settings.HOME, prefix="scan-") as file:
        file.write(content)
        file.flush()
        try:
            result = subprocess.run([*settings.SCAN, file.name], capture_output=True, timeout=SCAN_SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired):
            raise ValueError("Máy quét vi-rút không trả lời nên tệp chưa được nhận. Hãy thử lại sau.") from None
    if result.returncode == INFECTED:
        raise ValueError("Tệp có vi-rút nên không được nhận.")
    if result.returncode:
        raise ValueError("Máy quét vi-rút báo lỗi nên tệp chưa được nhận. Hãy báo quản trị viên.")
    return True


def _keep(cleaned: bytes) -> str:
    sha256 = hashlib.sha256(cleaned).hexdigest()
    path = attachment_path(sha256)
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(path, cleaned)
    return sha256
