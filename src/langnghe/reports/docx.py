"""Fill a Word form with a report. Each figure becomes a content control whose tag is its key, so it can be traced.

The form is an ordinary Word file with docxtpl tags; the office may change everything else in it. Figures travel through
the template as marked text and are turned into content controls afterwards, so the form needs no special fields.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml import etree

from langnghe.registry.models import Office
from langnghe.registry.queries import office
from langnghe.reports import word
from langnghe.reports.actions import months_of
from langnghe.reports.annex import sector_rows, theme_rows
from langnghe.reports.drafting import MARK
from langnghe.reports.forms import FORMS, word_form
from langnghe.reports.models import Report

TAG = "figure:"
# Private-use characters: no text of a report holds them.
_OPEN, _MIDDLE, _CLOSE = "\ue000", "\ue001", "\ue002"
_MARKED = re.compile(f"{_OPEN}([^{_MIDDLE}]*){_MIDDLE}([^{_CLOSE}]*){_CLOSE}")
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


def identifier(report: Report) -> str:
    """What the document carries so that it can be matched with its report."""
    return f"langnghe-report-{report.pk}"


def render(report: Report) -> bytes:
    """The report as a DOCX file."""
    document = word.fill(word_form(report.form, report.style), context(report))
    _wrap_figures(document.element.body)
    return word.saved(document, title=title(report), identifier=identifier(report))


def context(report: Report) -> dict[str, Any]:
    """What a Word form may use; names are Vietnamese because clerks read them in the form."""
    head = office()
    figures = {figure.key: figure.value for figure in report.figures.all()}
    labels = {figure.key: figure.label for figure in report.figures.all()}

    def carried(text: str) -> str:
        return _carried(text, figures)

    return {
        "co_quan_cap_tren": head.superior,
        "co_quan": head.name,
        "so_ky_hieu": _number(report, head),
        "dia_danh_ngay": _place_and_date(report, head),
        "trich_yeu": title(report),
        "doan": list(_paragraphs(report, figures)),
        "phu_luc_linh_vuc": sector_rows(labels, carried),
        "phu_luc_nhom": theme_rows(labels, carried),
        "thay_mat": head.signs_for,
        "chuc_vu": head.signer_title,
        "nguoi_ky": head.signer,
        "noi_nhan": head.recipients.splitlines(),
    }


def title(report: Report) -> str:
    months = months_of(report.period, report.form)
    if len(months) == 1:
        when = f"tháng {report.period.starts_on.month} năm {report.period.starts_on.year}"
    else:
        when = f"quý {ROMAN[(report.period.starts_on.month - 1) // 3]} năm {report.period.starts_on.year}"
    return str(FORMS[report.form].TITLE.format(period=when))


def _number(report: Report, head: Office) -> str:
    number = report.number.zfill(2) if report.number else "....."
    if report.style == Report.Style.PARTY:
        return f"Số {number}-BC/{head.symbol}"
    return f"Số: {number}/BC-{head.symbol}"


def _place_and_date(report: Report, head: Office) -> str:
    """Day below 10 and months 1 and 2 get a leading zero (Decree 30/2020); open until the report is issued."""
    if report.dated_on is None:
        return f"{head.place}, ngày ..... tháng ..... năm {report.period.ends_on.year}"
    month = report.dated_on.month
    return (
        f"{head.place}, ngày {report.dated_on.day:02d} tháng {f'{month:02d}' if month < 3 else month} "
        f"năm {report.dated_on.year}"
    )


def _paragraphs(report: Report, figures: dict[str, str]) -> Iterator[dict[str, str]]:
    """Lines of all sections as {kind, text}: muc (section), tieu_muc (heading), gach (item), doan (paragraph)."""
    dash = "-" if report.style == Report.Style.PARTY else "."
    for number, section in enumerate(report.sections.all()):
        yield {"kind": "muc", "text": f"{ROMAN[number]}{dash} {section.heading}"}
        for line in section.text.splitlines():
            kind, text = _line(line)
            if text:
                yield {"kind": kind, "text": _carried(text, figures)}


def _line(line: str) -> tuple[str, str]:
    if line.startswith("# "):
        return "tieu_muc", line[2:].strip()
    if line.startswith("- "):
        return "gach", line.strip()
    return "doan", line.strip()


def _carried(text: str, figures: dict[str, str]) -> str:
    """The text with each figure's mark as key and value, ready to be wrapped after the form is filled."""
    return MARK.sub(lambda mark: f"{_OPEN}{mark[1]}{_MIDDLE}{figures.get(mark[1], '?')}{_CLOSE}", text)


# --- figures as content controls ------------------------------------------------------------------------------


def _wrap_figures(body: etree._Element) -> None:
    for run in list(body.iter(qn("w:r"))):
        if any(_OPEN in (text.text or "") for text in run.iter(qn("w:t"))):
            _split_run(run)


def _split_run(run: etree._Element) -> None:
    """Replace a run that holds marked figures by plain runs and content controls of the same look."""
    parts = _MARKED.split("".join(node.text or "" for node in run.iter(qn("w:t"))))
    for position in range(0, len(parts), 3):
        if parts[position]:
            run.addprevious(_run_like(run, parts[position]))
        if position + 2 < len(parts):
            run.addprevious(_control(run, parts[position + 1], parts[position + 2]))
    parent = run.getparent()
    if parent is not None:
        parent.remove(run)


def _run_like(run: etree._Element, text: str) -> etree._Element:
    made = OxmlElement("w:r")
    look = run.find(qn("w:rPr"))
    if look is not None:
        made.append(copy.deepcopy(look))
    node = OxmlElement("w:t")
    node.text = text
    node.set(qn("xml:space"), "preserve")
    made.append(node)
    return made


def _control(run: etree._Element, key: str, value: str) -> etree._Element:
    control, properties, content = (OxmlElement(name) for name in ("w:sdt", "w:sdtPr", "w:sdtContent"))
    tag = OxmlElement("w:tag")
    tag.set(qn("w:val"), f"{TAG}{key}")
    properties.append(tag)
    content.append(_run_like(run, value))
    control.append(properties)
    control.append(content)
    return control
