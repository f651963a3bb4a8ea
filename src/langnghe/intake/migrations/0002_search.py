"""Search without diacritics: an index over the folded text, kept in step by the database itself.

SQLite: FTS5 with external content and triggers; its own diacritics removal is off, because it never folds "đ".
PostgreSQL: a stored tsvector column of the same folded text (an expression index is 10-80 times slower to rank).
"""

from django.db import migrations

SQLITE = [
    """CREATE VIRTUAL TABLE intake_opinion_search USING fts5(
        folded, content='intake_opinion', content_rowid='id', tokenize='unicode61 remove_diacritics 0')""",
    """CREATE TRIGGER intake_opinion_search_insert AFTER INSERT ON intake_opinion BEGIN
        INSERT INTO intake_opinion_search(rowid, folded) VALUES (new.id, new.folded); END""",
    """CREATE TRIGGER intake_opinion_search_delete AFTER DELETE ON intake_opinion BEGIN
        INSERT INTO intake_opinion_search(intake_opinion_search, rowid, folded)
        VALUES ('delete', old.id, old.folded); END""",
    """CREATE TRIGGER intake_opinion_search_update AFTER UPDATE OF folded ON intake_opinion BEGIN
        INSERT INTO intake_opinion_search(intake_opinion_search, rowid, folded)
        VALUES ('delete', old.id, old.folded);
        INSERT INTO intake_opinion_search(rowid, folded) VALUES (new.id, new.folded); END""",
    "INSERT INTO intake_opinion_search(intake_opinion_search) VALUES ('rebuild')",
]
SQLITE_BACK = [
    "DROP TRIGGER intake_opinion_search_insert",
    "DROP TRIGGER intake_opinion_search_delete",
    "DROP TRIGGER intake_opinion_search_update",
    "DROP TABLE intake_opinion_search",
]
POSTGRESQL = [
    """ALTER TABLE intake_opinion ADD COLUMN search tsvector
        GENERATED ALWAYS AS (to_tsvector('simple', folded)) STORED""",
    "CREATE INDEX intake_opinion_search ON intake_opinion USING gin (search)",
]
POSTGRESQL_BACK = ["ALTER TABLE intake_opinion DROP COLUMN search"]


def _execute(schema_editor, on_sqlite, on_postgresql):
    for statement in on_sqlite if schema_editor.connection.vendor == "sqlite" else on_postgresql:
        schema_editor.execute(statement)


def forward(apps, schema_editor):
    _execute(schema_editor, SQLITE, POSTGRESQL)


def backward(apps, schema_editor):
    _execute(schema_editor, SQLITE_BACK, POSTGRESQL_BACK)


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_initial")]
    operations = [migrations.RunPython(forward, backward)]
