"""The door: nothing a person wrote is stored before personal data has left it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from langnghe.privacy.known import strike
from langnghe.privacy.vault import Person
from langnghe.text.blocks import CELL_SEPARATOR, Block
from langnghe.text.redact import marks, redact_many, redact_row


def admit(blocks: Sequence[Block], *, keep_officials: bool) -> list[Block]:
    """The same blocks without personal data; kinds, places and order stay."""
    plain = [block for block in blocks if block.kind != "row"]
    redacted = iter(redact_many([block.text for block in plain], keep_officials=keep_officials))
    return [
        _admit_row(block, keep_officials) if block.kind == "row" else replace(block, text=next(redacted).text)
        for block in blocks
    ]


def admit_texts(texts: Sequence[str], *, of: Person | None = None) -> list[str]:
    """What officers type, without personal data; names of officials go too, for nothing tells which is which.

    ``of``: who brought it, where a form says so; whatever it says is struck out wherever it stands.
    """
    known = [strike(text.strip(), of) if of else text.strip() for text in texts]
    return [redacted.text for redacted in redact_many(known, keep_officials=False)]


def has_marks(*texts: str) -> bool:
    """Whether the door has taken something out of one of them: such a text is not shown to everybody."""
    return any(mark in text for text in texts for mark in marks().values())


def personal(text: str) -> list[str]:
    """What looks like personal data in a text that may name people who act in office; each once, in its order."""
    (found,) = redact_many([text], keep_officials=True)
    return list(dict.fromkeys(text[span.start : span.end] for span in found.spans))


def admit_name(name: str) -> str:
    """A file name without personal data."""
    return redact_many([name], keep_officials=False)[0].text


def _admit_row(block: Block, keep_officials: bool) -> Block:
    cells = redact_row(block.cells, block.columns, keep_officials=keep_officials)
    return replace(block, text=CELL_SEPARATOR.join(cell.text for cell in cells))
