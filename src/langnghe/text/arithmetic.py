"""Figures of a report checked against each other: shares, parts of a total, and totals of table rows.

Nothing is corrected: a doubt names the stretch, what it states and what the other figures give. Only figures that say
plainly how they belong together are compared:

    109/139 lượt (78%)                              a share and its percentage, at the precision printed
    40/50 đơn, đạt chín mươi phần trăm              the same in words
    07 đơn (05 đơn kiến nghị, 02 đơn phản ánh)      a total and the parts in brackets, of the same thing counted
    nhận 34 đơn; đã giải quyết 18 đơn, đạt 53%      a share of what was counted before it
    139 ý kiến, gồm 13 về đất đai, 126 về ...        a total and the parts after "gồm", "trong đó" or a colon

    4.310 lượt với 2.845 người                      more visits than visitors: worth asking

Parts that fall short of the total after "trong đó" (among them) may be some of it and are no doubt.

    >>> [(d.stated, d.computed) for d in doubts("Đã giải quyết 238/316 đơn (88,9%)")]
    [('88,9%', '75,3%')]
    >>> doubts("nhận 07 đơn (05 đơn kiến nghị, 02 đơn phản ánh)")
    []
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations

NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
SPOKEN = {**{word: n for n, word in enumerate(DIGITS)}, "mốt": 1, "tư": 4, "lăm": 5, "nhăm": 5, "bẩy": 7}
DIGIT = "(?:" + "|".join(SPOKEN) + ")"
IN_WORDS = rf"(?:một trăm|(?:{DIGIT} mươi|mười)(?: {DIGIT})?|{DIGIT})(?: phẩy {DIGIT}(?: {DIGIT})?)?"
NO_NUMBER_BEFORE = "".join(rf"(?<!\b{word} )" for word in (*SPOKEN, "trăm", "mươi", "mười", "linh", "lẻ", "phẩy"))
PERCENT = rf"\d{{1,3}}(?:[.,]\d{{1,3}})?|{NO_NUMBER_BEFORE}\b{IN_WORDS}"
ODD_CASES = str.maketrans("ıİſ", "iis")  # what re takes for these letters too when it ignores case
SIGN = r"(?:\s?%|\s?phần trăm\b)"
SHARE = re.compile(
    rf"(?<![\d/.,])(?P<part>{NUMBER})(?:\s?/\s?| trong (?:tổng )?số | trên (?:tổng số )?)"
    rf"(?P<whole>{NUMBER})(?![\d/])(?!\s?(?:BC|KH|QĐ|NQ|TB|CV|TTr|CT)\b)"
    rf"(?P<thing>[^\d.;%()\n/]{{0,60}}?)[\s,]*(?:\(|,|\s)\s?(?:đạt|chiếm|bằng|tỷ lệ|tương đương|là|=)*\s*"
    rf"(?P<percent>{PERCENT}){SIGN}",
    re.IGNORECASE,
)
SHARE_FIRST = re.compile(  # "đạt 90% (40/50 đơn)"
    rf"(?<![\d.,])(?P<percent>{PERCENT}){SIGN}\s?\((?P<part>{NUMBER})\s?/\s?(?P<whole>{NUMBER})(?![\d/])",
    re.IGNORECASE,
)
COUNT = re.compile(
    rf"(?<![\d/.,\-–])(?P<number>{NUMBER})(?![\d%/]|\s?%|[.,]\d)(?: (?P<thing>[^\W\d_]+(?: [^\W\d_]+)?))?"
)
PARTS = re.compile(
    r"\s*(?:\((?:trong đó|gồm|bao gồm)?:?\s*|,?\s*(?:gồm|bao gồm|trong đó|cụ thể)(?:\scó)?:?\s+|:\s+)", re.IGNORECASE
)
LOOSE = re.compile(r"trong đó|cụ thể|có", re.IGNORECASE)
SENTENCE_END = re.compile(r"[.;](?:\s|$)|\n")
CLOSING = re.compile(r"\)")
FEWEST_PARTS = 2
NEAR = Decimal("0.1")  # of a total: parts this near to it were meant to give it
ASK = "hãy kiểm tra lại với đơn vị báo cáo."
VISITS = re.compile(
    rf"(?P<visits>{NUMBER}) lượt(?: công dân| người dân)?\s?(?:với|gồm|/|,)\s?(?P<people>{NUMBER}) (?:người|công dân)"
)
SHARE_LATER = re.compile(
    r"(?:giải quyết|trả lời|xử lý|hoàn thành|giải trình|trong đó(?: có)?)(?: xong| dứt điểm| được)?:? "
    rf"(?P<part>{NUMBER})(?P<thing>(?: [^\W\d_]+){{0,2}}),? ?\(?(?:đạt |chiếm |bằng |tỷ lệ )*"
    rf"(?P<percent>{PERCENT}){SIGN}"
    r"(?! (?:so với )?(?:kế hoạch|KH|chỉ tiêu|dự toán|cùng kỳ))",
    re.IGNORECASE,
)
TOTAL_OF = re.compile(
    r"tổng(?: số)? (?P<thing>[^\W\d_]+(?: [^\W\d_]+){0,2}?)(?: là| có)?:? "
    rf"(?P<number>{NUMBER})(?![\d%/]|\s?%|[.,]\d)",
    re.IGNORECASE,
)
RECEIVED = re.compile(r"(?:nhận|tổng số|tổng cộng)(?: được| mới)?:? $", re.IGNORECASE)
GOING_ON = re.compile(r"(?:[\s,:;.]|đã|trong đó|trong số đó|đến nay|kết quả|có)*", re.IGNORECASE)
TOTAL_ROW = re.compile(r"\s*(?:tổng(?: số| cộng)?|cộng|toàn tỉnh|toàn xã)\s*:?\s*$", re.IGNORECASE)
DATE_BEFORE = re.compile(
    r"(?:ngày|tháng|năm|quý|(?<!tổng )số|khóa|khoá|kỳ|lần|điều|khoản|thứ|đợt|từ|đến|phụ lục|mục|tuổi|km|tổ|thôn"
    r"|phường)\s*$",
    re.IGNORECASE,
)
YEARS = range(1945, 2100)


@dataclass(frozen=True, slots=True)
class Doubt:
    """Characters ``start:end`` state a figure that the figures beside it do not give."""

    start: int
    end: int
    stated: str
    computed: str
    sentence_vi: str


@dataclass(frozen=True, slots=True)
class _Count:
    start: int
    end: int
    number: Decimal
    thing: str


def doubts(text: str) -> list[Doubt]:
    """Doubtful figures of a paragraph, in reading order."""
    found = [*_shares(text), *_later_shares(text), *_sums(text), *_visits(text)]
    return sorted(found, key=lambda doubt: (doubt.start, doubt.end))


def table_doubts(rows: Sequence[Sequence[str]]) -> list[tuple[int, int, Doubt]]:
    """(row, column, doubt) of total rows ("Tổng cộng") that are not the sum of the rows above; offsets within the cell.

    ``rows`` are the cells of the body of one table.
    """
    found = []
    for r, row in enumerate(rows):
        if not any(TOTAL_ROW.match(cell) for cell in row[:3]):
            continue
        for c, cell in enumerate(row):
            doubt = _column_doubt([above[c] for above in rows[:r] if c < len(above)], cell)
            if doubt:
                found.append((r, c, doubt))
    return found


def value(number: str) -> Decimal:
    """A number as Vietnamese reports print it: points between thousands, a comma before decimals."""
    return Decimal(number.replace(".", "").replace(",", "."))


def _percent(stated: str) -> str:
    """A percentage in figures, whether it was printed so or in words: "chín mươi phẩy năm" is "90,5"."""
    if stated[0].isdigit():
        return stated.replace(".", ",")
    whole, _, decimals = stated.translate(ODD_CASES).lower().partition(" phẩy ")
    places = "".join(str(SPOKEN[word]) for word in decimals.split())
    return f"{_spoken(whole)},{places}" if places else str(_spoken(whole))


def _spoken(words: str) -> int:
    """A number up to a hundred in words: "mười lăm", "chín mươi", "tám mươi mốt", "một trăm"."""
    if words == "một trăm":
        return 100
    ten, tens, rest = re.fullmatch(rf"(?:(mười)|({DIGIT}) mươi)? ?({DIGIT})?", words).groups()  # type: ignore[union-attr]
    return (10 if ten else 10 * SPOKEN.get(tens, 0)) + SPOKEN.get(rest, 0)


def printed(number: Decimal) -> str:
    """1234.5 as "1.234,5"."""
    return f"{number:,}".replace(",", " ").replace(".", ",").replace(" ", ".")


# ---- shares ------------------------------------------------------------------------------------------


def _shares(text: str) -> Iterator[Doubt]:
    for match in (*SHARE.finditer(text), *SHARE_FIRST.finditer(text)):
        part, whole, percent = value(match["part"]), value(match["whole"]), _percent(match["percent"])
        if not whole or _is_date(match):
            continue
        share = part * 100 / whole
        if not _rounds_to(share, percent):
            computed = printed(_at_precision(share, percent))
            yield Doubt(
                match.start(),
                match.end(),
                f"{percent}%",
                f"{computed}%",
                f"Ghi {match['part']}/{match['whole']} là {percent}%, nhưng tính ra {computed}%; {ASK}",
            )


def _later_shares(text: str) -> Iterator[Doubt]:
    """ "nhận 316 đơn, đã giải quyết 238 (88,9%)": the share must fit one of the counts before it."""
    for match in SHARE_LATER.finditer(text):
        part, percent = value(match["part"]), _percent(match["percent"])
        wholes = _wholes(text, match)
        if not wholes or any(_rounds_to(part * 100 / whole, percent) for whole in _reckoned(wholes)):
            continue
        whole = wholes[-1]
        computed = printed(_at_precision(part * 100 / whole.number, percent))
        yield Doubt(
            whole.start,
            match.end(),
            f"{percent}%",
            f"{computed}%",
            f"Ghi {match['part']} là {percent}%, nhưng so với {printed(whole.number)} {whole.thing} "
            f"thì tính ra {computed}%; {ASK}",
        )


def _wholes(text: str, share: re.Match[str]) -> list[_Count]:
    """The counts that a share may be of, the likeliest last: those of its sentence, else those received before it."""
    start = max((end.end() for end in SENTENCE_END.finditer(text, 0, share.start())), default=0)
    thing = share["thing"].split()[:1]
    told = [count for count in _counts(text[: share.start()]) if count.thing and count.number]
    near = [count for count in told if count.start >= start]
    named = [count for count in _named_totals(text[: share.start()]) if not thing or count.thing.split()[:1] == thing]
    if near or any(total.start >= start for total in named):
        return [*near, *(total for total in named if total.start >= start)]
    if not thing or not GOING_ON.fullmatch(text, start, share.start()):
        return []
    same = [count for count in told if count.thing.split()[:1] == thing]
    received = [count for count in same if RECEIVED.search(text, max(0, count.start - 20), count.start)]
    return [*told, *received[-1:], *named] if received or named else []


def _named_totals(text: str) -> Iterator[_Count]:
    """ "tổng số ý kiến là 40" """
    for match in TOTAL_OF.finditer(text):
        if number := value(match["number"]):
            yield _Count(match.start(), match.end(), number, match["thing"].lower())


def _reckoned(wholes: Sequence[_Count]) -> Iterator[Decimal]:
    """The counts, what any two of them give or leave ("120 đơn, 20 đơn không thuộc thẩm quyền"), and all together."""
    numbers = list(dict.fromkeys(whole.number for whole in wholes))
    yield from numbers
    yield from (found for a, b in combinations(numbers, 2) for found in (a + b, abs(a - b)))
    yield sum(numbers, Decimal(0))


def _visits(text: str) -> Iterator[Doubt]:
    """More visits than visitors: somebody came twice, or the two figures were exchanged."""
    for match in VISITS.finditer(text):
        if value(match["visits"]) > value(match["people"]):
            yield Doubt(
                match.start(),
                match.end(),
                match["visits"],
                match["people"],
                f"Số lượt tiếp ({match['visits']}) lớn hơn số người ({match['people']}); {ASK}",
            )


def _is_date(match: re.Match[str]) -> bool:
    """ "ngày 12/7 ... 30%" is a date, not a share."""
    return bool(re.search(r"(?:ngày|tháng|quý)\s*$", match.string[: match.start()], re.IGNORECASE))


def _at_precision(number: Decimal, printed_number: str) -> Decimal:
    places = len(printed_number.partition(",")[2])
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _rounds_to(number: Decimal, printed_number: str) -> bool:
    """Whether a number, rounded or cut at the printed precision, is the one printed."""
    places = len(printed_number.partition(",")[2])
    return abs(number - value(printed_number)) < Decimal(1).scaleb(-places)


# ---- totals and parts --------------------------------------------------------------------------------


def _sums(text: str) -> Iterator[Doubt]:
    counts = list(_counts(text))
    for i, total in enumerate(counts):
        opener = _opener(text, counts, i)
        if opener is None:
            continue
        parts = _parts(text, counts[i + 1 :], opener)
        same = [part for part in parts if _same_thing(part, total)]
        parts = same if len(same) >= FEWEST_PARTS else parts
        if len(parts) >= FEWEST_PARTS and _disagree(total, parts, opener, plain=parts is same):
            yield _sum_doubt(total, parts)


def _disagree(total: _Count, parts: Sequence[_Count], opener: re.Match[str], plain: bool) -> bool:
    """Whether parts do not give their total; parts not named like it must come near it to be taken for its parts."""
    gap = sum((part.number for part in parts), Decimal(0)) - total.number
    if gap < 0 and LOOSE.search(opener.group()):
        return False
    return gap != 0 and (plain or abs(gap) <= max(Decimal(2), total.number * NEAR))


def _sum_doubt(total: _Count, parts: Sequence[_Count]) -> Doubt:
    stated, computed = printed(total.number), printed(sum((part.number for part in parts), Decimal(0)))
    return Doubt(
        total.start,
        parts[-1].end,
        stated,
        computed,
        f"Ghi tổng {stated} {total.thing}, nhưng các số thành phần cộng lại là {computed}; {ASK}",
    )


def _counts(text: str) -> Iterator[_Count]:
    for match in COUNT.finditer(text):
        number = match["number"]
        if DATE_BEFORE.search(text[max(0, match.start() - 10) : match.start()]) or "," in number:
            continue
        if match["thing"] is None and value(number) in YEARS:
            continue
        yield _Count(match.start(), match.end("number"), value(number), (match["thing"] or "").lower())


def _opener(text: str, counts: list[_Count], i: int) -> re.Match[str] | None:
    """What opens the parts of count ``i``: a bracket, "gồm" or a colon before the next count."""
    if i + 1 >= len(counts) or not counts[i].thing:
        return None
    end = counts[i + 1].start
    between = text[counts[i].end : end]
    if len(between) > 60 or SENTENCE_END.search(between):
        return None
    return next((match for match in PARTS.finditer(text, counts[i].end, end) if match.end() >= end - 12), None)


def _parts(text: str, counts: list[_Count], opener: re.Match[str]) -> list[_Count]:
    """The counts up to the closing bracket or the end of the sentence."""
    end = (CLOSING if "(" in opener.group() else SENTENCE_END).search(text, opener.end())
    limit = end.start() if end else len(text)
    return [count for count in counts if count.start < limit]


def _same_thing(part: _Count, total: _Count) -> bool:
    return part.thing.split(" ")[0] == total.thing.split(" ")[0]


# ---- tables ------------------------------------------------------------------------------------------


def _column_doubt(above: Sequence[str], cell: str) -> Doubt | None:
    whole = re.fullmatch(rf"\s*({NUMBER})\s*", cell)
    numbers = [match for entry in above if (match := re.fullmatch(rf"\s*({NUMBER})\s*", entry))]
    filled = [entry for entry in above if entry.strip() not in ("", "-", "0")]
    if whole is None or len(numbers) < FEWEST_PARTS or len(numbers) < len(filled):
        return None
    added = sum((value(match[1]) for match in numbers), Decimal(0))
    if added == value(whole[1]):
        return None
    return Doubt(
        whole.start(1),
        whole.end(1),
        whole[1],
        printed(added),
        f"Dòng tổng ghi {whole[1]}, nhưng các dòng trên cộng lại là {printed(added)}; {ASK}",
    )
