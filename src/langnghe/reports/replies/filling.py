"""Fill the Word form of the table of replies. No comment carries who sent it, so the form has no column for that."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from langnghe.consultations import comments, moderation, replies
from langnghe.consultations.models import Round, Statement
from langnghe.registry.queries import office
from langnghe.reports import word
from langnghe.reports.papers.heads import Head, head_of

OTHERS_TOLD = 20  # comments that stand alone, of one place
ANSWERS = {"": "Chưa trả lời", "accepted": "Tiếp thu", "partly": "Tiếp thu một phần", "refused": "Không tiếp thu"}


def file_name(of: Round) -> str:
    return f"tiep-thu-giai-trinh-{of.slug}.docx"


def render_replies(of: Round, style: str, *, public: bool = False) -> bytes:
    """The table as a DOCX in a layout ("nd30" or "dang"); a draft carries that mark until it is published.

    ``public``: counts of answers hidden below the smallest count shown in public, not below that shown to officers.
    """
    document = word.fill(Path(__file__).parent / f"{style}.docx", _context(of, style, public))
    return word.saved(document, title=f"Tổng hợp, tiếp thu, giải trình góp ý: {of.title}")


def _context(of: Round, style: str, public: bool) -> dict[str, Any]:
    """What the form may use; names are Vietnamese because clerks read them in the form."""
    head, site = head_of(of.unit, style), office()
    rows = replies.table(of)
    return {
        "co_quan_cap_tren": head.superior,
        "co_quan": head.name,
        "so_ky_hieu": f"Số ...../BC-{head.symbol}" if style == "dang" else f"Số: ...../BC-{head.symbol}",
        "dia_danh_ngay": _place_and_date(of, head),
        "du_thao": of.replies != Round.Replies.PUBLISHED,
        "trich_yeu": of.title,
        "doan": list(_paragraphs(of)),
        "bang": [_line(number, row) for number, row in enumerate(rows, 1)],
        "nhan_dinh": [
            _counts(each, site.least_public if public else site.least_inside) for each in of.statements.all()
        ],
        "thay_mat": head.signs_for,
        "chuc_vu": head.title,
        "nguoi_ky": head.signer,
        "noi_nhan": ["Trang công khai của đợt lấy ý kiến", f"Lưu: {head.file}."],
    }


def _place_and_date(of: Round, head: Head) -> str:
    day = of.replies_published_on
    if day is None:
        return f"{head.place}, ngày ..... tháng ..... năm {of.ends_on.year}"
    month = f"{day.month:02d}" if day.month < 3 else day.month
    return f"{head.place}, ngày {day.day:02d} tháng {month} năm {day.year}"


def _paragraphs(of: Round) -> list[str]:
    """What was asked, when, and where every comment went: the sum is the number received."""
    counts = replies.balance(of)
    hidden = _hidden(of)
    versions = _versions(of)
    told = [
        f"Dự thảo được đăng tải lấy ý kiến Nhân dân từ ngày {of.opens_on:%d/%m/%Y} đến hết ngày {of.ends_on:%d/%m/%Y}"
        f"{f', qua {versions} bản dự thảo' if versions > 1 else ''}; ai cũng góp ý được, không cần tài khoản.",
        f"Tổng số góp ý nhận được là {counts.received}: {counts.grouped} góp ý được gom thành nhóm, "
        f"{counts.other} ý kiến khác (đứng riêng), {counts.hidden} góp ý không hiển thị"
        f"{f' ({hidden})' if hidden else ''}.",
    ]
    if of.exception:
        told.insert(1, f"Thời gian lấy ý kiến được rút ngắn: {of.exception_reason}")
    return told


def _versions(of: Round) -> int:
    return of.versions.exclude(published_on=None).count()


def _hidden(of: Round) -> str:
    words, counts = moderation.reasons(), comments.hidden_by_reason(of)
    return "; ".join(f"{counts[key]} vì {words[key]['vi']}" for key in words if key in counts)


def _line(number: int, row: replies.Row) -> list[str]:
    group = row.group
    said = f"{ANSWERS[group.answer]}. {group.why}" if group.answer else ANSWERS[""]
    return [str(number), row.where, _asked(row), str(row.count), said, group.changed or "Giữ nguyên"]


def _asked(row: replies.Row) -> str:
    """What a group asks for; what stands alone is told comment by comment."""
    if not row.group.other:
        return row.group.title
    texts = list(replies.comments_of(row.group).values_list("text", flat=True)[:OTHERS_TOLD])
    rest = f"; và {row.count - len(texts)} ý kiến nữa" if row.count > len(texts) else ""
    return f"{row.group.title}: {'; '.join(texts)}{rest}"


def _counts(statement: Statement, k: int) -> list[str]:
    shown = [comments.rounded(getattr(statement, name), k) for name in comments.ANSWERS]
    return [statement.text, *(f"từ {count}" if count else f"dưới {k}" for count in shown)]
