"""The description against itself, and against every recorded answer of real servers."""

from __future__ import annotations

import copy
import json
import re
from functools import cache
from itertools import chain, groupby
from typing import Any

import pytest
import yaml
from description.strict import DESCRIPTION, METHODS, SCHEMA_KEYWORDS, Description, Reader
from openapi_spec_validator import OpenAPIV31SpecValidator
from recorded import Exchange, exchanges

DIFY = Description()
PUBLISHED = """
    sendChatMessage stopChatMessageGeneration getSuggestedQuestions createCompletionMessage stopGenerate
    executeWorkflow runWorkflowById getWorkflowRunDetail getWorkflowLogs stopWorkflowTaskGeneration streamWorkflowEvents
    getChatflowHumanInputForm submitChatflowHumanInputForm uploadChatFile previewChatFile audioToText textToAudioChat
    getConversationsList deleteConversation renameConversation getConversationVariables updateChatConversationVariable
    getConversationHistory postChatMessageFeedback getChatAppFeedbacks getChatAppInfo getChatAppParameters
    getChatAppMeta getChatWebAppSettings getAnnotationList createAnnotation updateAnnotation deleteAnnotation
    initialAnnotationReplySettings getInitialAnnotationReplySettingsStatus getEndUserChat
    listDatasets createDataset getDatasetDetail updateDataset deleteDataset retrieveSegments
    createDocumentFromText createDocumentFromFile listDocuments getDocumentDetail updateDocument deleteDocument
    downloadDocument getDocumentIndexingStatus updateDocumentByText updateDocumentByFile downloadDocumentsZip
    batchUpdateDocumentStatus createSegments listSegments getSegmentDetail updateSegment deleteSegment createChildChunk
    getChildChunks updateChildChunk deleteChildChunk getKnowledgeTags createKnowledgeTag updateKnowledgeTag
    deleteKnowledgeTag bindTagsToDataset unbindTagFromDataset queryDatasetTags listMetadataFields createMetadataField
    updateMetadataField deleteMetadataField getBuiltInMetadataFields toggleBuiltInMetadataField
    batchUpdateDocumentMetadata getAvailableModels uploadPipelineFile listDatasourcePlugins runDatasourceNode
    runPipeline
"""

OPTIONAL_ALTHOUGH_RECORDED = {
    ("EndUser", "app_id"): "may be null by the published API reference; one recorded user",
    ("EndUser", "external_user_id"): "may be null by the published API reference; one recorded user",
    ("Error", "message"): "an error is read whatever answered it, a proxy between included",
    ("HumanInputField", "default"): "belongs to paragraphs, and no other kind of field was recorded",
    ("HumanInputRequiredData", "form_token"): "null when the form goes out by email or in the console only",
    ("MessageMetadata", "usage"): "null in the answer of a chatflow that paused",
    ("PauseReason", "form_token"): "null when the form goes out by email or in the console only",
    ("PipelineFile", "created_at"): "may be null by the published API reference; one recorded file",
    ("PipelineFile", "mime_type"): "may be null by the published API reference; one recorded file",
    ("PipelineRunData", "error"): "null unless the run failed; one recorded run, which did",
    ("RetrieveRecord", "score"): "null on older servers for what a keyword search found",
    ("WorkflowRunDetail", "finished_at"): "null while the run goes on or is paused",
    ("WorkflowRunSummary", "finished_at"): "null while the run goes on or is paused",
}
OLDER_SERVER_DIFFERS = {
    r"status 200 of delete\w+ is undeclared": "200 with the integer 204 where 1.14.2 has 204 with nothing",
    r"getWorkflowRunDetail-err-unknown\b": "an unknown run is 200 with every field null",
    r"getWorkflowRunDetail-\S+\.outputs: (string|null) ": "the outputs are JSON text, or null for a run that failed",
}
"""What the faults of the older server's answers look like, and the reason."""


@cache
def reading(version: str) -> Reader:
    """Everything that was recorded with one server, read."""
    reader = Reader(DIFY)
    for exchange in exchanges(version):
        reader.read_exchange(exchange)
    return reader


def answer_properties() -> list[tuple[str, str, Any, bool]]:
    """Location, name, schema and whether it is required, of every property of every answer and event."""
    done: set[str] = set()
    found = []
    for start, schema in DIFY.answer_schemas():
        for location, node in DIFY.nodes(schema, start, done):
            properties, required = DIFY.properties(node, location)
            found += [(where, name, inner, name in required) for name, (where, inner) in properties.items()]
    return found


def every_node() -> list[tuple[str, Any]]:
    done: set[str] = set()
    starts = chain(DIFY.answer_schemas(), DIFY.request_schemas())
    return [found for start, schema in starts for found in DIFY.nodes(schema, start, done)]


operations = pytest.mark.parametrize("name", DIFY.operations)


def test_the_document_is_valid_openapi() -> None:
    OpenAPIV31SpecValidator(DIFY.document).validate()


def test_the_document_is_plain_yaml_that_a_tool_can_rewrite_without_loss() -> None:
    text = DESCRIPTION.read_text(encoding="utf-8")
    assert [line for line in text.split("\n") if line != line.rstrip() or len(line) > 140 or "\t" in line] == []
    assert text.endswith("\n")
    assert yaml.safe_load(yaml.safe_dump(DIFY.document, sort_keys=False, allow_unicode=True)) == DIFY.document


def test_all_published_operations_and_the_index_are_described() -> None:
    published = PUBLISHED.split()
    assert len(published) == 82
    assert sorted(DIFY.operations) == sorted([*published, "getServerIndex"])


def test_operations_stand_in_the_order_of_the_declared_areas() -> None:
    areas = [tag["name"] for tag in DIFY.document["tags"]]
    assert [tag for tag, _ in groupby(operation["tags"][0] for operation in DIFY.operations.values())] == areas
    assert all(tag["description"] for tag in DIFY.document["tags"])


@operations
def test_an_operation_says_what_it_is_which_key_it_needs_and_whether_to_repeat_it(name: str) -> None:
    operation = DIFY.operations[name]
    assert operation["summary"]
    assert not operation["summary"].endswith(".")
    assert operation["description"].endswith(".")
    assert len(operation["tags"]) == 1
    security: dict[str, Any] = {"app": [{"appKey": []}], "dataset": [{"datasetKey": []}], "none": []}
    assert operation["security"] == security[operation["x-dify-key"]]
    assert ("401" in operation["responses"]) == (operation["x-dify-key"] != "none")
    assert isinstance(operation["x-dify-repeatable"], bool)
    if operation["method"] == "get":
        assert operation["x-dify-repeatable"]
    streams = any("text/event-stream" in (DIFY.media(name, int(status)) or {}) for status in operation["responses"])
    assert streams == bool(operation.get("x-dify-events"))
    assert set(operation.get("x-dify-events", [])) <= DIFY.schemas["StreamEvent"]["discriminator"]["mapping"].keys()


@operations
def test_the_ids_of_a_path_are_described_and_fill_a_segment_each(name: str) -> None:
    operation = DIFY.operations[name]
    segments = [part for part in operation["path"].split("/") if "{" in part]
    declared = [parameter["name"] for parameter in operation.get("parameters", []) if parameter["in"] == "path"]
    assert segments == [f"{{{name}}}" for name in declared]
    for parameter in operation.get("parameters", []):
        assert parameter["description"], parameter["name"]
        assert re.fullmatch(r"[a-z][a-z_]*", parameter["name"]) or parameter["in"] != "path"


def test_every_schema_and_every_field_has_a_description() -> None:
    bare = [name for name, schema in DIFY.schemas.items() if not schema.get("description")]
    for location, node in every_node():
        properties, _ = DIFY.properties(node, location)
        bare += [f"{location}.{name}" for name, (_, inner) in properties.items() if not inner.get("description")]
    assert bare == []


def test_objects_with_fields_are_named_components() -> None:
    inline = []
    for location, node in every_node():
        if ("properties" in node or "allOf" in node) and location not in DIFY.schemas:
            inline.append(location)
    assert inline == []


def test_every_component_is_used() -> None:
    used = set(re.findall(r"#/components/\w+/\w+", json.dumps(DIFY.document)))
    components = DIFY.document["components"]
    named = {f"#/components/{kind}/{name}" for kind in ("schemas", "responses") for name in components[kind]}
    assert named == used


def test_schemas_use_only_what_the_strict_reader_understands() -> None:
    for location, node in every_node():
        assert node.keys() <= SCHEMA_KEYWORDS, location
        assert node.get("format", "binary") == "binary", location
        assert "type" in node or node.keys() & {"oneOf", "allOf", "x-dify-free-form"}, location
        free = node.get("additionalProperties") is True
        assert not free or "x-dify-free-form" in node, location


def test_requests_have_neither_defaults_nor_limits() -> None:
    for start, schema in DIFY.request_schemas():
        for location, node in DIFY.nodes(schema, start):
            assert not node.keys() & {
                "default",
                "minimum",
                "maximum",
                "minLength",
                "maxLength",
                "pattern",
                "maxItems",
            }, location


def test_what_is_free_form_has_its_reason() -> None:
    reasons = DIFY.free_form()
    assert len(reasons) > 50
    assert all(isinstance(reason, str) and len(reason) > 10 for reason in reasons.values())


@pytest.mark.parametrize("exchange", exchanges("1.14.2"), ids=lambda exchange: exchange.name)
def test_a_recorded_answer_is_what_the_description_says(exchange: Exchange) -> None:
    reader = Reader(DIFY)
    reader.read_exchange(exchange)
    assert reader.faults == []


def test_the_older_server_answers_what_the_description_says_but_for_known_differences() -> None:
    explained = {
        fault: [known for known in OLDER_SERVER_DIFFERS if re.search(known, fault)] for fault in reading("1.9.2").faults
    }
    assert [fault for fault, known in explained.items() if not known] == []
    assert set(chain.from_iterable(explained.values())) == OLDER_SERVER_DIFFERS.keys()


def test_enough_was_read() -> None:
    assert (reading("1.14.2").answers, reading("1.14.2").events) == (483, 767)
    assert reading("1.9.2").answers > 400
    assert reading("1.9.2").events > 500


def test_required_is_what_every_recorded_answer_has_and_nothing_else() -> None:
    reader = Reader(DIFY)
    for exchange in (*exchanges("1.14.2"), *exchanges("1.9.2")):
        if str(exchange) != "1.9.2/208-getWorkflowRunDetail-err-unknown":
            reader.read_exchange(exchange)
    always, declared = set(), set()
    for location, name, _, required in answer_properties():
        if reader.objects[location] and reader.present[location, name] == reader.objects[location]:
            always.add((location, name))
        if required:
            declared.add((location, name))
    assert always - declared == OPTIONAL_ALTHOUGH_RECORDED.keys()
    never_sent = {location for location in DIFY.schemas if location.endswith("Event") and not reader.objects[location]}
    assert declared - always == {(location, "event") for location in never_sent if location != "StreamEvent"}


def test_a_property_that_no_recording_holds_is_cited_and_no_other() -> None:
    seen = reading("1.14.2").seen
    wrong = [
        f"{location}.{name} is {'recorded' if (location, name) in seen else 'not recorded'}"
        for location, name, node, _ in answer_properties()
        if ((location, name) in seen) == bool(node.get("x-dify-source"))
    ]
    assert wrong == []


def test_a_citation_names_a_description_or_a_server() -> None:
    sources = {node["x-dify-source"] for _, _, node, _ in answer_properties() if "x-dify-source" in node}
    assert [
        source for source in sources if not re.search(r"published API reference|1\.14\.2|1\.9\.2|Dify", source)
    ] == []


def test_every_declared_operation_has_a_distinct_method_and_path() -> None:
    assert len({(op["method"], op["path"]) for op in DIFY.operations.values()}) == len(DIFY.operations)
    for path, item in DIFY.document["paths"].items():
        assert item.keys() <= set(METHODS), path


def recorded(operation: str, case: str) -> Exchange:
    return next(e for e in exchanges("1.14.2") if (e.operation, e.case) == (operation, case))


def changed(exchange: Exchange, *, status: int | None = None, **fields: Any) -> Exchange:
    """The exchange with other fields in its JSON answer: a value to set, `...` to remove."""
    data = copy.deepcopy(exchange.data)
    data["response"]["status"] = status or exchange.status
    answer = data["response"]["json"]
    for name, value in fields.items():
        if value is ...:
            del answer[name]
        else:
            answer[name] = value
    return Exchange(exchange.name, exchange.version, data)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"surprise": 1}, "undeclared key 'surprise'"),
        ({"name": 7}, "integer '7', declared \\['string'\\]"),
        ({"name": None}, "required 'name' is null"),
        ({"name": ...}, "required 'name' is absent"),
        ({"word_count": 1.5}, "number '1.5', declared \\['integer'\\]"),
        ({"enable_api": 1}, "integer '1', declared \\['boolean'\\]"),
        ({"tags": None}, "null 'None', declared \\['array'\\]"),
        ({"tags": [{"id": "t", "name": "n", "type": "knowledge", "new": 1}]}, "tags\\[0\\]: undeclared key 'new'"),
        ({"permission": "everyone"}, "'everyone' is not in the enum at DatasetPermission"),
        ({"indexing_technique": "thorough"}, "no branch at .* fits"),
        ({"status": 418}, "status 418 of getDatasetDetail is undeclared"),
    ],
)
def test_the_strict_reader_finds(changes: dict[str, Any], fault: str) -> None:
    reader = Reader(DIFY)
    exchange = recorded("getDatasetDetail", "ok-after")
    reader.read_exchange(exchange)
    assert reader.faults == []
    reader.read_exchange(changed(exchange, **changes))
    assert re.search(fault, "\n".join(reader.faults))


def test_the_strict_reader_finds_a_content_type_that_nobody_declared() -> None:
    exchange = recorded("getDatasetDetail", "ok-after")
    data = copy.deepcopy(exchange.data)
    data["response"]["headers"]["content-type"] = "application/problem+json"
    reader = Reader(DIFY)
    reader.read_exchange(Exchange("other", "1.14.2", data))
    assert "application/problem+json" in reader.faults[0]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"event": "message_ended"}, "sendChatMessage has no event 'message_ended'"),
        ({"event": "datasource_completed"}, "sendChatMessage has no event 'datasource_completed'"),
        ({"answer": None}, "required 'answer' is null"),
        ({"extra": 1}, "undeclared key 'extra'"),
    ],
)
def test_the_strict_reader_finds_in_an_event(changes: dict[str, Any], fault: str) -> None:
    exchange = recorded("sendChatMessage", "ok-chat-streaming")
    event = next(event for event in exchange.events if event["event"] == "message")
    reader = Reader(DIFY)
    reader.read_event(event, "sendChatMessage", "as recorded")
    assert (reader.faults, reader.events) == ([], 1)
    reader.read_event({**event, **changes}, "sendChatMessage", "changed")
    assert fault in "\n".join(reader.faults)
