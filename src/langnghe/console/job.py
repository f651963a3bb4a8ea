"""The whole job without the site: a folder of files in, the periodic report out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from django.db.models import Count

from langnghe.intake.actions import read_waiting, receive, set_unit
from langnghe.intake.models import Document, UnreadPart
from langnghe.registry.actions import open_period, unit_of
from langnghe.registry.models import Period
from langnghe.reports import docx, workbook
from langnghe.reports.actions import draft_report
from langnghe.reports.models import Report
from langnghe.reports.trace import as_json, verify
from langnghe.synthesis.actions import ask_for_run
from langnghe.synthesis.models import Run
from langnghe.synthesis.pipeline import run_next
from langnghe.synthesis.queries import by, coverage, opinions_of, tally
from langnghe.text.letterhead import HEAD_BLOCKS, sender

BY = "dòng lệnh"
AT_ONCE = 50  # files of a round: each round starts its reading processes anew, which takes a second of each core
Say = Callable[[str], None]


class Refused(Exception):
    """The job cannot give a report; the sentence says why."""


def whole_job(paths: Iterable[Path], *, period: str, form: str, style: str, folder: Path, say: Say) -> int:
    """Read the files, synthesise, draft the report into ``folder``; the number of files that could not be read.

    Files read in an earlier call for the same folder are not read again. Raises Refused when nothing could be read.
    """
    month = open_period(period)
    _receive_all(list(_files(paths)), month, say)
    _read_all(month, say)
    _name_senders(month)
    run = _run(month, say)
    report = draft_report(month, form, style, by=BY)
    _write(report, run, folder)
    result = verify(folder / "bao-cao.docx")
    say(f"{folder / 'bao-cao.docx'}: {result.right}/{result.total} số liệu khớp với cơ sở dữ liệu.")
    return Document.objects.filter(period=month, state=Document.State.UNREAD).count()


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(file for file in path.rglob("*") if file.is_file() and not file.name.startswith("."))
        else:
            yield path


def _receive_all(files: list[Path], period: Period, say: Say) -> None:
    for file in files:
        try:
            receive(file.read_bytes(), name=file.name, period=period, unit=None, by=BY)
        except (OSError, ValueError) as error:
            say(f"{file.name}: {error}")
    say(f"Đã nhận {len(files)} tệp.")


def _read_all(period: Period, say: Say) -> None:
    waiting = Document.objects.filter(period=period, state=Document.State.WAITING)
    total, done = waiting.count(), 0
    while count := read_waiting(limit=AT_ONCE):
        done += count
        say(f"Đã đọc {done}/{total} tệp.")
    for part in UnreadPart.objects.filter(document__period=period).select_related("document"):
        say(f"{part.document.name}{f' {part.place}' if part.place else ''}: {part.reason}")
    if not Document.objects.filter(period=period, state=Document.State.READ).exists():
        raise Refused("Không đọc được tệp nào; xem lý do của từng tệp ở trên.")


def _name_senders(period: Period) -> None:
    """Without a catalogue of units, the letterhead says who sent each report."""
    for document in Document.objects.filter(period=period, unit=None).order_by("pk"):
        found = sender([row.as_block() for row in document.blocks.all()[:HEAD_BLOCKS]])
        if found:
            set_unit(document, unit_of(found), by=BY)


def _run(period: Period, say: Say) -> Run:
    ask_for_run(period, by=BY)
    run = run_next()
    if run is None or run.state != Run.State.DONE:
        raise Refused(f"Lần tổng hợp không xong: {run.message if run else 'không có lần nào đang chờ'}")
    say("Đã phân loại, gộp ý kiến trùng và gom nhóm vấn đề.")
    return run


def _write(report: Report, run: Run, folder: Path) -> None:
    (folder / "bao-cao.docx").write_bytes(docx.render(report))
    (folder / "phu-luc.xlsx").write_bytes(workbook.render(report))
    _write_json(folder / "trace.json", as_json(report))
    _write_json(folder / "summary.json", _summary(report, run))


def _summary(report: Report, run: Run) -> dict[str, object]:
    found = opinions_of([report.period])
    sent = coverage(report.period)
    counts = tally(found)
    states = Document.objects.filter(period=report.period).values_list("state").annotate(n=Count("pk"))
    return {
        "period": report.period.key,
        "form": report.form,
        "style": report.style,
        "documents": dict(states),
        "statements": counts.statements,
        "issues": counts.issues,
        "submissions": counts.submissions,
        "sources": counts.sources,
        "by_sector": by("sector", found),
        "by_topic": by("topic", found),
        "by_kind": by("kind", found),
        "units_due": sent.due,
        "units_reported": sent.reported,
        "balance": run.balance,
        "engine": run.engine,
        "digest": run.digest,
    }


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
