"""What a citizen sends by the portal: one action from the sealed draft to the receipt."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from langnghe.audit import journal
from langnghe.cases import attachments, receipts, unsent
from langnghe.cases.models import Case, Fellow, Receipt, Submission
from langnghe.cases.publishing import published
from langnghe.cases.registering import Item, register
from langnghe.cases.repeats import repeats_of
from langnghe.law import procedures
from langnghe.privacy.vault import Person
from langnghe.registry.models import Unit
from langnghe.registry.succession import one_successor
from langnghe.text.classify import Classifier

KINDS = ("phan_anh", "kien_nghi", "khieu_nai")  # what the web form takes; a denunciation has a route of its own
PUBLIC_KINDS = ("phan_anh", "kien_nghi")
CONTACT = ("name", "phone", "email", "address", "id_number")
LONGEST = 20_000  # letters of one submission
FILES = 5
MEGABYTES = 25  # of all files of one submission
FEW_WORDS = 5  # of which nothing can be said yet


def send(token: str) -> str:
    """Register what the draft holds and give its receipt; the code of 16 digits.

    Sent again (a lost answer, a double click, a killed server), it is the same submission and the same code. Raises
    ValueError with a sentence for the user.
    """
    answers = unsent.read(token)
    if not answers.get("sent"):
        check(answers)
        receipt = _registered_once(answers, receipts.code_from(token))
        _attach(receipt, token, answers)
        unsent.write(token, {"sent": receipt.submission.code})
        unsent.drop_files(token)
    return receipts.code_from(token)


def send_kept(key: str, answers: Mapping[str, Any], photos: Sequence[tuple[str, bytes]]) -> Receipt:
    """Register what waited on a telephone without a network, under the key which that telephone made.

    The key is stored nowhere: a hash of it, keyed with the site's secret, makes the submission one however often it is
    sent (a lost answer, a killed server, two tries at once), and its code is made from the key anew. `photos` are names
    and cleaned contents; they are told apart by content. Raises ValueError with a sentence for the user.
    """
    check(answers)
    receipt = _registered_once({**answers, "form_key": _form_key(key)}, code_of_kept(key))
    case = receipt.submission.cases.order_by("item")[0]
    for name, content in photos:
        attachments.attach(case, ContentFile(content, name=name), by=journal.MACHINE)
    return receipt


def is_known(key: str) -> bool:
    """Whether what has this key was registered already."""
    return Submission.objects.filter(form_key=_form_key(key)).exists()


def code_of_kept(key: str) -> str:
    """The code of its receipt; only who holds the key can have it made again."""
    return receipts.code_from(f"kept {key}")


def _form_key(key: str) -> str:
    return str(uuid.UUID(salted_hmac("langnghe.cases.sending.kept", key, algorithm="sha256").hexdigest()[:32]))


def sent(token: str) -> Receipt | None:
    """The receipt of a draft that has been sent, for the page that shows its code."""
    code = unsent.read(token).get("sent") if token else None
    return Receipt.objects.select_related("submission__unit").filter(submission__code=code).first() if code else None


def check(answers: Mapping[str, Any]) -> None:
    """Raises ValueError with the sentence of what is missing first."""
    if not str(answers.get("text", "")).strip():
        raise ValueError("Chưa có nội dung; hãy kể việc đã xảy ra.")
    if answers.get("kind") not in KINDS:
        raise ValueError("Chưa chọn loại ý kiến: phản ánh, kiến nghị hay khiếu nại.")
    if must_be_named(answers["kind"]) and not (answers.get("name") and answers.get("address")):
        raise ValueError("Khiếu nại phải có họ tên và địa chỉ; hai điều này được niêm phong.")


def check_file(files: Sequence[Mapping[str, Any]], size: int) -> None:
    """Whether one more file of so many bytes may come. Raises ValueError with a sentence for the user."""
    if len(files) >= FILES:
        raise ValueError(f"Mỗi lần gửi được nhiều nhất {FILES} tệp.")
    if sum(row["size"] for row in files) + size > MEGABYTES << 20:
        raise ValueError(f"Các tệp cộng lại lớn hơn {MEGABYTES} MB. Hãy bớt tệp hoặc thu nhỏ ảnh rồi gửi lại.")


def must_be_named(kind: str) -> bool:
    return procedures.kinds()[kind].anonymous == "refuse"


def _registered_once(answers: Mapping[str, Any], code: str) -> Receipt:
    """A double click may be registered by two processes at once: the second finds what the first has made."""
    try:
        return _registered(answers, code)
    except IntegrityError:
        return _registered(answers, code)


@transaction.atomic
def _registered(answers: Mapping[str, Any], code: str) -> Receipt:
    area = Unit.objects.filter(pk=answers.get("area") or 0).first()
    person = _person(answers)
    submission = register(
        by=journal.MACHINE,
        unit=receiving_unit(area),
        channel="portal",
        received_on=timezone.localdate(),
        items=[Item(answers["kind"], _whole_text(answers), area=area)],
        person=person,
        anonymous=person is None or not person.name,
        signed=False,
        form_key=answers["form_key"],
    )
    return receipts.give(submission=submission, code=code)


def receiving_unit(area: Unit | None) -> Unit:
    """The commune where it happened; the province where that is not known."""
    unit = one_successor(area, timezone.localdate()) if area else None
    unit = unit or Unit.objects.filter(kind=Unit.Kind.PROVINCE, valid_to=None).order_by("pk").first()
    if unit is None:
        raise ValueError("Cơ quan tiếp nhận chưa được khai trong danh mục; hãy chọn xã, phường.")
    return unit


def _whole_text(answers: Mapping[str, Any]) -> str:
    spot = str(answers.get("spot", "")).strip()
    return f"{answers['text'].strip()}\n\nNơi xảy ra: {spot}" if spot else str(answers["text"]).strip()


def _person(answers: Mapping[str, Any]) -> Person | None:
    said = {name: str(answers.get(name, "")).strip() for name in CONTACT}
    return Person(**said) if any(said.values()) else None


def _attach(receipt: Receipt, token: str, answers: Mapping[str, Any]) -> None:
    """Files are told apart by their content, so those of a first try that broke off are not taken twice."""
    case = receipt.submission.cases.order_by("item")[0]
    for row in answers.get("files", []):
        content = unsent.file(token, row["number"])
        attachments.attach(case, ContentFile(content, name=row["name"]), by=journal.MACHINE)


def public_matters() -> QuerySet[Case]:
    """Matters that an officer has released for everybody, of the kinds that others may share."""
    return published().filter(kind__in=PUBLIC_KINDS)


def similar(text: str, area: Unit | None) -> list[Case]:
    """Public matters that say the same, likeliest first; of the place, or without one of the text's topic."""
    if len(text.split()) < FEW_WORDS:
        return []
    topic = "" if area else Classifier.shipped().classify([text])[0].topic or ""
    found = repeats_of(text, area=area, topic=topic, on=timezone.localdate(), among=public_matters(), most=3)
    return [one.case for one in found if one.case]


def people_with(case: Case) -> int:
    """How many have met the matter, as far as they said so."""
    others = Fellow.objects.filter(case=case).values_list("people", flat=True).first() or 0
    return case.submission.people + others
