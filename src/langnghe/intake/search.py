"""Find texts without diacritics: ``dat dai`` finds ``đất đai`` and the other way round.

A table that is searched has a column ``folded`` and the index that its migration makes over it (0002_search).
"""

from __future__ import annotations

from django.db import connection
from django.db.models import QuerySet

from langnghe.intake.models import Opinion
from langnghe.text.normal import fold

MOST = 200  # results shown; whoever needs more narrows the words
SAMPLE = 1_000  # newest rows that tell PostgreSQL how common words are
NEWEST = 10_000  # rows that it looks through one by one for common words, newest first; for others it asks its index
AMONG_NEWEST = """SELECT id FROM (SELECT id, search FROM {table} ORDER BY id DESC LIMIT %s) newest
    WHERE search @@ to_tsquery('simple', %s) ORDER BY id DESC LIMIT %s"""
BY_INDEX = """SELECT id FROM {table} WHERE search @@ to_tsquery('simple', %s)
    ORDER BY id + 0 DESC LIMIT %s"""  # "+ 0" keeps the planner from walking the primary key instead
BY_FTS = "SELECT rowid FROM {table}_search WHERE {table}_search MATCH %s ORDER BY rowid DESC LIMIT %s"


def search(words: str, *, most: int = MOST) -> QuerySet[Opinion]:
    """Opinions that hold all the words (a phrase in "quotes" as one), the newest first; none for no words."""
    found = matching(Opinion._meta.db_table, words, most=most)
    return Opinion.objects.filter(pk__in=found, replaced=False).order_by("-pk")


def matching(table: str, words: str, *, most: int = MOST) -> list[int]:
    """Keys of the newest rows of a searched table (a name of our own, never a user's) that hold all the words."""
    terms = _terms(words)
    if not terms:
        return []
    return _sqlite(table, terms, most) if connection.vendor == "sqlite" else _postgresql(table, terms, most)


def _terms(words: str) -> list[str]:
    """Folded words and quoted phrases, without anything that either database would take for syntax."""
    pieces = [
        piece
        for number, part in enumerate(words.split('"'))
        for piece in ([part] if number % 2 else part.split())  # odd parts stand between quotation marks
    ]
    cleaned = (" ".join("".join(c if c.isalnum() else " " for c in fold(piece)).split()) for piece in pieces)
    return [term for term in cleaned if term]


def _sqlite(table: str, terms: list[str], most: int) -> list[int]:
    query = " ".join(f'"{term}"' for term in terms)
    with connection.cursor() as cursor:
        cursor.execute(BY_FTS.format(table=table), [query, most])
        return [row[0] for row in cursor.fetchall()]


def _postgresql(table: str, terms: list[str], most: int) -> list[int]:
    """Common words are found among the newest rows within milliseconds, all others by the index.

    Left to itself the planner guesses which they are from each word alone, takes words that go together for rare and
    phrases for common, and is ten times as slow on either.
    """
    query = " & ".join("(" + " <-> ".join(term.split()) + ")" for term in terms)
    with connection.cursor() as cursor:
        for newest in (SAMPLE, NEWEST):
            cursor.execute(AMONG_NEWEST.format(table=table), [newest, query, most])
            found = cursor.fetchall()
            if len(found) == most or len(found) * NEWEST < most * newest:  # enough, or too rare to go on
                break
        if len(found) < most:
            cursor.execute(BY_INDEX.format(table=table), [query, most])
            found = cursor.fetchall()
        return [row[0] for row in found]
