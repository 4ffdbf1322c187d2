"""The documented API is there, callable as documented, and nothing of it is without a contract test."""

from __future__ import annotations

import ast
import importlib
import inspect
from pathlib import Path
from typing import Any

import pytest
from contract.documented import METHODS, NAMES, NOT_TESTED

from pydify_plus import AsyncClient, Client

CLIENTS = [
    Client("http://dify.test", "app-key", dataset_api_key="dataset-key"),
    AsyncClient("http://dify.test", "app-key", dataset_api_key="dataset-key"),
]


@pytest.mark.parametrize(("group", "documented"), [(group, each) for group, lines in METHODS.items() for each in lines])
@pytest.mark.parametrize("client", CLIENTS, ids=["sync", "async"])
def test_a_documented_method_takes_its_arguments_by_position_and_by_name(
    client: Any, group: str, documented: str
) -> None:
    name, _, arguments = documented.rstrip(")").partition("(")
    names = [each for each in arguments.split(", ") if each and each != "**kwargs"]
    signature = inspect.signature(getattr(getattr(client, group), name))
    by_position = signature.bind(*names)
    assert [*by_position.arguments][: len(names)] == names
    assert signature.bind(**dict.fromkeys(names)).arguments.keys() == set(names)
    assert inspect.Parameter.VAR_KEYWORD in {each.kind for each in signature.parameters.values()}


@pytest.mark.parametrize(("module", "name"), [(module, name) for module, names in NAMES.items() for name in names])
def test_a_documented_name_can_be_imported(module: str, name: str) -> None:
    assert getattr(importlib.import_module(module), name).__name__


def test_every_documented_method_has_a_contract_test_or_a_reason() -> None:
    called = set()
    for file in Path(__file__).parent.glob("test_*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                called.add(".".join(ast.unparse(node.func).split(".")[-2:]))
    documented = {f"{group}.{each.partition('(')[0]}" for group, lines in METHODS.items() for each in lines}
    assert documented - called == NOT_TESTED.keys()
