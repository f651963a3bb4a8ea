"""Files in, blocks of text out: ``read(path)`` for one file, ``read_safely`` and ``read_many`` in a guarded process."""

from langnghe.intake.readers.formats import read
from langnghe.intake.readers.shape import LIMITS, Layout, Limits, Reading
from langnghe.intake.readers.tables import guess_layout, role_of
from langnghe.intake.readers.worker import Worker, read_many, read_safely

__all__ = [
    "LIMITS",
    "Layout",
    "Limits",
    "Reading",
    "Worker",
    "guess_layout",
    "read",
    "read_many",
    "read_safely",
    "role_of",
]
