"""Batch runs on a cluster, with Ray Data: each row of a dataset is given to an app, by workers on many machines.

    import ray
    from pydify_plus.bulk.ray import report_of, run_dataset

    reviews = ray.data.read_parquet("s3://bucket/reviews/")
    results = run_dataset(reviews, base_url="https://dify.example.com", actors=8, concurrency=128, rpm=3000, outputs=["summary"])
    results.write_parquet("s3://bucket/summaries/")
    print(report_of(ray.data.read_parquet("s3://bucket/summaries/")))

The options travel to the workers, the key does not: each takes it from its own environment, by default from `DIFY_API_KEY`. So it is in
no plan, log or repr of Ray's.

Ray repeats the batches of a worker that was lost, so no row is missing and none is there twice. What such a worker had sent is run a
second time in Dify: a small `batch_size` keeps that small.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from importlib import import_module
from time import monotonic
from typing import Any, TypeVar

from pydify_plus.errors import DifyError

from .batch.inputs import Mapper
from .batch.job import app_of
from .batch.runs import ResponseMode, Runner
from .engine.connecting import own_client
from .engine.items import Result, State
from .engine.outcomes import outcome
from .engine.report import Failure, Report
from .engine.throttle import JobStopped, Throttle
from .tables.reading import Row, to_json_value
from .tables.results import cell_text, flat, input_column, result_columns

T = TypeVar("T")

_UNDONE = "undone"
_NUMBERS = {"tokens": "int64", "elapsed_time": "float64", "seconds": "float64"}
_MOST_EXAMPLES = 20


@dataclass(frozen=True, kw_only=True)
class RayOptions:
    """How a dataset is worked through. All of it travels to the workers, so nothing of it is secret.

    Attributes:
        base_url: The server; None for `DIFY_BASE_URL` of the worker's environment.
        api_key_env: The environment variable in which each worker finds the app's key.
        user: The end user of all runs; None for `DIFY_USER` of the worker's environment.
        actors: How many workers share the limits below.
        concurrency: The most runs at once, of all workers together.
        rpm: The most requests per minute, of all workers together; None for no limit.
        outputs: The outputs that get columns of their own, `output.NAME`, as text. The column `outputs` has all of them as JSON.
        columns: The column of each input that is not named like it.
        query_column: For chats, the column with the user's message.
        user_column: The column with the end user of each run.
        workflow_id: The published version to run; the current one when None.
        retries: The most repeats of a request that failed otherwise than by a limit, where it can be repeated.
        patience: Seconds without any success after which limits, or a server that is not there, end a worker's work.
        response_mode: As for `run_batch`.
        recover_within: As for `run_batch`.
        timeout: Seconds for connecting and for silence.
    """

    base_url: str | None = None
    api_key_env: str = "DIFY_API_KEY"
    user: str | None = None
    actors: int = 2
    concurrency: int = 16
    rpm: float | None = None
    outputs: Sequence[str] = ()
    columns: Mapping[str, str] = field(default_factory=dict[str, str])
    query_column: str = "query"
    user_column: str | None = None
    workflow_id: str | None = None
    retries: int = 3
    patience: float = 300.0
    response_mode: ResponseMode = "streaming"
    recover_within: float = 600.0
    timeout: float | None = 30.0

    def __post_init__(self) -> None:
        for name in ("actors", "concurrency"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or value < 1:
                raise ValueError(f"{name} must be a whole number, 1 or more, not {value!r}")
        if self.concurrency < self.actors:
            raise ValueError(f"concurrency is shared by all actors: it must be at least {self.actors}, one for each")
        if self.api_key_env.startswith(("app-", "dataset-")):
            raise ValueError("api_key_env is the name of an environment variable of the workers, never the key itself")
        Throttle(self.concurrency, self.rpm)

    @property
    def share(self) -> tuple[int, float | None]:
        """Each worker's part of the runs at once and of the requests per minute; together they never exceed the whole."""
        return self.concurrency // self.actors, None if self.rpm is None else self.rpm / self.actors


def run_dataset(
    dataset: Any, *, batch_size: int = 16, ray_options: Mapping[str, Any] | None = None, **options: Any
) -> Any:
    """Give each row of a Ray dataset to an app.

    GET /info and GET /parameters by each worker, then for each row POST /workflows/run, /chat-messages or /completion-messages.

    Args:
        dataset: A `ray.data.Dataset`.
        batch_size: How many rows a worker takes at once. Those in the hands of a worker that is lost are run again.
        ray_options: Keywords for `map_batches`, such as `num_cpus` (0.25 when left out, since workers mostly wait) or `runtime_env`.
            A key does not belong there: it would be in the plan.
        **options: Those of `RayOptions`: `base_url`, `actors`, `concurrency`, `rpm`, `outputs`, `columns` and more.

    Returns:
        The dataset of results, as lazy as all of Ray's: the rows with their columns, and `status` (`done`, `failed`, `unknown`, or
        `undone` after what ended a worker's work early, such as a used-up quota), `error`, `error_kind`, `tokens`, `price`, `currency`,
        `elapsed_time`, `seconds`, the run's ids, `answer` or `outputs`, and the `output.NAME` that were asked for.

    Raises:
        TypeError: An unknown option; a key is one.
        ValueError: A value that cannot be right.
        DifyError: Ray is not installed.
    """
    if "api_key" in options:
        raise TypeError(
            "a key is no option: it would be in Ray's plan and logs. Set DIFY_API_KEY in the workers' environment, "
            "or name another variable by api_key_env"
        )
    chosen = RayOptions(**options)
    data = _needed("ray.data")
    return dataset.map_batches(
        RunRows,
        fn_constructor_args=(chosen,),
        batch_size=batch_size,
        batch_format="pyarrow",
        compute=data.ActorPoolStrategy(size=chosen.actors),
        **{"num_cpus": 0.25, **(ray_options or {})},
    )


class RunRows:
    """What `map_batches` calls with each batch, in an async actor: `dataset.map_batches(RunRows, fn_constructor_args=(RayOptions(...),))`.

    Each actor has connections of its own, and keeps to its share of the limits.

    Args:
        options: How the rows are worked through.
    """

    def __init__(self, options: RayOptions) -> None:
        self._options = options
        self._making = asyncio.Lock()
        self._worker: _Worker | None = None

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._options!r})"

    async def __call__(self, batch: Any) -> Any:
        """The results of a batch of rows.

        Args:
            batch: A `pyarrow.Table`.

        Raises:
            DifyError: The app could not be asked what it is, as with a wrong key; or the rows lack a column.
        """
        async with self._making:
            if self._worker is None:
                self._worker = await _worker(self._options)
        rows = [
            {name: to_json_value(value) for name, value in row.items()}
            for row in batch.to_pylist()
        ]  # fmt: skip
        self._worker.mapper.check_columns(batch.column_names)
        results = await asyncio.gather(*map(self._worker.result, rows))
        return _joined(batch, results, self._worker.columns, self._options.outputs)


def report_of(results: Any) -> Report:
    """What a dataset of results has come to. A dataset that is not stored yet is computed for it: write it first, and read it again.

    Args:
        results: The `ray.data.Dataset` that `run_dataset` gave, or one that was read from where it was written.
    """
    begun = monotonic()
    states: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    examples: list[Failure] = []
    tokens = number = 0
    for batch in results.select_columns(["status", "error", "error_kind", "tokens"]).iter_batches(
        batch_format="pyarrow"
    ):
        for row in batch.to_pylist():
            number += 1
            states[row["status"]] += 1
            tokens += row["tokens"] or 0
            if row["status"] in ("failed", "unknown"):
                kinds[row["error_kind"] or "unknown"] += 1
                if len(examples) < _MOST_EXAMPLES:
                    examples.append(Failure(str(number), row["error_kind"] or "unknown", row["error"] or ""))
            elif row["status"] == _UNDONE and row["error"]:
                kinds[f"{_UNDONE}: {row['error']}"] += 1
    return Report(
        job="ray batch run",
        done=states["done"],
        failed=states["failed"],
        unknown=states["unknown"],
        left=states[_UNDONE],
        earlier=0,
        seconds=monotonic() - begun,
        tokens=tokens,
        failures=dict(kinds.most_common()),
        examples=tuple(examples),
        advice="run the rows whose status is not done again" if states["done"] < number else None,
    )


@dataclass
class _Worker:
    """What one actor has: the app's form, and a runner at its own pace."""

    mapper: Mapper
    runner: Runner
    throttle: Throttle
    columns: tuple[str, ...]
    open_client: AsyncExitStack  # never closed: Ray ends an actor by ending its process
    stopped: str | None = None

    async def result(self, row: Row) -> dict[str, Any]:
        begun, call = monotonic(), _Call(self.throttle)
        if self.stopped is not None:
            return {"status": _UNDONE, "error": self.stopped}
        try:
            state, result = await outcome(
                lambda: self._run(row, call),
                lambda: self.runner.recover(self.mapper.request(row), call),
                repeatable=False,
            )
        except JobStopped as stop:
            self.stopped = stop.message
            if not stop.item_failed and not call.ids:
                return {"status": _UNDONE, "error": stop.message}
            state = State.FAILED if stop.item_failed else State.UNKNOWN
            result = Result(error=stop.message, kind=stop.reason)
        return {
            **call.ids,
            **result.value,
            "status": state.value,
            "error": result.error,
            "error_kind": result.kind,
            "tokens": result.value.get("tokens"),
            "seconds": round(monotonic() - begun, 3),
        }

    async def _run(self, row: Row, call: _Call) -> Result:
        return await self.runner.run(self.mapper.request(row), call)


class _Call:
    """A row's calls at its worker's pace. Ray has no journal: what is lost with the worker is run again."""

    def __init__(self, throttle: Throttle) -> None:
        self._throttle = throttle
        self.ids: dict[str, Any] = {}

    async def call(self, do: Callable[[], Awaitable[T]], *, repeatable: bool = False) -> T:
        return await self._throttle.call(do, repeatable=repeatable)

    def saw(self, **ids: Any) -> None:
        self.ids.update(ids)

    def slower(self, retry_after: float | None = None) -> None:
        self._throttle.slower(retry_after)


async def _worker(options: RayOptions) -> _Worker:
    from pydify_plus import AsyncClient

    if not os.environ.get(options.api_key_env):
        raise DifyError(
            f"this worker has no {options.api_key_env} in its environment: set it where the workers' nodes are started"
        )
    concurrency, rpm = options.share
    client = AsyncClient(
        options.base_url,
        lambda: os.environ[options.api_key_env],  # no key in a variable, nor in a traceback
        user=options.user,
        timeout=options.timeout,
    )
    open_client = AsyncExitStack()
    own = await open_client.enter_async_context(own_client(client))
    _, mode, form = await app_of(own)
    mapper = Mapper(
        mode=mode,
        form=form,
        columns=options.columns,
        query_column=options.query_column,
        user_column=options.user_column,
    )
    runner = Runner(
        own,
        mode,
        response_mode=options.response_mode,
        workflow_id=options.workflow_id,
        recover_within=options.recover_within,
    )
    throttle = Throttle(concurrency, rpm, retries=options.retries, patience=options.patience)
    return _Worker(mapper, runner, throttle, result_columns(mode), open_client)


def _joined(batch: Any, results: Sequence[dict[str, Any]], columns: Sequence[str], outputs: Sequence[str]) -> Any:
    """The batch with the results' columns, whose types are the same in each batch whatever is in it."""
    pa = _needed("pyarrow")
    own = (*columns, *(() if "answer" in columns else ("outputs",)))
    table = batch.rename_columns([input_column(name, own) for name in batch.column_names])
    for name in columns:
        kind = getattr(pa, _NUMBERS.get(name, "string"))()
        table = table.append_column(name, pa.array([_as(result.get(name), name) for result in results], kind))
    found = [flat(result.get("outputs") or {}) for result in results]
    if "answer" not in columns:
        texts = [
            None if result.get("outputs") is None else json.dumps(result["outputs"], ensure_ascii=False)
            for result in results
        ]
        table = table.append_column("outputs", pa.array(texts, pa.string()))
    for name in outputs:
        cells = [None if one.get(name) is None else cell_text(one[name]) for one in found]
        table = table.append_column(f"output.{name}", pa.array(cells, pa.string()))
    return table


def _as(value: Any, name: str) -> Any:
    if value is None:
        return None
    match _NUMBERS.get(name):
        case "int64":
            return int(value)
        case "float64":
            return float(value)
        case _:
            return cell_text(value)


def _needed(module: str) -> Any:
    try:
        return import_module(module)
    except ImportError:
        raise DifyError('Ray Data is not installed: pip install "pydify-plus[ray]"') from None
