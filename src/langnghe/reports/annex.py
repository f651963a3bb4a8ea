"""The rows of a report's annex tables: by sector and by theme. Their numbers are figures like all others."""

from __future__ import annotations

from collections.abc import Callable, Mapping

Row = tuple[str, ...]


def sector_rows(labels: Mapping[str, str], carried: Callable[[str], str]) -> list[Row]:
    """(number, sector, statements, per cent, issues) of each sector, and the total.

    ``labels`` are the report's figures by key; ``carried`` turns a figure's mark into what the Word form takes.
    """
    keys = [key for key in labels if key.startswith("linh-vuc.") and key.count(".") == 1 and f"{key}.van-de" in labels]
    rows = [
        (
            str(number),
            labels[key].removeprefix("Số ý kiến lĩnh vực "),
            carried(f"[[{key}]]"),
            carried(f"[[{key}.ty-le]]"),
            carried(f"[[{key}.van-de]]"),
        )
        for number, key in enumerate(keys, start=1)
    ]
    return [*rows, ("", "Tổng số", carried("[[tong]]"), "", carried("[[tong.van-de]]"))]


def theme_rows(labels: Mapping[str, str], carried: Callable[[str], str]) -> list[Row]:
    """(number, theme, statements, units) of each theme that the report mentions with its units."""
    keys = [key for key in labels if key.startswith("nhom.") and f"{key}.don-vi" in labels]
    return [
        (
            str(number),
            labels[key].removeprefix("Số ý kiến nhóm «").removesuffix("»"),
            carried(f"[[{key}]]"),
            carried(f"[[{key}.don-vi]]"),
        )
        for number, key in enumerate(keys, start=1)
    ]
