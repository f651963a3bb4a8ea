"""Search without diacritics: an index over the folded text, kept in step by the database itself.

SQLite: FTS5 with external content and triggers; its own diacritics removal is off, because it never folds "đ".
PostgreSQL: a stored tsvector column of the same folded text (an expression index is 10-80 times slower to rank).
"""

from django.db import migrations

SQLITE = [
    """CREATE VIRTUAL TABLE cases_case_search USING fts5(
        folded, content='cases_case', content_rowid='id', tokenize='unicode61 remove_diacritics 0')""",
    """CREATE TRIGGER cases_case_search_insert AFTER INSERT ON cases_case BEGIN
        INSERT INTO cases_case_search(rowid, folded) VALUES (new.id, new.folded); END""",
    """CREATE TRIGGER cases_case_search_delete AFTER DELETE ON cases_case BEGIN
        INSERT INTO cases_case_search(cases_case_search, rowid, folded)
        VALUES ('delete', old.id, old.folded); END""",
    """CREATE TRIGGER cases_case_search_update AFTER UPDATE OF folded ON cases_case BEGIN
        INSERT INTO cases_case_search(cases_case_search, rowid, folded)
        VALUES ('delete', old.id, old.folded);
        INSERT INTO cases_case_search(rowid, folded) VALUES (new.id, new.folded); END""",
    "INSERT INTO cases_case_search(cases_case_search) VALUES ('rebuild')",
]
SQLITE_BACK = [
    "DROP TRIGGER cases_case_search_insert",
    "DROP TRIGGER cases_case_search_delete",
    "DROP TRIGGER cases_case_search_update",
    "DROP TABLE cases_case_search",
]
POSTGRESQL = [
    """ALTER TABLE cases_case ADD COLUMN search tsvector
        GENERATED ALWAYS AS (to_tsvector('simple', folded)) STORED""",
    "CREATE INDEX cases_case_search ON cases_case USING gin (search)",
]
POSTGRESQL_BACK = ["ALTER TABLE cases_case DROP COLUMN search"]


def _execute(schema_editor, on_sqlite, on_postgresql):
    for statement in on_sqlite if schema_editor.connection.vendor == "sqlite" else on_postgresql:
        schema_editor.execute(statement)


def forward(apps, schema_editor):
    _execute(schema_editor, SQLITE, POSTGRESQL)


def backward(apps, schema_editor):
    _execute(schema_editor, SQLITE_BACK, POSTGRESQL_BACK)


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_registers")]
    operations = [migrations.RunPython(forward, backward)]
