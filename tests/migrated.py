"""A database migrated once in a run of several workers: the first to need one makes it, the others take a copy.

Every migration is still applied once in each run; what is saved is applying all of them again in each worker.
"""

from __future__ import annotations

import fcntl
import sqlite3
from pathlib import Path

from django.db import connection

TEMPLATE = "test_langnghe_migrated"  # on PostgreSQL; left there, made anew by the next run


class Migrated:
    """The copy that the workers of one run share, in a folder that all of them see."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "migrated.sqlite3"
        self.lock = (folder / "migrated.lock").open("w")
        self.loaded: sqlite3.Connection | None = None

    def take(self) -> None:
        """Wait for the worker that migrates; with nobody before it, this one does, and lets go in :meth:`give`."""
        fcntl.flock(self.lock, fcntl.LOCK_EX)
        if self.file.exists():
            self._copy()
            fcntl.flock(self.lock, fcntl.LOCK_UN)

    def give(self) -> None:
        """The database is there: what was loaded is Django's now, what was migrated here is everybody's."""
        if self.loaded:
            self.loaded.close()
        if not self.file.exists():
            self._keep()
            fcntl.flock(self.lock, fcntl.LOCK_UN)

    def _copy(self) -> None:
        if connection.vendor == "postgresql":
            connection.settings_dict["TEST"]["TEMPLATE"] = TEMPLATE
            return
        self.loaded = sqlite3.connect(connection.creation._get_test_db_name(), uri=True)
        with sqlite3.connect(self.file) as kept:
            kept.backup(self.loaded)

    def _keep(self) -> None:
        if connection.vendor == "postgresql":
            migrated = connection.settings_dict["NAME"]
            connection.close()  # nobody may be connected to what is copied
            with connection._nodb_cursor() as cursor:
                cursor.execute(f'DROP DATABASE IF EXISTS "{TEMPLATE}"')
                cursor.execute(f'CREATE DATABASE "{TEMPLATE}" TEMPLATE "{migrated}"')
            self.file.touch()
            return
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(self.file)])
