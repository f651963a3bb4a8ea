"""The tables of the room, one file an idea."""

from langnghe.consultations.models.rounds import (
    Choice,
    Comment,
    Group,
    Paragraph,
    Question,
    Round,
    Statement,
    Version,
)

__all__ = [
    "Choice",
    "Comment",
    "Group",
    "Paragraph",
    "Question",
    "Round",
    "Statement",
    "Version",
]
