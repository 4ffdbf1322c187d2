"""The state of a server in a file, for one that goes on where it left off."""

from __future__ import annotations

import dataclasses
import io
import os
import pickle
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from .files import StoredFile

if TYPE_CHECKING:
    from .json_values import Json
    from .store import AppState

SAVE_EVERY = 0.5
"""Seconds between two looks at whether there is something to save."""

_OWN = __name__.removesuffix("state")
_TABLES = """
CREATE TABLE IF NOT EXISTS snapshot (generation INTEGER NOT NULL, shapes BLOB NOT NULL, content BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS files (id TEXT PRIMARY KEY, content BLOB NOT NULL);
"""


class Snapshot(NamedTuple):
    """All that outlives a server."""

    dataset_key: str
    workspace: Json
    apps: dict[str, AppState]


class StateFile:
    """A SQLite file with a server's state, written whole at each change, but for the content of files, which never changes.

    A stop loses nothing. A crash loses at most what was answered in the last second. A generation that is under way is kept as
    far as it has come, and does not go on. The file holds the server's own keys, and is readable by its owner alone.

    Args:
        path: Where it is, or shall be.

    Raises:
        ValueError: It is no such file, or was written by a version that kept other things.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self._generation = 0
        self._saved_files: set[str] = set()
        self._database: sqlite3.Connection | None = None

    def load(self) -> Snapshot | None:
        """What the file holds; None if there is no such file yet, or nothing in it."""
        if not self.path.exists():
            return None
        try:
            with closing(sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True)) as database:
                row = database.execute("SELECT generation, shapes, content FROM snapshot").fetchone()
                stored = dict(database.execute("SELECT id, content FROM files"))
        except sqlite3.OperationalError as error:
            if "no such table" in str(error):
                return None
            raise self._wrong(error) from None
        except sqlite3.DatabaseError as error:
            raise self._wrong(error) from None
        if row is None:
            return None
        self._generation = row[0]
        self._saved_files = set(stored)
        files = {name: StoredFile(**_Unpickler(content).load()) for name, content in stored.items()}
        for name, fields in _Unpickler(row[1]).load().items():
            if _shape(_Unpickler(b"").find_class(*name)) != fields:
                raise self._wrong(f"its {name[1]} has other fields")
        return Snapshot(*_Unpickler(row[2], files).load())

    def _wrong(self, reason: object) -> ValueError:
        return ValueError(
            f"{self.path} is no state of this version's embedded Dify ({reason}): move it away, or give another path."
        )

    def open(self) -> None:
        """Take hold of the file, which no other server may have.

        Raises:
            RuntimeError: Another one has it, or has written to it since it was loaded.
            ValueError: It is no such file.
        """
        self.path.touch(mode=0o600)
        database = sqlite3.connect(self.path, timeout=0, isolation_level=None, check_same_thread=False)
        try:
            database.execute("PRAGMA locking_mode = EXCLUSIVE")
            database.executescript(f"BEGIN EXCLUSIVE; {_TABLES} COMMIT;")
            row = database.execute("SELECT generation FROM snapshot").fetchone()
        except sqlite3.Error as error:
            database.close()
            if "locked" in str(error):
                raise RuntimeError(
                    f"Another server has its state in {self.path}: stop it, or give another path."
                ) from None
            raise self._wrong(error) from None
        if row is not None and row[0] != self._generation:
            database.close()
            raise RuntimeError(f"Another server has written to {self.path} since this one was made: make it anew.")
        self._database = database

    def save(self, snapshot: Snapshot) -> None:
        """Write all that has changed, in one transaction.

        Raises:
            TypeError: Something in the state is of a kind that no file can hold.
        """
        if self._database is None:
            raise RuntimeError("The state file is not open.")
        written = io.BytesIO()
        pickler = _Pickler(written)
        try:
            pickler.dump(tuple(snapshot))
        except (pickle.PicklingError, AttributeError, TypeError) as error:
            raise TypeError(f"The state cannot be kept in {self.path}: {error}") from error
        new_files = {name: file for name, file in pickler.files.items() if name not in self._saved_files}
        with self._database as database:
            database.execute("BEGIN")
            database.executemany(
                "INSERT INTO files VALUES (?, ?)",
                [(name, pickle.dumps(vars(file))) for name, file in new_files.items()],
            )
            database.executemany(
                "DELETE FROM files WHERE id = ?", [(name,) for name in self._saved_files - pickler.files.keys()]
            )
            database.execute("DELETE FROM snapshot")
            row = (self._generation + 1, pickle.dumps(pickler.shapes), written.getvalue())
            database.execute("INSERT INTO snapshot VALUES (?, ?, ?)", row)
        self._generation += 1
        self._saved_files = set(pickler.files)

    def close(self) -> None:
        """Let go of the file."""
        if self._database is not None:
            self._database.close()
            self._database = None


def _shape(kind: type[Any]) -> list[str]:
    return [field.name for field in dataclasses.fields(kind)]


class _Pickler(pickle.Pickler):
    """Writes objects, stored files by their ids alone, and notes what its dataclasses look like."""

    def __init__(self, file: io.BytesIO) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self.files: dict[str, StoredFile] = {}
        self.shapes: dict[tuple[str, str], list[str]] = {}

    def persistent_id(self, obj: Any) -> str | None:
        if not isinstance(obj, StoredFile):
            return None
        self.files[obj.id] = obj
        return obj.id

    def reducer_override(self, obj: Any) -> Any:
        if dataclasses.is_dataclass(obj) and not isinstance(obj, type):
            kind = type(obj)
            self.shapes[kind.__module__, kind.__qualname__] = _shape(kind)
        return NotImplemented


class _Unpickler(pickle.Unpickler):
    """Makes nothing but the server's own kinds of objects, whatever a file says."""

    def __init__(self, content: bytes, files: dict[str, StoredFile] | None = None) -> None:
        super().__init__(io.BytesIO(content))
        self._files = files or {}

    def persistent_load(self, pid: str) -> StoredFile:
        return self._files[pid]

    def find_class(self, module_name: str, global_name: str, /) -> Any:
        found = super().find_class(module_name, global_name) if module_name.startswith(_OWN) else None
        if not isinstance(found, type) or found.__module__ != module_name:
            raise ValueError(
                f"The state file names {module_name}.{global_name}, which is none of the server's own kinds."
            )
        return found
