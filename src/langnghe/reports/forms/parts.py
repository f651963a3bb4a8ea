"""Parts that several forms share; each writes one section of a draft."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from langnghe.cases.states import channel_names
from langnghe.law.competence import asked, level_names, level_of
from langnghe.law.taxonomy import KINDS, sectors, topics
from langnghe.reports.drafting import Draft
from langnghe.synthesis.models import Theme
from langnghe.synthesis.queries import by, coverage, opinions_of, themes_of

THEMES_SHOWN = 5  # of a sector; the annex lists them all
PLACES_SHOWN = 4
SINGLE_SHOWN = 2
QUOTE_LENGTH = 260


def coverage_sentence(draft: Draft) -> str:
    """Who has reported: printed beside every total."""
    due = draft.figure("don-vi.phai-gui", "Số đơn vị phải gửi báo cáo", "units_due")
    if not draft.value(due):
        sources = draft.figure("don-vi.nguon", "Số đơn vị có báo cáo", "sources")
        return f"Số liệu tổng hợp từ báo cáo của {sources} đơn vị."
    sent = draft.figure("don-vi.da-gui", "Số đơn vị đã gửi báo cáo đọc được", "units_reported")
    share = draft.figure("don-vi.ty-le", "Tỷ lệ đơn vị đã gửi báo cáo (%)", "coverage")
    return f"Số liệu tổng hợp từ báo cáo của {sent}/{due} đơn vị phải gửi báo cáo ({share}%)."


def totals(draft: Draft) -> Iterator[str]:
    """The four honest counts, the kinds, what could not be read and what nobody has checked."""
    said = draft.figure("tong", "Tổng số ý kiến", "statements")
    issues = draft.figure("tong.van-de", "Số vấn đề (sau khi gộp ý kiến trùng)", "issues")
    documents = draft.figure("tong.van-ban", "Số văn bản có ý kiến", "submissions")
    change = draft.change("tong", "Thay đổi tổng số ý kiến so với kỳ trước")
    yield (
        f"Tổng số ý kiến, kiến nghị của Nhân dân được ghi nhận là {said} ý kiến"
        f"{f', {change}' if change else ''}; sau khi gộp các ý kiến trùng lặp còn {issues} vấn đề, "
        f"nêu trong {documents} văn bản. {coverage_sentence(draft)}"
    )
    kinds = [
        f"{name.lower()} {draft.figure(f'loai.{kind}', f'Số ý kiến loại {name.lower()}', 'statements', kind=kind)}"
        for kind, name in KINDS.items()
    ]
    yield f"Phân theo loại ý kiến: {'; '.join(kinds)}."
    yield _by_channel(draft)
    unread = draft.figure("chua-doc", "Số phần tài liệu chưa đọc được", "unread")
    if draft.value(unread):
        yield f"Còn {unread} phần tài liệu chưa đọc được, chưa tính trong số liệu trên."
    unsure = draft.figure("can-ra-soat", "Số ý kiến máy chưa chắc, chưa có người rà soát", "statements", unsure=True)
    if draft.value(unsure):
        yield f"Trong đó {unsure} ý kiến được phân loại tự động với độ tin cậy thấp, đang chờ cán bộ rà soát."


def _by_channel(draft: Draft) -> str:
    """How many came by each channel, where there is more than one: what they bring is never added up unseen."""
    came = by("document__channel", opinions_of(draft.periods))
    names = {key: name.lower() for key, name in channel_names().items()}
    if len(came) < 2:
        return ""
    parts = [
        f"{name} {draft.figure(f'kenh.{key}', f'Số ý kiến qua {name}', 'statements', channel=key)}"
        for key, name in ((key, names.get(key, key)) for key in came)
    ]
    return f"Phân theo kênh tiếp nhận: {'; '.join(parts)}."


def by_sector(draft: Draft) -> Iterator[str]:
    """A heading for each sector with its figures, then its most voiced themes with places and a statement."""
    counted = by("sector", opinions_of(draft.periods))
    themes = list(themes_of(draft.periods))
    number = 0
    for sector in sorted(sectors(), key=lambda sector: -counted.get(sector.code, 0)):
        if not counted.get(sector.code):
            continue
        number += 1
        yield from sector_lines(draft, number, sector.code, sector.name, themes)


def sector_lines(draft: Draft, number: int, code: str, name: str, themes: Sequence[Theme]) -> Iterator[str]:
    key = f"linh-vuc.{code}"
    said = draft.figure(key, f"Số ý kiến lĩnh vực {name}", "statements", sector=code)
    share = draft.share(f"{key}.ty-le", f"Tỷ lệ ý kiến lĩnh vực {name} (%)", sector=code, of={})
    issues = draft.figure(f"{key}.van-de", f"Số vấn đề lĩnh vực {name}", "issues", sector=code)
    change = draft.change(key, f"Thay đổi số ý kiến lĩnh vực {name}", sector=code)
    yield f"# {number}. {name}"
    part = share.replace("%", "% tổng số")
    yield f"Có {said} ý kiến{part}, {issues} vấn đề{f'; {change}' if change else ''}."
    for theme in [theme for theme in themes if theme.sector == code][:THEMES_SHOWN]:
        yield f"- {theme_sentence(draft, theme)}"
    yield single_statements(draft, code, name)


def single_statements(draft: Draft, code: str, name: str) -> str:
    """What was said once, so that no theme stands for it: how many, and a few in their own words."""
    alone = draft.figure(
        f"rieng-le.{code}", f"Số ý kiến riêng lẻ lĩnh vực {name}", "statements", sector=code, theme=None
    )
    if not draft.value(alone):
        return ""
    rows = opinions_of(draft.periods, sector=code, theme=None).order_by("pk")[:SINGLE_SHOWN]
    quoted = "; ".join(f"“{shortened(row.text)}”" for row in rows)
    return f"- Ngoài các nhóm trên có {alone} ý kiến riêng lẻ, trong đó: {quoted}."


def shortened(text: str) -> str:
    """The text, cut at a word when it is too long to quote."""
    return text if len(text) <= QUOTE_LENGTH else text[:QUOTE_LENGTH].rsplit(" ", 1)[0] + "..."


def theme_sentence(draft: Draft, theme: Theme) -> str:
    """A theme's name, how often and by how many units it was raised, where, since when, and one statement."""
    key = f"nhom.{theme.key}"
    said = draft.figure(key, f"Số ý kiến nhóm «{theme.name}»", "statements", theme=theme.key)
    sources = draft.figure(f"{key}.don-vi", f"Số đơn vị nêu nhóm «{theme.name}»", "sources", theme=theme.key)
    return f"{theme_name(theme)} ({said} ý kiến, {sources} đơn vị{places(draft, theme)}).{typical(draft, theme)}"


def places(draft: Draft, theme: Theme) -> str:
    """Areas that raised a theme most: "; nhiều nhất ở xã A, xã B"."""
    rows = opinions_of(draft.periods, theme=theme.pk).exclude(area=None)
    names = list(by("area__name", rows))[:PLACES_SHOWN]
    return f"; tại {', '.join(names)}" if names else ""


def typical(draft: Draft, theme: Theme) -> str:
    """The theme's most usual statement, redacted, in quotation marks."""
    ids = theme.examples.get(draft.keys[-1], {}).get("typical", [])
    row = opinions_of(draft.periods, pk__in=ids[:1]).first()
    if row is None:
        return ""
    return f" Ý kiến tiêu biểu: “{shortened(row.text)}”."


def standing_out(draft: Draft) -> Iterator[str]:
    """Themes voiced most, and themes that came back after an earlier period."""
    themes = list(themes_of(draft.periods))
    for theme in themes[:THEMES_SHOWN]:
        key = f"nhom.{theme.key}"
        said = draft.figure(key, f"Số ý kiến nhóm «{theme.name}»", "statements", theme=theme.key)
        change = draft.change(key, f"Thay đổi nhóm «{theme.name}»", theme=theme.key)
        yield f"- {theme_name(theme)}: {said} ý kiến{f', {change}' if change else ''}."
    if not themes:
        yield "Trong kỳ chưa có vấn đề nổi lên."


def answers(draft: Draft) -> Iterator[str]:
    """How many statements already carry an answer in the units' own reports."""
    answered = draft.figure("da-tra-loi", "Số ý kiến có trả lời ghi trong báo cáo đơn vị", "statements", answered=True)
    share = draft.share("da-tra-loi.ty-le", "Tỷ lệ ý kiến có trả lời (%)", answered=True, of={})
    yield (
        f"Theo báo cáo của các đơn vị, {answered} ý kiến{share} có ghi kết quả trả lời, xử lý. "
        "Con số này là số ý kiến có trả lời, chưa phải số việc đã giải quyết xong."
    )
    for code, name in sector_answered(draft):
        part = draft.figure(
            f"da-tra-loi.{code}", f"Số ý kiến lĩnh vực {name} có trả lời", "statements", sector=code, answered=True
        )
        said = draft.figure(f"linh-vuc.{code}", f"Số ý kiến lĩnh vực {name}", "statements", sector=code)
        yield f"- {name}: {_part_of(draft, part, said)} ý kiến có trả lời."


def _part_of(draft: Draft, part: str, whole: str) -> str:
    """As a fraction where both are printed as numbers: "một số/một số" nobody can read."""
    if draft.is_hidden(whole):
        return part
    return f"{part} trong {whole}" if draft.is_hidden(part) else f"{part}/{whole}"


def sector_answered(draft: Draft) -> list[tuple[str, str]]:
    counted = by("sector", opinions_of(draft.periods).exclude(answer=""))
    return [(sector.code, sector.name) for sector in sectors() if counted.get(sector.code)]


def proposals(draft: Draft) -> Iterator[str]:
    """What people ask for, by the level of government that usually settles it."""
    themes = list(themes_of(draft.periods))
    for number, (level, name) in enumerate(level_names().items(), start=1):
        count = draft.figure(
            f"kien-nghi.{level}",
            f"Số kiến nghị thuộc thẩm quyền cấp {name}",
            "statements",
            level=level,
            kind="kien_nghi",
        )
        yield f"# {number}. Thuộc thẩm quyền {name}"
        yield f"Có {count} kiến nghị."
        for theme in [theme for theme in themes if level_of(theme.topic) == level][:THEMES_SHOWN]:
            yield f"- Đề nghị {asked(theme.topic)} xem xét, giải quyết: {theme_name(theme)}."


def limits(draft: Draft) -> Iterator[str]:
    """What the reader must know about the figures: units that have not reported."""
    for period in draft.periods:
        missing = [unit.name for unit in coverage(period).missing]
        if missing:
            count = len(missing)
            named = ", ".join(missing[:15]) + (" và các đơn vị khác" if count > 15 else "")
            yield f"Kỳ {period}: các đơn vị chưa gửi báo cáo gồm {named}."
    if any(figure.is_hidden for figure in draft.figures.values()):
        yield (
            f"Số nhỏ hơn {draft.small.k} và số mà từ đó tính ra được một số nhỏ được ghi là “một số”, để không nhận ra "
            "được người nêu ý kiến."
        )
    yield (
        "Việc tách, phân loại và gộp ý kiến do máy đề xuất, cán bộ rà soát; mỗi số liệu trong báo cáo truy được "
        "về từng ý kiến và văn bản nguồn."
    )


def theme_name(theme: Theme) -> str:
    """A person's title as it stands; the engine's after the topic, which a few words need."""
    if theme.title_by_person:
        return theme.title_by_person[:1].upper() + theme.title_by_person[1:]
    return f"{topics()[theme.topic].name}: {theme.title}"
