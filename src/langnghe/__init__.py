"""Lắng Nghe: from unit reports to the opinions in them, counted, traceable, answered."""

__version__ = "0.2.0"
