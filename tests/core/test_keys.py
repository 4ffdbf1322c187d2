from __future__ import annotations

import copy
import logging
import pickle
import traceback
from typing import TYPE_CHECKING, Any

import pytest

from pydify_plus._core.keys import APP_KEY, DATASET_KEY, Secret, choose_key

if TYPE_CHECKING:
    from collections.abc import Callable

KEY = "app-Ab1Cd2Ef3Gh4Ij5Kl6Mn7Op8"


def shown(error: BaseException) -> str:
    """A traceback as error reporters print it: with the local variables of this package's frames."""
    whole = traceback.TracebackException.from_exception(error, capture_locals=True)
    ours = [frame for frame in whole.stack if "pydify_plus" in frame.filename]
    assert ours
    return f"{error} {[frame.locals for frame in ours]}"


@pytest.mark.parametrize(
    "show",
    [repr, str, "{}".format, "{0!r:>40}".format, lambda secret: f"{secret}", lambda secret: [secret],
     lambda secret: {name: getattr(secret, name) for name in type(secret).__slots__}, dir],
)  # fmt: skip
def test_a_secret_shows_its_key_in_no_text(show: Callable[[Secret], object]) -> None:
    assert KEY not in str(show(Secret(KEY)))


def test_a_secret_has_no_vars_and_no_pickle() -> None:
    with pytest.raises(TypeError):
        vars(Secret(KEY))
    with pytest.raises(TypeError, match="read them from the environment"):
        pickle.dumps(Secret(KEY))


def test_a_secret_that_is_logged_is_masked(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("pydify_plus").debug("with %s and %r", Secret(KEY), Secret(lambda: KEY))
    assert KEY not in caplog.text


def test_a_copy_of_a_secret_is_the_secret() -> None:
    secret = Secret(KEY)
    assert copy.copy(secret) is copy.deepcopy([secret])[0] is secret


def test_a_callable_is_asked_each_time() -> None:
    keys = iter(["app-1", "app-2"])
    secret = Secret(lambda: next(keys))
    assert [secret.reveal(), secret.reveal()] == ["app-1", "app-2"]


BAD_KEYS = [
    ("", "is empty"),
    (" \n", "is empty"),
    (f"{{{KEY}}}", "brace"),
    (f"Bearer {KEY}", "pass the key alone"),
    (f"bearer {KEY}", "pass the key alone"),
    (f'"{KEY}"', "quote"),
    (f"{KEY}\n", "white space"),
    (f" {KEY}", "white space"),
    (f"{KEY}\x00", "no HTTP header can carry"),
    (f"{KEY}é", "no HTTP header can carry"),
]


@pytest.mark.parametrize(("key", "reason"), BAD_KEYS)
def test_a_string_that_cannot_be_a_key_is_refused_without_showing_it(key: str, reason: str) -> None:
    with pytest.raises(ValueError, match=rf"^dataset_api_key \(or DIFY_DATASET_API_KEY\) .*{reason}") as raised:
        Secret(key, DATASET_KEY)
    assert KEY not in shown(raised.value)


@pytest.mark.parametrize(("key", "reason"), BAD_KEYS)
def test_a_callable_that_returns_no_key_is_refused_without_showing_it(key: str, reason: str) -> None:
    secret = Secret(lambda: key, APP_KEY)
    with pytest.raises(ValueError, match=f"callable given as api_key .*{reason}") as raised:
        secret.reveal()
    assert KEY not in shown(raised.value)


async def no_key() -> str:
    return KEY


@pytest.mark.parametrize(
    ("returned", "kind"), [(lambda: None, "NoneType"), (lambda: KEY.encode(), "bytes"), (no_key, "coroutine")]
)
def test_a_callable_that_returns_no_string_is_a_type_error(returned: Any, kind: str) -> None:
    with pytest.raises(TypeError, match=f"api_key must return a string, but returned {kind}") as raised:
        Secret(returned).reveal()
    assert KEY not in shown(raised.value)


def test_a_value_that_is_no_string_and_no_callable_is_a_type_error() -> None:
    value: Any = KEY.encode()
    with pytest.raises(TypeError, match="api_key must be a string or a callable that returns one, not bytes") as raised:
        Secret(value)
    assert KEY not in shown(raised.value)


APP, DATASET = Secret("app-1"), Secret("dataset-1")


@pytest.mark.parametrize(
    ("kind", "app", "dataset", "chosen"),
    [
        ("app", APP, DATASET, APP),
        ("dataset", APP, DATASET, DATASET),
        ("app", None, DATASET, DATASET),
        ("dataset", APP, None, APP),
        ("none", APP, DATASET, None),
        ("none", None, None, None),
    ],
)
def test_the_key_of_the_needed_kind_is_sent_else_the_only_one(
    kind: Any, app: Secret | None, dataset: Secret | None, chosen: Secret | None
) -> None:
    assert choose_key(kind, app=app, dataset=dataset) is chosen


@pytest.mark.parametrize(("kind", "source"), [("app", APP_KEY), ("dataset", DATASET_KEY)])
def test_without_any_key_the_error_names_parameter_and_variable(kind: Any, source: Any) -> None:
    with pytest.raises(ValueError, match=rf"pass {source.parameter}= .* variable {source.env}\."):
        choose_key(kind, app=None, dataset=None)
