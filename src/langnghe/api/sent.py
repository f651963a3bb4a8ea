"""A request that a program sends becomes a submission: the place found, names sealed, the same one kept once."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone
from django.utils.crypto import salted_hmac

from langnghe.api.asked import CHANNEL
from langnghe.api.keys import mark_of
from langnghe.api.refusals import Refused
from langnghe.api.shapes import Sent
from langnghe.api.topics import KINDS, topic
from langnghe.cases import receipts
from langnghe.cases.models import Case, Submission
from langnghe.cases.registering import Item, register
from langnghe.law.taxonomy import Topic
from langnghe.privacy.vault import Person
from langnghe.registry.boundaries import unit_at
from langnghe.registry.models import ApiKey, Unit
from langnghe.registry.queries import catalogue
from langnghe.registry.succession import one_successor
from langnghe.text.normal import clean
from langnghe.text.places import Catalogue

AGAIN = 10  # minutes in which the same body is the same request
PLACES = 3  # decimals of a degree, about 100 m: enough to find a road, too little to name a house
NO_MEDIA = "media_url không được tải: trang này không gọi ra máy khác. Hãy mô tả bằng lời."
SEALED = "Tên, điện thoại, thư điện tử đã được niêm phong và không bao giờ trả lại qua API."


def keep(sent: Sent, key: ApiKey, *, again: str = "") -> tuple[Case, bool]:
    """The case, and whether it is new; ``again`` is the caller's Idempotency-Key.

    Raises Refused: 404 for a topic that is none, 400 for a place or a text that cannot be taken, 503 without the
    custodian's key, for then no name could be sealed.
    """
    about = topic(sent.service_code)
    if sent.kind not in KINDS:
        raise Refused(400, "attribute[kind] chỉ nhận phan_anh hoặc kien_nghi.")
    with transaction.atomic():
        ApiKey.objects.select_for_update().get(pk=key.pk)  # calls of one key pass one by one: none is kept twice
        names = _names(sent, key, again)
        known = Submission.objects.filter(form_key__in=names).first()
        submission = known or _register(sent, key, about, names[0])
        return submission.cases.select_related("unit").get(item=1), known is None


def notice(sent: Sent) -> str | None:
    """What the caller should tell whoever wrote it."""
    said = [NO_MEDIA] if sent.media_url.strip() else []
    said += [SEALED] if _person(sent) else []
    return " ".join(said) or None


def receipt_code(sent: Sent, case: Case) -> str | None:
    """The 16 digits by which whoever wrote it follows it at /tra-cuu; the same again when the call is repeated.

    They come out of the caller's key, of which only a digest is kept here, so nobody can find them in the database. A
    request with a name gets none: the calling program knows who wrote it and may not hold the key to the rest.
    """
    if _person(sent):
        return None
    code = receipts.code_from(f"{sent.api_key.strip()}|{case.submission.form_key}")
    receipts.give(submission=case.submission, code=code)
    return receipts.in_groups(code)


def _register(sent: Sent, key: ApiKey, about: Topic, form_key: str) -> Submission:
    today, area, person = timezone.localdate(), _area(sent), _person(sent)
    try:
        return register(
            by=mark_of(key),
            unit=(one_successor(area, today) if area else None) or key.unit,
            channel=CHANNEL,
            received_on=today,
            items=[Item(sent.kind, _text(sent), sector=about.sector, topic=about.code, area=area)],
            person=person,
            anonymous=person is None,
            signed=False,
            form_key=form_key,
        )
    except ValueError as error:
        raise Refused(400, str(error)) from error
    except FileNotFoundError as error:
        raise Refused(503, "Trang chưa có khóa niêm phong nên chưa nhận được tên; hãy thử lại sau.") from error


def _names(sent: Sent, key: ApiKey, again: str) -> list[str]:
    """Form keys under which the same request may be kept already; the first is the one to keep it under.

    Keyed, so that nobody who holds the database finds a telephone number by trying.
    """
    if again:
        return [_digest(f"{key.pk}|{again}")[:36]]
    minute = int(timezone.now().timestamp()) // 60
    body = _digest(f"{key.pk}||{sent.model_dump_json(exclude={'api_key'})}")[:24]
    return [f"{body}-{minute - back}" for back in range(AGAIN)]


def _digest(text: str) -> str:
    return salted_hmac("langnghe.api.sent", text, algorithm="sha256").hexdigest()


def _area(sent: Sent) -> Unit | None:
    """The commune of a place; None for a point outside of all boundaries. Raises Refused (400) without a place."""
    if sent.address_id.strip():
        return _area_by_code(sent.address_id.strip())
    if sent.address_string.strip():
        return _area_by_name(clean(sent.address_string))
    if sent.lat is None or sent.long is None:
        raise Refused(400, "Chưa có nơi xảy ra: cần address_id, address_string hoặc cả lat và long.")
    return unit_at(sent.lat, sent.long, timezone.localdate())


def _area_by_code(code: str) -> Unit:
    unit = Unit.objects.filter(code=code).first()
    if unit is None or not unit.is_area:
        raise Refused(400, "address_id không phải mã của một xã, phường, đặc khu.")
    return unit


def _area_by_name(text: str) -> Unit | None:
    """The one commune that an address names; None where it names none or several: the key's unit reads it then."""
    codes = {found.code for found in _places().find(text)}
    areas = [unit for unit in Unit.objects.filter(code__in=codes) if unit.is_area]
    return areas[0] if len(areas) == 1 else None


def _places() -> Catalogue:
    """The units by name. Reading 3,300 of them takes a second, so they are read again when one is added, else after
    ten minutes: until then a new name of an old unit is not found, and the key's unit reads the request."""
    units = Unit.objects.aggregate(count=Count("pk"), newest=Max("pk"))
    return _read_places(timezone.localdate(), int(timezone.now().timestamp()) // 600, units["count"], units["newest"])


@lru_cache(maxsize=1)
def _read_places(day: dt.date, _window: int, _count: int, _newest: int) -> Catalogue:
    return catalogue(day)


def _text(sent: Sent) -> str:
    """The description and where it is, as one text that then passes the door."""
    parts = [clean(sent.description).strip()]
    if not parts[0]:
        raise Refused(400, "description không có nội dung.")
    if sent.address_string.strip():
        parts.append(f"Nơi xảy ra: {clean(sent.address_string).strip()}")
    if sent.lat is not None and sent.long is not None:
        parts.append(f"Vị trí: {sent.lat:.{PLACES}f}, {sent.long:.{PLACES}f}")
    return "\n".join(parts)


def _person(sent: Sent) -> Person | None:
    name = " ".join(part for part in (clean(sent.last_name).strip(), clean(sent.first_name).strip()) if part)
    person = Person(name=name, phone=clean(sent.phone).strip(), email=clean(sent.email).strip())
    return person if person != Person() else None
