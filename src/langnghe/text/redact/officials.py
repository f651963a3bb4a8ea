"""Whether a named person acts in office: the title stands right before the name, or right behind it."""

from __future__ import annotations

import re

from langnghe.text.redact.lexicon import written
from langnghe.text.redact.page import Found, Page


def _any(name: str) -> str:
    return "|".join(sorted(written(name), key=lambda phrase: (-len(phrase), phrase)))


_OFFICE, _WORD = f"(?i:{_any('offices')})", f"(?i:{_any('office_words')})"
_PLACE = r"(?:[A-Z][a-z]+ ?){1,3}"
_BEFORE = re.compile(rf"\b{_OFFICE}(?: {_WORD})*(?: (?:{_PLACE})?|[ ]?[:,\-(]+ ?)(?i:(?:{_WORD}) )*[:]? ?$".encode())
_AFTER = re.compile(rf",? ?[(\-]? ?(?:(?i:la|nguyen|quyen) )?{_OFFICE}\b".encode())
_SIGNS = re.compile(rb"[A-Z. /]*(?:CHU TICH|GIAM DOC|TRUONG PHONG|BI THU|CHANH VAN PHONG|THU TRUONG)[A-Z ]*:?[\n ]+$")
_SERVES = re.compile(rb" (?:(?:o|tai) )?(?:quay|bo phan (?:mot|tiep)|mot cua)|,? (?:o|tai) (?:van phong|tru so)")


def in_office(page: Page, name: Found) -> bool:
    """Whether the person named is a chairman, a clerk ... at the moment of speaking or signing."""
    before = page.before(name.start, page.plain, 70)
    if _SIGNS.search(before) or _BEFORE.search(before.rpartition(b"\n")[2]):
        return True
    after = page.after(name.end, page.plain, 50)
    return bool(_AFTER.match(after) or _SERVES.match(page.after(name.end, page.bare, 30)))
