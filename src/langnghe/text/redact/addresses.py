"""Where a person lives: house, alley, group, room. The ward stays; a hamlet alone is nobody's address."""

from __future__ import annotations

import re
from collections.abc import Iterator

from langnghe.text.redact.lexicon import key
from langnghe.text.redact.page import Found, Page
from langnghe.text.redact.table import Scanner

_NUMBER = r"(?:\d{1,4}[a-zA-Z]?(?:[/.\-]\d{1,4}[a-zA-Z]?){0,4}|[A-Z]{1,3}\d{1,4}(?:[.\-/]\d{1,4})?|[A-Z])"
_WORD = (
    r"(?:[Cc]ac nha so|[Ss]o nha|SO NHA|[Nn]ha so|[Ss]o|[Nn]go|[Nn]gach|[Hh]em|kiet|[Tt]o dan pho|[Tt]o|TDP|"
    r"[Kk]hu pho|KP|kp|"
    r"[Pp]hong(?: tro)?(?: so)?|[Cc]an ho|[Cc]an(?: (?:lien ke|shophouse|biet thu|goc))?|(?:[Nn]ha )?lien ke|"
    r"[Bb]iet thu|[Ss]hophouse|[Dd]ay(?: tro)?(?: nha)?|[Ll]au|[Tt]ang|[Bb]lock|[Tt]oa(?: nha)?|"
    r"[Nn]ha|[Dd]oi|[Cc]um|[Ll]o|[Kk]hu(?: tap the)?|[Kk]iot|[Nn]go so|[Hh]em so|[Tt]o so|[Dd]uong so)"
)
_ROOM = r"P\.? ?\d{3,4}[A-Z]?"  # P.3 is a ward
_PART = rf"(?:{_WORD} ?(?:so )?{_NUMBER}(?:(?:, ?| va ){_NUMBER}\b)?|{_ROOM})\b"
_JOIN = r"(?:, ?| ?- ?| | thuoc )"
_ROAD = r"(?:(?:[Dd]uong|[Pp]ho|DUONG|[Dd]g\.?|[Nn]go|[Hh]em|[Kk]iet) )?[A-Z][a-z']+(?: [A-Z][a-z']+){1,3}"
_LANE = r"(?:[Nn]go|[Hh]em|[Kk]iet|[Nn]gach|[Pp]ho|[Dd]uong) [A-Z][a-z']+(?: [A-Z][a-z']+){0,2}"
_HAMLET = (
    r"(?:xom|ap|thon|ban|lang|khoi|khom|buon|soc|phum|khu pho|khu|Xom|Ap|Thon|Ban|Lang|Khom|Buon|Soc) "
    r"(?:\d{1,2}\b|[A-Z][a-z']*(?: [A-Z][a-z']*){0,2})"
)
_NUMBERED_ROAD = r"(?:duong )?(?:so|quoc lo|tinh lo|QL|TL|DT) ?\.?\d{1,3}[A-Z]?"
_ESTATE = (
    r"(?:(?:(?:khu )?(?:tai dinh cu|tap the|nha o|do thi|dan cu)|chung cu|toa nha|ky tuc xa|KTX|KTT|KDC|KDT|TDC)"
    r"(?: (?:[A-Z][a-z']*(?: [A-Z][a-z']*){0,3}(?: \d{1,2})?|\d{1,3}))?|"
    r"(?:khu|nha|day|phong) tro(?: (?:[Oo]ng|[Bb]a|[Cc]o|[Cc]hu|[Aa]nh|[Cc]hi|[Bb]ac))?(?: [A-Z][a-z']*){1,3})\b"
)
_BESIDE = r"nha (?:doi dien|canh|gan|sau|sat|ben|ke|giap|truoc|ngay|thu \w+|dau|cuoi) [^,.;:()\n\t\x00\d]{3,40}"
_INSIDE = r"(?:(?:chung cu|tap the|nha tro|khu tro) (?:[A-Z]\w{0,6},? ){1,3})"
_ADDRESS = Scanner(
    rf"\b(?:[Dd]au |[Cc]uoi )?{_INSIDE}?(?:{_HAMLET},? ?)?{_PART}(?:{_JOIN}(?:{_PART}|{_ESTATE})){{0,5}}"
    rf"(?:{_JOIN}(?:{_LANE}|{_ROAD}|(?:duong|pho) [a-z]+ [a-z]+|{_NUMBERED_ROAD}))?(?:,? {_HAMLET})?"
)
_DESCRIBED = rf"\b(?:(?:xom|to|thon|ap|doi) \d{{1,2}},?|{_HAMLET},) {_BESIDE}"
_SLASHED = (
    r"\b\d{1,4}[a-zA-Z]?(?:/\d{1,4}[a-zA-Z]?){1,3},? (?:[Dd]uong|[Pp]ho|[Nn]go|[Hh]em|[Kk]iet) "
    r"[A-Z0-9][\w']*(?:/\d{1,2})?(?: [A-Z][\w']*){0,3}"
)
_BEFORE_HAMLET = rf"\b\d{{1,4}}[a-zA-Z]?(?:/\d{{1,4}}[a-zA-Z]?){{1,3}},? {_HAMLET}"
_NUMBERED_LANE = r"\b\d{1,4}[a-zA-Z]? (?:duong|pho) (?:so )?\d{1,3}(?:/\d{1,2})?\b"
_LANED = r"\b\d{1,4}[a-zA-Z]?(?:/\d{1,4}[a-zA-Z]?){1,3},? (?:ngo|hem|kiet|ngach) [a-z]+"
_KIET = r"\bK\d{1,4}(?:/\d{1,4}){1,3}(?: (?:duong )?[A-Z][a-z']+(?: [A-Z][a-z']+){0,3})?"
_PLOT = rf"\b[A-Z]{{1,2}}\d{{1,3}}[.\-/]\d{{1,3}},? {_ESTATE}"
_FRACTION = rf"\b\d{{1,4}}[a-zA-Z]?(?:/\d{{1,4}}[a-zA-Z]?){{1,3}},? {_ROAD}"
_BARE_FRACTION = r"\b\d{1,4}[a-zA-Z]? [A-Z][a-z']+(?: [A-Z][a-z']+){1,3}"
_BEFORE_LANE = r"\b\d{1,4}[a-zA-Z]?(?:/\d{1,4}[a-zA-Z]?){0,3},? (?:ngo|hem|kiet|ngach) \d{1,4}(?:/\d{1,4}){0,3}"
_SURE = Scanner(
    f"{_DESCRIBED}|{_BEFORE_LANE}|{_SLASHED}|{_LANED}|{_NUMBERED_LANE}|{_BEFORE_HAMLET}|{_KIET}|{_PLOT}|{_FRACTION}|{_BARE_FRACTION}"
)
_UNSURE = re.compile(
    rb"[\d/a-zA-Z]+,? (?:[A-Z]|thon|ap|xom|ban|khu|lang|khoi|khom|buon|soc|phum)|\d+,? [a-z]"
)  # may be a date, or a count: "20/8 Sở Xây dựng", "3 ngõ 12"
_WORDS = re.compile(rf"({_WORD}) ?(?:so )?{_NUMBER}\b".encode())
_HOME = re.compile(
    rb"(?:\bo|\btru|cu dan|(?<!khu )(?<!day )(?<!nha )\btro|\bngu|\bnha(?! tro)|\bdia chi|thuong tru|tam tru|\bcu tru|"
    rb"hang xom|\bsong|cho o|\bcua nha|nha toi|nha em|nha tui|nha tao|doi dien nha|nha minh|noi o|truoc nha|nguoi)"
    rb"(?: (?:o|tai|toi|em|minh|tro|ngay|dau|cuoi|trong|so|hien|tam|ba|con|chung|ben|"
    rb"canh|gan|no|cua|tren))*[ :,(]*$"
)
_PUBLIC = re.compile(
    rb"(?:(?:tru so|ubnd|uy ban|van phong|cong ty|truong|tram|buu dien|chi nhanh|benh vien|cong an|toa an|phong kham|"
    rb"nha van hoa|kho bac|bao tang)\b[^.;,\n]{0,30},? ?|"
    rb"(?:cu tri|nhan dan|cac ho|ba con|bi thu|chi bo|to truong|chi hoi|"
    rb"cho|nha hang(?! xom)|khach san|cua hang|(?<!chu )quan|sieu thi)\b[^.;,\n]{0,10})$"
)
_AFTER_NAME = re.compile(
    rb"(?:(?:[A-Z][a-z']+ ){1,3}[A-Z][a-z']*[,\t]? ?\(?|\d{6}\)?, |(?:\d/|nam )\d{4}\)?, |\x1f(?:\t|\)?[,:]? \(?))$"
)
_NUMBERED = frozenset(
    b"dinh quyet van mau tu hoach luat thua xe tuyen tram doi bo truong kenh cong lo tinh cot chot to cao bao phep "
    b"trinh kien ban bien ma thoai khoan dong phieu don so ho may buyt diem ky khoa dien bhxh bhyt cccd cmnd".split()
)  # the last word before a number that counts something else than a house: "Quyết định số 62"
_LOCATED = re.compile(rb"/|(?:[Dd]uong|[Pp]ho|\d[a-zA-Z]?,?) [A-Z][a-z]+ [A-Z]")
_CAR = key("tô") + b" "  # "ô tô 16 chỗ", but not "ở tổ 16"
_GROUPS = {b"to", b"to dan pho", b"tdp", b"khu pho", b"kp", b"khu", b"cum", b"doi", b"to so"}
_MEETS = {b"to dan pho", b"tdp", b"khu pho", b"kp", b"khu", b"cum", b"doi"}
_HOUSES = {b"so nha", b"nha so", b"cac nha so", b"ngach", b"can ho"}
_ALLEYS = {b"ngo", b"hem", b"kiet", b"ngo so", b"hem so"}
_INNER = {b"tang", b"lau", b"lo", b"nha", b"duong so", b"toa", b"toa nha", b"block", b"can", b"day"}
_FLAT = re.compile(rb"(?:can|lien ke|biet thu|shophouse)\b[^\d]{0,12}\d{2,4}", re.IGNORECASE)  # "căn B1506"


_IS_ROOM = re.compile(_ROOM.encode())
_SHARED = re.compile(
    rb"\b(?:tap the|chung cu|tai dinh cu|ky tuc xa|KTX|(?:khu|nha|day|phong) tro|KTT|TDC)\b"
)  # many homes in one
_BY_ROAD = re.compile(rb"[Nn]ha (?:so )?\d+[a-zA-Z]?,? (?:(?:duong|pho|ngo|hem|kiet) \w|[A-Z][a-z]+ [A-Z])")
_IN_HAMLET = re.compile(rf" {_HAMLET}$".encode())
_BARE_HOUSE = re.compile(rb"[Nn]ha (?:so )?(?:\d{3,4}[a-zA-Z]?|\d{1,2}[a-zA-Z]|\d{1,3}/\d{1,3})")
_BESIDE_IT = re.compile(rb"\b(?:truoc|canh|gan|sau|doi dien|sat|ben|ngay|giap|toi|cua|tai|o|ngu|tro) $")
_COUNTS = re.compile(rb" ?(?:ho|nguoi|m2|m|met|tang|cai|con|trieu|tr|k|nghin|dong|%|nam|ngay)\b")


def _is_home(page: Page, start: int, end: int) -> bool:
    """Whether the stretch is where somebody lives, from its own parts or from the words before it."""
    before = page.before(start, page.bare, 50)
    if not _NUMBERED.isdisjoint(before.rsplit(maxsplit=1)[-1:]) and not before.endswith(b"doi dien "):
        return False
    if page.small[start : start + 3] == _CAR:
        return False
    text = page.plain[start:end]
    words = [word.lower() for word in _WORDS.findall(text)]
    kinds = set(words)
    if _IS_ROOM.match(text):
        return bool(words) or _SHARED.search(text) is not None or _is_at_home(page, start)
    if not kinds:
        return False
    if kinds & _HOUSES:
        return not _PUBLIC.search(before) or b"nha" in before.split() or _is_at_home(page, start)
    if kinds <= _MEETS:
        return False
    if kinds <= _GROUPS:
        return (b", " in text and not _PUBLIC.search(before)) or _is_at_home(page, start)
    if kinds <= _INNER:
        return _is_inside(page, start, end, len(words))
    if kinds == {b"so"}:
        return _is_house_number(page, start, end)
    return len(words) > 1 or bool(_LOCATED.search(text) and kinds & _ALLEYS) or _is_at_home(page, start)


def _is_inside(page: Page, start: int, end: int, count: int) -> bool:
    """A floor, a plot, a house by its bare number: beside a road, in an estate, or where somebody is at home."""
    text = page.plain[start:end]
    if _SHARED.search(text) or _BY_ROAD.match(text):
        return not _PUBLIC.search(page.before(start, page.bare, 50))
    if count > 1 or _FLAT.match(text) or _IN_HAMLET.search(text):
        return _is_at_home(page, start)
    beside = _BARE_HOUSE.fullmatch(text) and _BESIDE_IT.search(page.before(start, page.bare, 20))
    return bool(beside and not _COUNTS.match(page.after(end, page.bare, 10)))


def _is_at_home(page: Page, start: int) -> bool:
    """Whether the words before say that somebody lives here, or are his name."""
    home = _HOME.search(page.before(start, page.bare, 50)) or _AFTER_NAME.search(page.before(start, page.plain, 40))
    return home is not None


def _is_house_number(page: Page, start: int, end: int) -> bool:
    """ "số 9" needs a road behind it, or a home before it."""
    text = page.plain[start:end]
    if re.search(rb"\d[a-zA-Z]?,? (?:(?:duong|pho|hem|ngo|kiet|quoc lo|tinh lo) \w|[A-Z][a-z]+ [A-Z])", text):
        return not _PUBLIC.search(page.before(start, page.bare, 40))
    placed = b"/" in text or _IN_HAMLET.search(text) or b"nha" in page.before(start, page.bare, 30)
    return bool(placed) and _is_at_home(page, start)


def addresses(page: Page) -> Iterator[Found]:
    """Every stretch of the page that says where a person lives."""
    for start, end in _ADDRESS.stretches(page.plain):
        if _is_home(page, start, end):
            yield Found(start, end, "ADDRESS")
    for start, end in _SURE.stretches(page.plain):
        unsure = page.plain[start : start + 1].isdigit() and _UNSURE.match(page.plain, start)
        bare = unsure and b"/" not in page.plain[start:end]
        if not unsure or (_HOME.search(page.before(start, page.bare, 50)) if bare else _is_at_home(page, start)):
            yield Found(start, end, "ADDRESS")
