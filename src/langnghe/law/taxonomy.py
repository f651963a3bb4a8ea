"""The 17 sectors and 80 topics of ``data/taxonomy.yaml``, and the six kinds of opinion."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from langnghe import tables

KINDS = {
    "phan_anh": "Phản ánh",
    "kien_nghi": "Kiến nghị",
    "khieu_nai": "Khiếu nại",
    "to_cao": "Tố cáo",
    "hoi": "Hỏi",
    "ghi_nhan": "Ghi nhận",
}

OTHER_SECTOR = "KHAC"


@dataclass(frozen=True, slots=True)
class Topic:
    code: str  # "dd.gcn"
    name: str
    sector: str  # "DD"
    keywords: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sector:
    code: str
    name: str
    owner: str  # the department that answers for it
    form_column: str  # its column in the official statistics of complaints
    topics: tuple[Topic, ...]


@cache
def sectors() -> tuple[Sector, ...]:
    """All sectors in their official order."""
    rows = tables.read(__package__, "data/taxonomy.yaml")["fields"]
    return tuple(
        Sector(
            code=row["code"],
            name=row["name"],
            owner=row["owner"],
            form_column=row["kntc_form_column"],
            topics=tuple(
                Topic(topic["code"], topic["name"], row["code"], tuple(topic["keywords"])) for topic in row["topics"]
            ),
        )
        for row in rows
    )


@cache
def topics() -> dict[str, Topic]:
    """Every topic by its code."""
    return {topic.code: topic for sector in sectors() for topic in sector.topics}


@cache
def sector_names() -> dict[str, str]:
    return {sector.code: sector.name for sector in sectors()} | {OTHER_SECTOR: "Khác"}
