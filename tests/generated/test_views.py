"""Views over JSON: the contract that every generated model keeps, and every recorded answer read through its view."""

from __future__ import annotations

import copy
import json
import pickle
import types
import typing
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Any, cast

import pytest
from generated.operations import build
from recorded import Exchange, exchanges

from pydify_plus_generated import models
from pydify_plus_generated.models import (
    Dataset,
    DatasetPermission,
    DatasetTag,
    Error,
    MessageEndEvent,
    MessageEvent,
    MetadataField,
    RetrievalModel,
    StreamEvent,
    WorkflowFinishedEvent,
)
from pydify_plus_generated.types import Event, View


def recorded(operation: str, case: str) -> Any:
    return next(e for e in exchanges("1.14.2") if (e.operation, e.case) == (operation, case))


def dataset_json() -> dict[str, Any]:
    return copy.deepcopy(recorded("getDatasetDetail", "ok-after").json)


def dataset(**changes: Any) -> Dataset:
    """A recorded knowledge base with other fields: a value to set, `...` to remove."""
    data = {**dataset_json(), **changes}
    return Dataset.from_dict({name: value for name, value in data.items() if value is not ...})


def pickled(view: Any) -> Any:
    return pickle.loads(pickle.dumps(view))  # noqa: S301


class TestReading:
    def test_a_field_has_its_value(self) -> None:
        view, data = dataset(), dataset_json()
        assert view.id == data["id"]
        assert view.embedding_available is data["embedding_available"]
        assert view.created_at == data["created_at"]

    def test_an_object_is_a_view_and_a_list_of_objects_a_list_of_views(self) -> None:
        view = dataset()
        assert type(view.retrieval_model_dict) is RetrievalModel
        assert view.retrieval_model_dict.search_method == "keyword_search"
        assert [type(field) for field in view.doc_metadata] == [MetadataField, MetadataField]
        assert [field.name for field in view.doc_metadata] == ["year", "when"]

    def test_reading_twice_gives_the_same_object(self) -> None:
        view = dataset()
        assert view.doc_metadata is view.doc_metadata

    def test_an_absent_optional_field_is_none(self) -> None:
        assert dataset(maintainer=...).maintainer is None

    def test_an_absent_required_field_raises_with_its_name(self) -> None:
        view = dataset(name=...)
        with pytest.raises(AttributeError, match="Dataset has no field 'name'"):
            _ = view.name
        assert not hasattr(view, "name")

    @pytest.mark.parametrize("name", ["name", "description", "tags", "retrieval_model_dict", "permission"])
    def test_null_is_none_wherever_it_comes(self, name: str) -> None:
        assert getattr(dataset(**{name: None}), name) is None

    def test_a_field_that_nobody_described_is_read_by_its_json_name(self) -> None:
        view: Any = dataset(brand_new={"a": [1]})
        assert view.brand_new == {"a": [1]}
        assert "brand_new" in dir(view)

    def test_a_misspelt_field_raises(self) -> None:
        view: Any = dataset()
        with pytest.raises(AttributeError, match="Dataset has no field 'nmae'"):
            _ = view.nmae

    @pytest.mark.parametrize("value", [1, 1.5, True, "text", [], [1, "a"], {}, {"a": 1}], ids=repr)
    @pytest.mark.parametrize("name", Dataset._fields)
    def test_a_value_of_another_type_never_raises(self, name: str, value: Any) -> None:
        view = dataset(**{name: value})
        read = getattr(view, name)
        assert (read.to_dict() if isinstance(read, View) else read) == value
        assert view.to_dict()[name] == value

    @pytest.mark.parametrize("answer", [None, 7, "text", ["a"], True])
    def test_an_answer_that_is_no_object_is_what_it_is(self, answer: Any) -> None:
        assert Dataset.from_dict(answer) is answer

    def test_a_list_with_something_else_in_it_keeps_it(self) -> None:
        view = dataset(tags=[{"id": "t"}, None, "loose"])
        assert cast("Any", view.tags) == [DatasetTag(id="t"), None, "loose"]

    def test_a_known_enum_value_is_the_member_and_an_unknown_one_a_string(self) -> None:
        assert dataset(permission="only_me").permission is DatasetPermission.ONLY_ME
        unknown = dataset(permission="whole_planet").permission
        assert unknown == "whole_planet"
        assert type(unknown) is str

    def test_a_field_named_like_a_method_is_read_as_an_item(self) -> None:
        view = dataset(get="got", keys="k", to_dict="d", from_dict="f")
        assert callable(view.get)
        assert (view["get"], view["keys"], view["to_dict"], view["from_dict"]) == ("got", "k", "d", "f")
        assert view.to_dict()["keys"] == "k"

    def test_fields_named_like_inner_parts_break_nothing(self) -> None:
        data = {**dataset_json(), "_json": 1, "_fields": 2, "__class__": 3, "__deepcopy__": 4, "_table": 5, "self": 6}
        view = Dataset.from_dict(data)
        assert view.id == data["id"]
        assert view.doc_metadata[0].id == data["doc_metadata"][0]["id"]
        assert copy.deepcopy(view).to_dict() == data
        assert pickled(view).to_dict() == data
        assert Dataset(**data).to_dict() == data


class TestBehaving:
    def test_it_is_read_only(self) -> None:
        view: Any = dataset()
        for name in ("name", "brand_new", "_json"):
            with pytest.raises(AttributeError, match="read-only"):
                setattr(view, name, 1)
            with pytest.raises(AttributeError, match="read-only"):
                delattr(view, name)
        with pytest.raises(TypeError):
            view["name"] = 1
        assert view.to_dict() == dataset_json()

    def test_it_is_a_mapping_of_json(self) -> None:
        view, data = dataset(), dataset_json()
        assert view["tags"] == data["tags"]
        assert dict(view) == data
        assert dict(**view) == data
        assert list(view) == list(view.keys()) == list(data)
        assert len(view) == len(data)
        assert "name" in view
        assert "nmae" not in view
        assert view.get("name") == data["name"]
        assert (view.get("nmae"), view.get("nmae", 5)) == (None, 5)
        with pytest.raises(KeyError, match="nmae"):
            view["nmae"]

    def test_an_empty_one_is_true(self) -> None:
        assert Dataset.from_dict({})

    def test_it_compares_by_content(self) -> None:
        assert dataset() == dataset()
        assert dataset() != dataset(name="other")
        assert dataset() != dataset_json()
        view = dataset()
        walk(view)
        assert view == dataset(), "reading changes nothing"
        with pytest.raises(TypeError, match="unhashable"):
            hash(view)

    def test_its_repr_shows_class_and_fields(self) -> None:
        view = DatasetTag.from_dict({"id": "1", "name": "a", "new": None})
        assert repr(view) == "DatasetTag(id='1', name='a', new=None)"

    def test_it_builds_from_keywords_with_nested_views(self) -> None:
        view = Dataset(tags=[DatasetTag(id="1")], retrieval_model_dict=RetrievalModel(top_k=3), permission="only_me")
        assert view.to_dict() == {
            "tags": [{"id": "1"}],
            "retrieval_model_dict": {"top_k": 3},
            "permission": "only_me",
        }
        assert view.permission is DatasetPermission.ONLY_ME

    def test_dir_has_every_field_and_method_for_completion(self) -> None:
        assert {*Dataset._fields, "to_dict", "get", "keys"} <= set(dir(Dataset.from_dict({})))

    @pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, pickled])
    def test_it_copies_and_pickles(self, copied: Any) -> None:
        view = dataset()
        walk(view)
        other = copied(view)
        assert (type(other), other) == (Dataset, view)
        assert other.doc_metadata == view.doc_metadata

    def test_a_deep_copy_and_to_dict_share_nothing(self) -> None:
        view = dataset()
        copy.deepcopy(view)["doc_metadata"].clear()
        view.to_dict()["doc_metadata"].clear()
        assert view.to_dict() == dataset_json()

    def test_it_is_json_again(self) -> None:
        assert json.loads(json.dumps(dataset().to_dict())) == dataset_json()

    def test_building_one_reads_nothing(self) -> None:
        data = dataset_json()
        view = Dataset.from_dict(data)
        assert view.__dict__ == {"_json": data}
        assert view.__dict__["_json"] is data


class Titled(Dataset):
    """A handwritten view over the generated one."""

    @property
    def title(self) -> str:
        return f"{self.name} ({self.document_count})"


class TestSubclass:
    def test_it_reads_fields_and_has_its_own_properties(self) -> None:
        view = Titled.from_dict(dataset_json())
        assert type(view) is Titled
        assert view.title == "ds-ed8aae-eco (5)"
        assert view.permission is DatasetPermission.ONLY_ME
        assert Titled(**dataset_json()) == view == dataset()

    def test_it_keeps_its_class_in_copies(self) -> None:
        view = Titled.from_dict(dataset_json())
        for other in (copy.copy(view), copy.deepcopy(view), pickled(view)):
            assert type(other) is Titled
            assert other.title == view.title

    def test_it_does_not_change_what_the_generated_one_decodes(self) -> None:
        assert type(Titled.from_dict(dataset_json()).doc_metadata[0]) is MetadataField
        assert type(dataset().doc_metadata[0]) is MetadataField


class TestEvents:
    def event(self, name: str) -> dict[str, Any]:
        stream = recorded("sendChatMessage", "ok-chatflow-slow-pings-streaming").events
        return dict(next(event for event in stream if event["event"] == name))

    def test_the_name_decides_the_class(self) -> None:
        assert type(StreamEvent.from_dict(self.event("message"))) is MessageEvent
        assert type(StreamEvent.from_dict(self.event("message_end"))) is MessageEndEvent

    def test_data_is_difys_own_object_where_there_is_one(self) -> None:
        view: Any = StreamEvent.from_dict(self.event("workflow_finished"))
        assert isinstance(view, WorkflowFinishedEvent)
        assert type(view.data) is models.WorkflowFinishedData
        assert view.data.status is models.WorkflowRunStatus.SUCCEEDED

    def test_data_is_else_the_payload(self) -> None:
        event = self.event("message")
        assert StreamEvent.from_dict(event).data == event

    def test_data_that_is_null_is_none(self) -> None:
        assert StreamEvent.from_dict({"event": "node_started", "data": None}).data is None

    @pytest.mark.parametrize("name", ["node_dreamt", "", "Message", None, 7, ["message"], {"a": 1}])
    def test_an_unknown_name_gives_the_base_event_with_everything_in_it(self, name: Any) -> None:
        payload = {"event": name, "task_id": "t", "data": {"x": [1]}}
        view: Any = StreamEvent.from_dict(payload)
        assert (view.event, view.task_id, view.data) == (name, "t", {"x": [1]})
        assert type(view) is StreamEvent
        for other in (copy.copy(view), copy.deepcopy(view), pickled(view)):
            assert (type(other), other.to_dict()) == (StreamEvent, payload)

    def test_an_event_without_a_name_is_read(self) -> None:
        view = StreamEvent.from_dict({"task_id": "t"})
        assert type(view) is StreamEvent
        with pytest.raises(AttributeError, match="event"):
            _ = view.event

    @pytest.mark.parametrize("payload", [None, "ping", 7, [1]])
    def test_a_payload_that_is_no_object_is_what_it_is(self, payload: Any) -> None:
        assert StreamEvent.from_dict(payload) is payload

    def test_from_dict_of_one_kind_of_event_gives_that_kind(self) -> None:
        assert type(MessageEvent.from_dict({"event": "message_from_tomorrow"})) is MessageEvent

    def test_an_event_pickled_as_its_own_class_comes_back_as_it(self) -> None:
        view = StreamEvent.from_dict(self.event("workflow_finished"))
        other = pickled(view)
        assert type(other) is WorkflowFinishedEvent
        assert other == view


def plain(value: Any) -> Any:
    """The JSON behind what an operation's answer was read as."""
    if isinstance(value, View):
        return value.to_dict()
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value


def walk(value: Any) -> int:
    """Read every attribute of every view below `value`, and count them."""
    if isinstance(value, dict):
        return sum(walk(item) for item in value.values())
    if isinstance(value, list):
        return sum(walk(item) for item in value)
    if not isinstance(value, View):
        return 0
    count = 0
    for name in {*value._fields, *value.keys()}:
        json_name = value._fields.get(name, name)
        if json_name not in value and name in value._required:
            assert not hasattr(value, name)
            continue
        count += 1 + walk(getattr(value, name))
    return count


@cache
def hints(model: str) -> dict[str, Any]:
    """The types that the fields of a model are annotated with."""
    names = {name: getattr(models, name) for name in models.__all__}
    return typing.get_type_hints(names[model], localns=names)


def conforms(value: Any, hint: Any) -> bool:
    """Whether `value` is what the annotation of a field promises; of an enumeration, a member."""
    if hint is Any:
        return True
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        enums = [branch for branch in inner if isinstance(branch, type) and issubclass(branch, StrEnum)]
        return any(conforms(value, branch) for branch in inner if not (enums and branch is str))
    if origin is list:
        return isinstance(value, list) and all(conforms(item, inner[0]) for item in value)
    if origin is dict:
        return isinstance(value, dict) and all(conforms(item, inner[1]) for item in value.values())
    if hint is float:
        return type(value) in (int, float)
    return type(value) is hint if hint in (int, str, bool) else isinstance(value, hint)


def broken_promises(value: Any, at: str) -> list[str]:
    """The fields below `value` that are not what their annotations say."""
    if isinstance(value, dict):
        return [fault for key, item in value.items() for fault in broken_promises(item, f"{at}.{key}")]
    if isinstance(value, list):
        return [fault for index, item in enumerate(value) for fault in broken_promises(item, f"{at}[{index}]")]
    if not isinstance(value, View):
        return []
    found = []
    promised = hints(type(value).__name__)
    for name in value._fields:
        read = getattr(value, name)
        if not conforms(read, promised[name]):
            found.append(f"{at}.{name}: {read!r} is not {promised[name]}")
        found += broken_promises(read, f"{at}.{name}")
    return found


RECORDED = [exchange for version in ("1.14.2", "1.9.2") for exchange in exchanges(version)]
DESCRIBED = [exchange for exchange in RECORDED if exchange.operation not in ("root", "unknownPath")]
JSON = [exchange for exchange in DESCRIBED if exchange.is_json]
STREAMS = [exchange for exchange in DESCRIBED if exchange.is_stream]


def read_answer(exchange: Exchange) -> Any:
    """The answer as its operation reads it, or as the error that it is."""
    answer = copy.deepcopy(exchange.json)
    return build(exchange.operation).parse(answer) if exchange.status < 400 else Error.from_dict(answer)


def read_events(exchange: Exchange) -> list[Any]:
    read = build(exchange.operation).event
    assert read is not None
    return [read(event) for event in exchange.events]


@pytest.mark.parametrize("exchange", JSON, ids=str)
def test_a_recorded_answer_goes_through_its_view_unchanged(exchange: Exchange) -> None:
    answer = read_answer(exchange)
    if exchange.json == 204:  # what an older server answers to a delete
        assert answer is None
        return
    assert plain(answer) == exchange.json
    walk(answer)
    assert plain(answer) == exchange.json
    assert pickled(answer) == answer
    if exchange.version == "1.14.2":
        assert broken_promises(answer, exchange.operation) == []


@pytest.mark.parametrize("exchange", STREAMS, ids=str)
def test_recorded_events_go_through_their_views_unchanged(exchange: Exchange) -> None:
    events = read_events(exchange)
    assert [plain(event) for event in events] == exchange.events
    assert all(type(event) is not StreamEvent and isinstance(event, Event) for event in events)
    assert walk(events) > len(events)
    assert [plain(event) for event in events] == exchange.events
    assert pickled(events) == events
    if exchange.version == "1.14.2":
        assert broken_promises(events, exchange.operation) == []


def test_reading_answers_reads_what_is_in_them() -> None:
    assert sum(walk(read_answer(exchange)) for exchange in JSON if exchange.status < 400) > 10_000


@pytest.mark.parametrize("name", models.__all__)
def test_a_model_reads_any_json_without_raising(name: str) -> None:
    cls = getattr(models, name)
    if issubclass(cls, StrEnum):
        return
    assert cls._required <= cls._fields.keys()
    values: tuple[Any, ...] = (None, 1, "x", [], [{}], {}, {"a": None})
    for value in values:
        view = cls.from_dict(dict.fromkeys(cls._fields.values(), value))
        assert walk(view) >= len(cls._fields)
    for missing in cls._fields.keys() - {"data"}:
        empty = cls.from_dict({})
        if missing in cls._required:
            assert not hasattr(empty, missing)
        else:
            assert getattr(empty, missing) is None


def test_a_view_keeps_few_names_for_itself_and_yet_unpacks() -> None:
    assert not isinstance(dataset(), Mapping)
    assert {**dataset()} == dataset_json()
