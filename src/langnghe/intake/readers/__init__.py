"""Files in, blocks of text out: ``read(path)`` for one file, ``read_safely`` and ``read_many`` in a guarded process."""

from langnghe.intake.readers.formats import read
from langnghe.intake.readers.shape import LIMITS, Layout, Limits, Reading

__all__ = ["LIMITS", "Layout", "Limits", "Reading", "read"]
