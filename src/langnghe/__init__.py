"""Lắng Nghe: from unit reports to the opinions in them, counted, traceable, answered."""

__version__ = "0.1.0"
