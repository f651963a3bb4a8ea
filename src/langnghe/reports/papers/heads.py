"""What stands at the head and the foot of a unit's papers (``heads.yaml``)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from langnghe import tables
from langnghe.registry.models import Office, Unit
from langnghe.registry.queries import office


@dataclass(frozen=True, slots=True)
class Head:
    superior: str
    name: str
    symbol: str
    place: str
    signs_for: str
    title: str
    signer: str
    file: str  # where the kept copy lies: "VT"
    says: str  # what the unit is called in running text


def head_of(unit: Unit, style: str) -> Head:
    """The head of a unit's papers in a layout; of a kind of unit without a row, the site's own office."""
    row, site = _rows()[style].get(unit.kind), office()
    return _of_unit(unit, row, site) if row else _of_site(unit, site, style)


def _of_unit(unit: Unit, row: dict[str, str], site: Office) -> Head:
    filled = {"name": _whole(unit.name), "province": _whole(site.province), "initials": initials(unit.name)}
    called = {"plain": unit.name, "low": unit.name[:1].lower() + unit.name[1:]}
    area = unit.name.split(" ", 1)[-1] if unit.is_area else site.place
    return Head(
        superior=row["superior"].format(**filled),
        name=row["name"].format(**filled),
        symbol=row["symbol"].format(**filled),
        place=area,
        signs_for=row["for"],
        title=row["title"],
        signer="",
        file=row["file"],
        says=row["says"].format(**called),
    )


def _of_site(unit: Unit, site: Office, style: str) -> Head:
    return Head(
        superior=site.superior,
        name=site.name,
        symbol=site.symbol,
        place=site.place,
        signs_for=site.signs_for,
        title=site.signer_title,
        signer=site.signer,
        file="VT" if style == "nd30" else "Văn phòng",
        says=unit.name,
    )


def _whole(name: str) -> str:
    """In capitals, and never broken inside: «ỦY BAN NHÂN DÂN» stands alone on its line when both do not fit."""
    return name.upper().replace(" ", "\u00a0")


def initials(name: str) -> str:
    """Sở Nông nghiệp và Môi trường: SNNMT."""
    return "".join(word[0] for word in name.split() if word != "và").upper()


def _rows() -> dict[str, dict[str, dict[str, Any]]]:
    return tables.read(__package__, "heads.yaml")
