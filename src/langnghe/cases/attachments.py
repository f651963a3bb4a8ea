"""Files of a case: taken after their type, size and viruses were checked, kept cleaned; the original is sealed.

Of a denunciation, and of whatever came in one letter with it, nothing but the sealed original is kept, as "Tệp 1",
until an officer who has the file by hand brings a copy without whatever points to its writer (``add_stripped``). The
original itself opens to two people only (``cases.identity``).
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import tempfile
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.db.models import CharField, Model, Q

from langnghe import tables
from langnghe.audit import journal
from langnghe.cases.cleaning import clean, personal_in, recognise
from langnghe.cases.models import Attachment, Case
from langnghe.cases.queries import visible_cases
from langnghe.intake.models import Document
from langnghe.privacy.door import admit_name
from langnghe.privacy.seal import keep_original, original_path, write_whole
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
    rows = tables.read(__package__, "attachments.yaml")
    return {name: Format(**row) for name, row in rows.items()}


def attach(case: Case, upload: File, *, by: str, proof: bool = False) -> Attachment:
    """Take a file into a case. The same file sent twice is one.

    Raises ValueError with a sentence for the user: of a kind that is not taken, too large, locked, broken, with macros,
    or infected.
    """
    name = upload.name or ""
    content, format = taken(upload)
    scanned, hidden = _scan(content), is_withheld(case, proof=proof)
    cleaned = b"" if hidden else clean(content, format)
    sealed = keep_original(content)
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        known = case.attachments.filter(sealed=sealed).first()
        if known:
            return _known(known, proof=proof, by=by)
        attachment = Attachment.objects.create(
            case=case,
            sealed=sealed,
            sha256=_keep(cleaned) if cleaned else "",
            name=_hidden_name(case, format) if hidden else shown_name(name, format),
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


def _known(attachment: Attachment, *, proof: bool, by: str) -> Attachment:
    """The same file again: an officer may say now that it is a proof, but not of what the sender has brought."""
    if proof and not attachment.proof and attachment.made_by != journal.MACHINE:
        attachment.proof = True
        attachment.save(update_fields=["proof"])
        what = f"case {attachment.case.code}"
        journal.record(by=by, verb="attach", what=what, file=attachment.pk, format=attachment.format, proof=True)
    return attachment


def is_withheld(case: Case, *, proof: bool = False) -> bool:
    """Whether a file of the case may show who denounced: it is one, or came in one letter with one.

    A proof of what an office has done for another part of the letter is the office's own.
    """
    together = Case.objects.filter(submission=case.submission_id, secret=True)
    return case.secret or (not proof and together.exists())


def withhold(case: Case) -> None:
    """The case has become a denunciation: of what came with it only the sealed originals remain, without names."""
    shown = Attachment.objects.filter(case__submission=case.submission_id).exclude(sha256="").select_related("case")
    gone = set()
    for number, attachment in enumerate(shown.filter(Q(case=case) | Q(proof=False)).order_by("pk"), start=1):
        gone.add(attachment.sha256)
        attachment.sha256, attachment.name = "", f"Tệp {number}.{attachment.format}"
        attachment.save(update_fields=["sha256", "name"])
    transaction.on_commit(lambda: drop_unused("sha256", gone))


def drop_unused(column: str, names: set[str]) -> None:
    """Remove from the disk those of these files that no row points to any more; ``column``: see :func:`pointed_to`."""
    path_of = {"sealed": original_path, "sha256": attachment_path}[column]
    for name in names - pointed_to(column, names):
        path_of(name).unlink(missing_ok=True)


def add_stripped(attachment: Attachment, upload: File, *, by: str, looked: bool = False) -> Attachment:
    """Bring the copy of a denunciation's file from which an officer has taken what points to its writer.

    What still reads like personal data is refused unless the officer has looked and says that it is somebody else's
    (``looked``): the one who is denounced has a name too. Raises ValueError with a sentence for the user.
    """
    if not is_withheld(attachment.case):
        raise ValueError("Chỉ thay bản đã bỏ tên cho tệp của đơn tố cáo; tệp khác hãy đính kèm thêm.")
    content, format = taken(upload)
    scanned = _scan(content)
    if hashlib.sha256(content).hexdigest() == attachment.sealed:
        raise ValueError("Đây vẫn là tệp gốc. Hãy bỏ tên, chữ ký, địa chỉ trong tệp rồi gửi bản đã bỏ.")
    cleaned = clean(content, format)
    left = personal_in(cleaned, format)
    if left and not looked:
        raise ValueError(
            f"Trong tệp còn {', '.join(left)}. Hãy bỏ những gì chỉ ra người tố cáo rồi gửi lại; nếu đã xem kỹ và đó là "
            "của người khác, hãy đánh dấu «đã xem kỹ»."
        )
    before = {attachment.sha256} - {""}
    with transaction.atomic():
        attachment.sha256, attachment.size, attachment.format = _keep(cleaned), len(cleaned), format
        attachment.name = f"{Path(attachment.name).stem}.{format}"
        attachment.scanned = scanned
        attachment.save(update_fields=["sha256", "size", "format", "name", "scanned"])
        what = f"case {attachment.case.code}"
        journal.record(by=by, verb="attach", what=what, file=attachment.pk, stripped=True, looked=bool(left))
    drop_unused("sha256", before - {attachment.sha256})
    return attachment


def open_attachment(attachment: Attachment, officer: Officer) -> Opened:
    """The cleaned copy, for an officer who may read the case.

    Raises Case.DoesNotExist for anybody else, ValueError with a sentence where only the sealed original exists.
    """
    case = visible_cases(officer).get(pk=attachment.case_id)
    if not attachment.sha256:
        raise ValueError("Tệp này chỉ còn bản gốc niêm phong; chưa có bản đã bỏ thông tin người tố cáo.")
    content = attachment_path(attachment.sha256).read_bytes()
    if is_withheld(case):
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
