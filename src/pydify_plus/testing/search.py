"""Search in segments: SQLite's FTS5, ranked by BM25."""

from __future__ import annotations

import math
import re
import sqlite3
from typing import NamedTuple

# Scripts that are written without spaces.
_WIDE = "぀-ヿ㐀-鿿"
_TOKEN = re.compile(rf"[{_WIDE}]+|[^\W_{_WIDE}]+")
_IS_WIDE = re.compile(rf"[{_WIDE}]")

# In a handful of segments every word is common, and BM25 gives nearly 0 to all. Segments of one other word stand for
# the rest of the world, so that scores mean the same in a small index as in a large one.
_BACKGROUND_SEGMENTS = 200
_BACKGROUND_WORDS = 30
_BACKGROUND_WORD = "x" * 40
_RAREST = math.log((_BACKGROUND_SEGMENTS + 0.5) / 1.5)


class Hit(NamedTuple):
    """A segment that fits a query; the score is near 1 when it holds every word of it."""

    segment_id: str
    score: float


def tokens(text: str) -> list[str]:
    """The words of a text in lower case; of Chinese and Japanese every pair of characters that stand together."""
    found: list[str] = []
    for run in _TOKEN.findall(text.lower()):
        if _IS_WIDE.match(run) and len(run) > 1:
            found.extend(run[index : index + 2] for index in range(len(run) - 1))
        else:
            found.append(run)
    return found


class SearchIndex:
    """All segments that can be found, of all datasets."""

    def __init__(self) -> None:
        self._database: sqlite3.Connection | None = None
        self._rows: dict[str, int] = {}  # a full-text table finds nothing quickly but by words and by these

    def add(self, dataset_id: str, segment_id: str, text: str) -> None:
        """Make a segment findable, in place of what was there under its id."""
        self.remove(segment_id)
        if self._database is None:
            self._database = _empty_index()
        added = self._database.execute(
            "INSERT INTO segments (words, dataset_id, segment_id) VALUES (?, ?, ?)",
            (" ".join(tokens(text)), dataset_id, segment_id),
        )
        self._rows[segment_id] = added.lastrowid or 0

    def remove(self, segment_id: str) -> None:
        row = self._rows.pop(segment_id, None)
        if self._database is not None and row is not None:
            self._database.execute("DELETE FROM segments WHERE rowid = ?", (row,))

    def search(self, dataset_id: str, query: str) -> list[Hit]:
        """The segments of a dataset with any word of the query, best first."""
        words = sorted(set(tokens(query)))
        if self._database is None or not words:
            return []
        rows = self._database.execute(
            "SELECT segment_id, bm25(segments) FROM segments WHERE segments MATCH ? AND dataset_id = ?"
            " ORDER BY bm25(segments), rowid",
            (" OR ".join(f'"{word}"' for word in words), dataset_id),
        )
        best = _RAREST * len(words)
        return [Hit(segment_id, min(1.0, -rank / best)) for segment_id, rank in rows]

    def close(self) -> None:
        """Forget all segments."""
        if self._database is not None:
            self._database.close()
            self._database = None
            self._rows.clear()


def _empty_index() -> sqlite3.Connection:
    # Used by one thread at a time, but opened and closed by different ones.
    database = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
    database.execute(
        "CREATE VIRTUAL TABLE segments USING fts5"
        " (words, dataset_id UNINDEXED, segment_id UNINDEXED, tokenize = 'unicode61 remove_diacritics 0')"
    )
    background = " ".join([_BACKGROUND_WORD] * _BACKGROUND_WORDS)
    database.executemany(
        "INSERT INTO segments (words, dataset_id, segment_id) VALUES (?, '', '')",
        [(background,)] * _BACKGROUND_SEGMENTS,
    )
    return database


def keywords_of(text: str, most: int = 10) -> list[str]:
    """The first words of a text of some length, each once, as written."""
    return list(dict.fromkeys(word for word in _TOKEN.findall(text) if len(word) > 3 or _IS_WIDE.match(word)))[:most]


def has_word_in_case(query: str, text: str) -> bool:
    """Whether some word of the query stands in the text as it is written, which is how Dify's keyword search looks."""
    return any(word in text for word in _TOKEN.findall(query))
