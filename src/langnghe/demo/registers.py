"""Tables of statements as offices keep them: reception books, hotlines, petitions, and who came."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from langnghe.demo.bank import tree
from langnghe.demo.parts import Part
from langnghe.demo.speech import Statement, address, asked, capital, ended, identity, person, phone, told
from langnghe.law.taxonomy import sector_names

TITLES = {
    "reception": ["SỔ THEO DÕI TIẾP CÔNG DÂN", "Tháng {m} năm 2026"],
    "hotline": ["DANH SÁCH PHẢN ÁNH QUA ĐƯỜNG DÂY NÓNG", "Tháng {m} năm 2026"],
    "petitions": ["BẢNG TỔNG HỢP KIẾN NGHỊ CỦA CỬ TRI", "Sau kỳ tiếp xúc tháng {m} năm 2026"],
}


def opinions(statements: Sequence[Statement], rng: Random, is_provincial: bool) -> Part:
    """The plain table of a report: number, what was said, where, who shall settle it."""
    head = ("STT", "Nội dung ý kiến, kiến nghị", "Địa bàn", "Cơ quan giải quyết")
    rows = tuple(
        (str(number), _content(said, rng), _where(said, rng, is_provincial), _asked(said, rng))
        for number, said in enumerate(statements, start=1)
    )
    return Part("table", rows=(head, *rows))


def reception(statements: Sequence[Statement], rng: Random, month: int) -> Part:
    """A reception book, its header in two rows with merged cells."""
    heads = (
        ("STT", "Ngày tiếp", "Công dân", "", "", "Nội dung phản ánh, kiến nghị", "Kết quả", ""),
        ("", "", "Họ và tên", "Địa chỉ", "Điện thoại, CCCD", "", "Cơ quan giải quyết", "Tình trạng"),
    )
    merges = ((0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 4), (0, 5, 1, 5), (0, 6, 0, 7))
    days = sorted(rng.choices(range(1, 25), k=len(statements)))
    rows = tuple(
        (
            str(number),
            f"{day:02d}/{month:02d}/2026",
            *_visitor(said, rng),
            _content(said, rng),
            _asked(said, rng),
            _result(rng),
        )
        for number, (day, said) in enumerate(zip(days, statements, strict=True), start=1)
    )
    return Part("table", rows=(*heads, *rows), heads=2, merges=merges)


def hotline(statements: Sequence[Statement], rng: Random, month: int) -> Part:
    """Calls of a month with the number that called."""
    head = ("STT", "Thời gian", "Số điện thoại", "Địa bàn", "Nội dung phản ánh", "Đơn vị xử lý", "Trạng thái")
    days = sorted(rng.choices(range(1, 25), k=len(statements)))
    rows = tuple(
        (
            str(number),
            f"{day:02d}/{month:02d}/2026 {rng.randint(6, 21):02d}:{rng.randint(0, 59):02d}",
            phone(rng),
            capital(said.place.name),
            _content(said, rng),
            _asked(said, rng),
            _result(rng),
        )
        for number, (day, said) in enumerate(zip(days, statements, strict=True), start=1)
    )
    return Part("table", rows=(head, *rows))


def petitions(statements: Sequence[Statement], rng: Random, month: int) -> Part:
    """Voters' petitions under a row for each sector, with the answers that there are."""
    head = ("STT", "Địa phương", "Nội dung kiến nghị của cử tri", "Cơ quan giải quyết", "Nội dung trả lời")
    rows: list[tuple[str, ...]] = [head]
    for sector in tree("sectors"):
        group = [said for said in statements if said.sector == sector]
        if group:
            rows.append(("", f"LĨNH VỰC {sector_names()[sector].upper()}", "", "", ""))
        rows += [
            (str(number), capital(said.place.name), _content(said, rng), _asked(said, rng), _reply(rng))
            for number, said in enumerate(group, start=1)
        ]
    return Part("table", rows=tuple(rows))


REGISTERS: dict[str, Callable[[Sequence[Statement], Random, int], Part]] = {
    "reception": reception,
    "hotline": hotline,
    "petitions": petitions,
}


def _content(said: Statement, rng: Random) -> str:
    return ended(capital(said.state) if said.matter else told(said, rng))


def _where(said: Statement, rng: Random, is_provincial: bool) -> str:
    hamlet = capital(said.hamlet)
    return f"{hamlet}, {said.place.name}" if is_provincial else hamlet


def _visitor(said: Statement, rng: Random) -> tuple[str, str, str]:
    hamlet = said.hamlet
    return person(rng)[1], capital(address(said.place, hamlet, rng)), rng.choice((phone, identity))(rng)


def _asked(said: Statement, rng: Random) -> str:
    return capital(asked(said, rng))


def _result(rng: Random) -> str:
    return str(rng.choice(tree("frames")["results"]))


def _reply(rng: Random) -> str:
    """Two petitions in three have an answer."""
    text: str = rng.choice(tree("frames")["replies"])
    filled = text.format(day=f"{rng.randint(3, 28):02d}", n=rng.randint(5, 20))
    return ended(capital(filled)) if rng.random() < 0.66 else ""
