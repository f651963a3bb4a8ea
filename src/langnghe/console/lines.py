"""JSON Lines in and out, as every text command does: order kept, unknown keys passed on, bad lines named."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from typing import IO, Any

import click

Record = dict[str, Any]


class Lines:
    """Records of a file or standard input; a bad line is reported with its number and skipped."""

    def __init__(self, source: IO[str], required: Sequence[str]) -> None:
        self.source = source
        self.required = required
        named = getattr(source, "name", "<stdin>")
        self.name = "đầu vào chuẩn" if named == "<stdin>" else named
        self.bad = 0

    def __iter__(self) -> Iterator[Record]:
        for number, line in enumerate(self.source, start=1):
            if not line.strip():
                continue
            try:
                yield self._record(line)
            except ValueError as error:
                self.bad += 1
                click.echo(f"{self.name}, dòng {number}: {error}; bỏ qua dòng này.", err=True)

    def _record(self, line: str) -> Record:
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            raise ValueError(f"không phải JSON ({error.msg})") from None
        if not isinstance(record, dict):
            raise ValueError("phải là một đối tượng JSON {...}")
        for key in self.required:
            if key not in record:
                raise ValueError(f"thiếu khóa «{key}»")
        if not isinstance(record.get("text", ""), str):
            raise ValueError("«text» phải là một chuỗi")
        if not _is_unicode(line):
            raise ValueError("không phải UTF-8")
        return record

    def finish(self) -> None:
        """Exit status 1 when any line was bad."""
        if self.bad:
            sys.exit(1)


def _is_unicode(line: str) -> bool:
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def write(record: Record) -> None:
    click.echo(json.dumps(record, ensure_ascii=False))


def batches(records: Iterator[Record], size: int = 1000) -> Iterator[list[Record]]:
    batch: list[Record] = []
    for record in records:
        batch.append(record)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
