"""CSV and TSV: delimiter found from the text itself, then read as one sheet."""

from __future__ import annotations

import csv
import io

from langnghe.intake.readers.lines import one_line
from langnghe.intake.readers.shape import Draft, Refused, Source
from langnghe.intake.readers.tables import Row, table_blocks
from langnghe.text.normal import decode

_DELIMITERS = ",;\t|"
FIELD_CHARACTERS = 1_000_000  # one cell; the csv module's own limit is too low for a pasted report
csv.field_size_limit(FIELD_CHARACTERS)


def read(source: Source) -> Draft:
    """Blocks of a CSV file; place ``s1.r7`` is its 7th record."""
    text, encoding = decode(source.content)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=find_delimiter(text))
    rows: list[Row] = []
    try:
        for number, cells in enumerate(lines, start=1):
            if number > source.limits.rows:
                raise Refused(f"Tệp CSV dài hơn {source.limits.rows} dòng. Hãy chia nhỏ rồi gửi lại.")
            texts = tuple(one_line(cell) for cell in cells[: source.limits.columns])
            if any(texts):
                rows.append(Row(texts, f"s1.r{number}"))
    except csv.Error as error:
        raise Refused("Tệp CSV bị hỏng (ô quá dài hoặc thiếu dấu nháy). Hãy mở bằng Excel, lưu lại rồi gửi.") from error
    notes = [] if encoding.startswith("utf-") and "+" not in encoding else [f"Bảng mã của tệp: {encoding}."]
    return Draft(table_blocks(rows, source.layout, source.drop_people), notes=notes)


def find_delimiter(text: str) -> str:
    """The delimiter that cuts most of the first lines into the same number of cells."""
    sample = text[:20_000]

    def regularity(delimiter: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter) if row]
        usual = max(set(widths), key=lambda width: (widths.count(width) * (width > 1), width), default=1)
        return (widths.count(usual) if usual > 1 else 0), usual

    return max(_DELIMITERS, key=regularity)
