"""Memory that does not grow with the rows."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

JOB = """
import resource, sys
from pathlib import Path
from pydify_plus.bulk import Item, Job, Result, run_job
from pydify_plus.bulk.tables.results import result_columns, result_row
from pydify_plus.bulk.tables.reading import row_digest, rows_of
from pydify_plus.bulk.tables.writing import table_sink

async def work(item, ticket):
    async def call():
        return item.data["text"].upper()
    return Result({"outputs": {"text": await ticket.call(call)}, "tokens": 7}, tokens=7)

source, output = Path(sys.argv[1]), Path(sys.argv[2])
own = result_columns("workflow")
items = (
    Item(str(number), row, position=number, digest=row_digest(row), keep=row) for number, row in enumerate(rows_of(source), 1)
)
sink = table_sink(output, lambda record: result_row(record, own), ["row", "text", *own], ordered=True)
report = run_job(Job(name="memory", items=items, work=work, sink=sink, journal=f"{output}.journal", concurrency=64))
print(report.done, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def peak(folder: Path, rows: int) -> int:
    """The most MiB that a job of so many rows held."""
    source, output = folder / f"{rows}.csv", folder / f"{rows}-out.csv"
    with source.open("w") as file:
        file.write("text\n")
        file.writelines(f"row {number} {'x' * 200}\n" for number in range(rows))
    ran = subprocess.run(
        [sys.executable, "-c", JOB, str(source), str(output)], check=True, stdout=subprocess.PIPE, text=True
    )
    done, mebibytes = map(int, ran.stdout.split())
    assert done == rows
    with output.open() as file:
        assert sum(1 for _ in file) == rows + 1
    return mebibytes


@pytest.mark.slow
def test_a_hundred_thousand_rows_take_no_more_memory_than_a_thousand(tmp_path: Path) -> None:
    small, large = peak(tmp_path, 1_000), peak(tmp_path, 100_000)
    sys.stdout.write(f"peak of 1,000 rows {small} MiB, of 100,000 rows {large} MiB\n")
    assert large < small + 24
