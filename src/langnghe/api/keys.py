"""Who calls: the key that a call carries, counted."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone

from langnghe.api.refusals import Refused
from langnghe.registry import keys, limits
from langnghe.registry.models import ApiKey

ASKED = limits.Limit("open311", 120, 60)  # calls without a key by one address


def caller(text: str) -> ApiKey:
    """The key of a call; raises Refused: 403 for none or a wrong one, 429 where its minute is used up."""
    key = keys.known_key(text.strip()) if text.strip() else None
    if key is None:
        raise Refused(403, "Thiếu api_key, hoặc api_key không đúng hay đã bị ngừng; hãy xin khóa của cơ quan quản trị.")
    now = timezone.now()
    if not keys.count_call(key, now):
        wait = str(60 - now.second)
        raise Refused(
            429, f"Quá {key.rate} lượt gọi trong một phút; thử lại sau {wait} giây.", headers={"Retry-After": wait}
        )
    return key


def caller_if_any(text: str, request: HttpRequest) -> ApiKey | None:
    """The key of a call that needs none; without one the address is counted. Raises Refused (403, 429)."""
    if text.strip():
        return caller(text)
    count_address(request)
    return None


def count_address(request: HttpRequest) -> None:
    """One more call without a key; raises Refused (429) where there were too many."""
    who = limits.address(request)
    if ASKED.is_reached(who):
        raise Refused(
            429, f"Quá {ASKED.most} lượt gọi không khóa trong một phút.", headers={"Retry-After": str(ASKED.seconds)}
        )
    ASKED.count(who)


def mark_of(key: ApiKey) -> str:
    """What stands as the receiver of a submission that came by a key."""
    return f"api:{key.pk}"
