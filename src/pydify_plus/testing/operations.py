"""Dify's names of its operations, and which of them a request asks for."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache

OPERATIONS = {
    "sendChatMessage": "POST /chat-messages",
    "stopChatMessageGeneration": "POST /chat-messages/{task_id}/stop",
    "getSuggestedQuestions": "GET /messages/{message_id}/suggested",
    "createCompletionMessage": "POST /completion-messages",
    "stopGenerate": "POST /completion-messages/{task_id}/stop",
    "executeWorkflow": "POST /workflows/run",
    "runWorkflowById": "POST /workflows/{workflow_id}/run",
    "getWorkflowRunDetail": "GET /workflows/run/{workflow_run_id}",
    "getWorkflowLogs": "GET /workflows/logs",
    "stopWorkflowTaskGeneration": "POST /workflows/tasks/{task_id}/stop",
    "streamWorkflowEvents": "GET /workflow/{workflow_run_id}/events",
    "getChatflowHumanInputForm": "GET /form/human_input/{form_token}",
    "submitChatflowHumanInputForm": "POST /form/human_input/{form_token}",
    "uploadChatFile": "POST /files/upload",
    "previewChatFile": "GET /files/{file_id}/preview",
    "audioToText": "POST /audio-to-text",
    "textToAudioChat": "POST /text-to-audio",
    "getConversationsList": "GET /conversations",
    "deleteConversation": "DELETE /conversations/{conversation_id}",
    "renameConversation": "POST /conversations/{conversation_id}/name",
    "getConversationVariables": "GET /conversations/{conversation_id}/variables",
    "updateChatConversationVariable": "PUT /conversations/{conversation_id}/variables/{variable_id}",
    "getConversationHistory": "GET /messages",
    "postChatMessageFeedback": "POST /messages/{message_id}/feedbacks",
    "getChatAppFeedbacks": "GET /app/feedbacks",
    "getChatAppInfo": "GET /info",
    "getChatAppParameters": "GET /parameters",
    "getChatAppMeta": "GET /meta",
    "getChatWebAppSettings": "GET /site",
    "getAnnotationList": "GET /apps/annotations",
    "createAnnotation": "POST /apps/annotations",
    "updateAnnotation": "PUT /apps/annotations/{annotation_id}",
    "deleteAnnotation": "DELETE /apps/annotations/{annotation_id}",
    "initialAnnotationReplySettings": "POST /apps/annotation-reply/{action}",
    "getInitialAnnotationReplySettingsStatus": "GET /apps/annotation-reply/{action}/status/{job_id}",
    "getEndUserChat": "GET /end-users/{end_user_id}",
    "getServerIndex": "GET /",
    "listDatasets": "GET /datasets",
    "createDataset": "POST /datasets",
    "getDatasetDetail": "GET /datasets/{dataset_id}",
    "updateDataset": "PATCH /datasets/{dataset_id}",
    "deleteDataset": "DELETE /datasets/{dataset_id}",
    "retrieveSegments": "POST /datasets/{dataset_id}/retrieve",
    "createDocumentFromText": "POST /datasets/{dataset_id}/document/create-by-text",
    "createDocumentFromFile": "POST /datasets/{dataset_id}/document/create-by-file",
    "listDocuments": "GET /datasets/{dataset_id}/documents",
    "getDocumentDetail": "GET /datasets/{dataset_id}/documents/{document_id}",
    "updateDocument": "PATCH /datasets/{dataset_id}/documents/{document_id}",
    "deleteDocument": "DELETE /datasets/{dataset_id}/documents/{document_id}",
    "downloadDocument": "GET /datasets/{dataset_id}/documents/{document_id}/download",
    "getDocumentIndexingStatus": "GET /datasets/{dataset_id}/documents/{batch}/indexing-status",
    "updateDocumentByText": "POST /datasets/{dataset_id}/documents/{document_id}/update-by-text",
    "updateDocumentByFile": "POST /datasets/{dataset_id}/documents/{document_id}/update-by-file",
    "downloadDocumentsZip": "POST /datasets/{dataset_id}/documents/download-zip",
    "batchUpdateDocumentStatus": "PATCH /datasets/{dataset_id}/documents/status/{action}",
    "listSegments": "GET /datasets/{dataset_id}/documents/{document_id}/segments",
    "createSegments": "POST /datasets/{dataset_id}/documents/{document_id}/segments",
    "getSegmentDetail": "GET /datasets/{dataset_id}/documents/{document_id}/segments/{segment_id}",
    "updateSegment": "POST /datasets/{dataset_id}/documents/{document_id}/segments/{segment_id}",
    "deleteSegment": "DELETE /datasets/{dataset_id}/documents/{document_id}/segments/{segment_id}",
    "getChildChunks": "GET /datasets/{dataset_id}/documents/{document_id}/segments/{segment_id}/child_chunks",
    "createChildChunk": "POST /datasets/{dataset_id}/documents/{document_id}/segments/{segment_id}/child_chunks",
    "updateChildChunk": "PATCH /datasets/{dataset_id}/documents/{document_id}/segments/{segment_id}/child_chunks/{child_chunk_id}",
    "deleteChildChunk": "DELETE /datasets/{dataset_id}/documents/{document_id}/segments/{segment_id}/child_chunks/{child_chunk_id}",
    "getKnowledgeTags": "GET /datasets/tags",
    "createKnowledgeTag": "POST /datasets/tags",
    "updateKnowledgeTag": "PATCH /datasets/tags",
    "deleteKnowledgeTag": "DELETE /datasets/tags",
    "bindTagsToDataset": "POST /datasets/tags/binding",
    "unbindTagFromDataset": "POST /datasets/tags/unbinding",
    "queryDatasetTags": "GET /datasets/{dataset_id}/tags",
    "listMetadataFields": "GET /datasets/{dataset_id}/metadata",
    "createMetadataField": "POST /datasets/{dataset_id}/metadata",
    "updateMetadataField": "PATCH /datasets/{dataset_id}/metadata/{metadata_id}",
    "deleteMetadataField": "DELETE /datasets/{dataset_id}/metadata/{metadata_id}",
    "getBuiltInMetadataFields": "GET /datasets/{dataset_id}/metadata/built-in",
    "toggleBuiltInMetadataField": "POST /datasets/{dataset_id}/metadata/built-in/{action}",
    "batchUpdateDocumentMetadata": "POST /datasets/{dataset_id}/documents/metadata",
    "getAvailableModels": "GET /workspaces/current/models/model-types/{model_type}",
    "uploadPipelineFile": "POST /datasets/pipeline/file-upload",
    "listDatasourcePlugins": "GET /datasets/{dataset_id}/pipeline/datasource-plugins",
    "runDatasourceNode": "POST /datasets/{dataset_id}/pipeline/datasource/nodes/{node_id}/run",
    "runPipeline": "POST /datasets/{dataset_id}/pipeline/run",
}
"""The method and path of each operation, by Dify's own name of it."""

_PLACEHOLDER = re.compile(r"{\w+}")


@cache
def _patterns() -> list[tuple[str, re.Pattern[str], str]]:
    """Method, path and name of each operation; a fixed path comes before one that a placeholder would fit too."""
    rows = sorted(OPERATIONS.items(), key=lambda row: row[1].count("{"))
    return [
        (method, re.compile(_PLACEHOLDER.sub("[^/]+", path)), name)
        for name, (method, path) in ((name, line.split(" ")) for name, line in rows)
    ]


def operation_of(method: str, path: str) -> str | None:
    """The operation that a request asks for, by the path below `/v1`; None if Dify publishes none such."""
    for its_method, pattern, name in _patterns():
        if its_method == method and pattern.fullmatch(path):
            return name
    return None


def check_operation(name: str) -> None:
    """Refuse a name that Dify has not.

    Raises:
        ValueError: It is none; the message says what it might be.
    """
    if name not in OPERATIONS:
        close = get_close_matches(name, OPERATIONS, n=3) or ["sendChatMessage"]
        raise ValueError(f"{name!r} is no operation of Dify; names are like {', '.join(close)}.")
