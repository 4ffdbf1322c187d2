"""Reading tables, making inputs of their rows, and writing results."""

from __future__ import annotations

import csv
import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars
import pytest

from pydify_plus.bulk import Item, Job, Record, Result, TableError, Ticket, run_job
from pydify_plus.bulk.batch.inputs import FileCell, Mapper
from pydify_plus.bulk.tables.reading import rows_of
from pydify_plus.bulk.tables.results import result_columns, result_row
from pydify_plus.bulk.tables.writing import merged, table_sink
from pydify_plus.errors import DifyInputError
from pydify_plus.models.app_parameters import InputField

ROWS = [{"text": 'a,\n"b"', "number": 1}, {"text": "ü\u2028x", "number": 2.5}, {"text": "", "number": 3}]


def write_csv(path: Path) -> None:
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.DictWriter(file, ["text", "number"])
        writer.writeheader()
        writer.writerows(ROWS)


def write_jsonl(path: Path) -> None:
    path.write_text("\n\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("t.csv", write_csv),
        ("t.jsonl", write_jsonl),
        ("t.parquet", lambda path: polars.DataFrame(ROWS, strict=False).write_parquet(path)),
        ("t.xlsx", lambda path: polars.DataFrame(ROWS, strict=False).write_excel(path)),
    ],
)
def test_tables_are_read(tmp_path: Path, name: str, write: Callable[[Path], object]) -> None:
    write(tmp_path / name)
    rows = list(rows_of(tmp_path / name))
    assert len(rows) == 3
    assert [row["text"] or "" for row in rows] == [row["text"] for row in ROWS]
    assert float(rows[1]["number"]) == 2.5
    assert float(rows[2]["number"]) == 3


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("t.csv", b"", "empty"),
        ("t.csv", b"a,b\n1,2\n1,2,3\n", r"line 3 \(row 2\): it has 3 cells, the header has 2"),
        ("t.csv", b"a,a\n1,2\n", "two columns have the name 'a'"),
        ("t.csv", b"a\n\xff\n", "not UTF-8"),
        ("t.csv", b'a\n"open\n', "unexpected end"),
        ("t.jsonl", b'{"a": 1}\n{"a"', "line 2: no JSON"),
        ("t.jsonl", b"[1]\n", "must be a JSON object"),
        ("t.parquet", b"nothing", "cannot be read as Parquet"),
        ("t.xlsx", b"nothing", "cannot be read as Excel"),
        ("t.txt", b"a\n", "must end in one of .csv"),
    ],
)
def test_tables_that_cannot_be_read(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(TableError, match=says):
        list(rows_of(tmp_path / name))


def test_rows_of_any_kind_become_json() -> None:
    day = datetime.date(2026, 1, 2)
    (row,) = rows_of([{"day": day, "nan": float("nan"), "deep": [{"at": day}], 5: datetime.timedelta(minutes=1)}])
    assert row == {"day": "2026-01-02", "nan": None, "deep": [{"at": "2026-01-02"}], "5": 60.0}
    with pytest.raises(TableError, match="row 1: it holds bytes"):
        list(rows_of([{"data": b"x"}]))
    with pytest.raises(TableError, match="row 2: a row must be a dict"):
        list(rows_of([{}, ["x"]]))  # type: ignore[list-item]


FORM = [
    InputField(name="text", label="", type="paragraph", required=True, max_length=10),
    InputField(name="number", label="", type="number"),
    InputField(name="on", label="", type="checkbox"),
    InputField(name="tone", label="", type="select", options=("calm", "loud")),
    InputField(name="data", label="", type="json_object"),
    InputField(name="doc", label="", type="file"),
    InputField(name="docs", label="", type="file-list", max_length=2),
]


def test_cells_become_what_the_form_asks_for(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    mapper = Mapper(mode="workflow", form=FORM, columns={"text": "Review"}, base=tmp_path, user_column="who")
    request = mapper.request(
        {"Review": 7, "number": " 1.5 ", "on": "Yes", "tone": "calm", "data": '{"a": 1}', "doc": "a.txt",
         "docs": '["https://example.com/b.pdf", "a.txt"]', "who": "ann", "other": "x"}
    )  # fmt: skip
    assert request.inputs == {
        "text": "7",
        "number": 1.5,
        "on": True,
        "tone": "calm",
        "data": {"a": 1},
        "doc": FileCell(str(tmp_path / "a.txt"), is_url=False),
        "docs": [
            FileCell("https://example.com/b.pdf", is_url=True),
            FileCell(str(tmp_path / "a.txt"), is_url=False),
        ],
    }
    assert request.user == "ann"


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"text": ""}, "text is required"),
        ({"text": "x" * 11}, "text must have at most 10"),
        ({"text": "x", "number": "many"}, "number must be a number"),
        ({"text": "x", "on": "perhaps"}, "on must be true or false"),
        ({"text": "x", "tone": "shrill"}, "tone must be one of"),
        ({"text": "x", "data": "{"}, "data must be a JSON object"),
        ({"text": "x", "doc": "gone.txt"}, "doc names a file that is not there"),
        ({"text": "x", "docs": [1]}, "docs must be the path or the URL"),
        ({"text": "x", "doc": ["http://a/b", "http://a/c"]}, "doc takes one file"),
    ],
)
def test_cells_that_do_not_fit(tmp_path: Path, cells: dict[str, Any], says: str) -> None:
    with pytest.raises(DifyInputError, match=says):
        Mapper(mode="workflow", form=FORM, base=tmp_path).request(cells)


def test_columns_that_are_missing() -> None:
    mapper = Mapper(
        mode="chat", form=FORM, columns={"tone": "Tone", "nubmer": "n"}, user_column="use", query_column="message"
    )
    with pytest.raises(DifyInputError) as info:
        mapper.check_columns(["texts", "uses"])
    assert dict(info.value.fields) == {
        "tone": "has no column 'Tone' in the table; there are texts, uses",
        "nubmer": "is no input of this app: did you mean 'number'?",
        "text": "is needed, and is no column of the table: did you mean 'texts'?",
        "message": "is needed, and is no column of the table; there are texts, uses",
        "use": "is needed, and is no column of the table: did you mean 'uses'?",
    }
    with pytest.raises(DifyInputError, match="query is the message to send, and is empty"):
        Mapper(mode="chat", form=[]).request({"query": " "})


def results(path: Path, count: int, *, ordered: bool, fail_at: int = -1, journal: Path | None = None) -> None:
    """Write results whose outputs have other columns in every third row."""

    async def work(item: Item, ticket: Ticket) -> Result:
        if item.data == fail_at:
            raise ValueError("no")
        outputs = {"n": item.data, "deep": {"x": [item.data]}, **({"third": True} if item.data % 3 == 0 else {})}
        return Result({"outputs": outputs, "tokens": 1}, tokens=1)

    def row_of(record: Record) -> dict[str, Any]:
        return result_row(record, own)

    own = result_columns("workflow")
    sink = table_sink(path, row_of, ["row", "status", "input.status", *own], ordered=ordered)
    items = (Item(str(n), n, position=n, keep={"status": f"s{n}", "text": "a,\nb"}) for n in range(1, count + 1))
    run_job(Job(name="t", items=items, work=work, sink=sink, journal=journal, concurrency=32))


@pytest.mark.parametrize("ordered", [True, False])
@pytest.mark.parametrize("name", ["r.csv", "r.tsv", "r.jsonl", "r.parquet"])
def test_results_are_written(tmp_path: Path, name: str, ordered: bool) -> None:
    results(tmp_path / name, 700, ordered=ordered, fail_at=7)
    rows: list[dict[str, Any]]
    match name:
        case "r.parquet":
            rows = polars.read_parquet(tmp_path / name).to_dicts()
        case "r.jsonl":
            rows = [json.loads(line) for line in (tmp_path / name).read_text().splitlines()]
        case _:
            with (tmp_path / name).open(newline="") as file:
                rows = list(csv.DictReader(file, delimiter="\t" if "tsv" in name else ","))
    numbers = [int(row["row"]) for row in rows]
    assert sorted(numbers) == list(range(1, 701))
    assert numbers == sorted(numbers) or not ordered
    by_number = {int(row["row"]): row for row in rows}
    assert by_number[7]["status"] == "failed"
    assert by_number[7]["error"] == "ValueError: no"
    assert by_number[9]["input.status"] == "s9"
    assert by_number[9]["text"] == "a,\nb"
    assert by_number[9]["output.deep.x"] in ("[9]", [9])
    assert by_number[9]["output.third"] in (True, "true")
    assert not list(tmp_path.glob(".*")), "nothing is left beside it"


def test_an_ordered_table_has_all_rows_when_other_rows_were_taken_before(tmp_path: Path) -> None:
    async def work(item: Item, ticket: Ticket) -> Result:
        return Result({"outputs": {"n": item.data}})

    def run(numbers: list[int]) -> list[int]:
        sink = table_sink(tmp_path / "r.jsonl", lambda record: result_row(record, ()), (), ordered=True)
        items = [Item(str(n), n, position=n) for n in numbers]
        run_job(Job(name="t", items=items, work=work, sink=sink, journal=tmp_path / "j"))
        return [json.loads(line)["row"] for line in (tmp_path / "r.jsonl").read_text().splitlines()]

    assert run([5, 90]) == [5, 90]
    assert run(list(range(100))) == list(range(100))


def test_new_columns_stand_where_they_belong() -> None:
    assert list(merged(dict.fromkeys("abd"), dict.fromkeys("bcd"))) == ["a", "b", "c", "d"]


def test_results_are_not_written_as_excel(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="not as Excel"):
        table_sink(tmp_path / "r.xlsx", lambda record: {}, (), ordered=False)
