"""The API that users were promised: every method with its arguments, and every other name."""

from __future__ import annotations

METHODS = {
    "chat": [
        "create_chat_message(model, messages, **kwargs)",
        "get_chat_message(message_id)",
        "stream_chat_message(model, messages, **kwargs)",
        "stream_chat_message_sync(model, messages, **kwargs)",
    ],
    "dataset": [
        "create_dataset(name, **kwargs)",
        "list_datasets(**kwargs)",
        "get_dataset(dataset_id)",
        "update_dataset(dataset_id, **kwargs)",
        "delete_dataset(dataset_id)",
        "search_dataset(dataset_id, query, **kwargs)",
    ],
    "files": [
        "upload_file(file, **kwargs)",
        "get_file_preview(file_id)",
    ],
    "documents": [
        "create_document_from_text(dataset_id, name, text, **kwargs)",
        "create_document_from_file(dataset_id, name, file_id, **kwargs)",
        "list_documents(dataset_id, **kwargs)",
        "get_document(dataset_id, document_id)",
        "update_document(dataset_id, document_id, **kwargs)",
        "delete_document(dataset_id, document_id)",
        "get_document_embedding_status(dataset_id, document_id)",
    ],
    "workflows": [
        "execute_workflow(workflow_id, inputs, **kwargs)",
        "get_execution_status(workflow_id, execution_id)",
        "stop_execution(workflow_id, execution_id)",
        "get_execution_logs(workflow_id, execution_id)",
        "upload_workflow_file(workflow_id, file_path)",
    ],
    "sessions": [
        "list_conversations(**kwargs)",
        "delete_conversation(conversation_id)",
        "rename_conversation(conversation_id, name)",
        "get_conversation_messages(conversation_id, **kwargs)",
        "get_conversation_variables(conversation_id)",
    ],
    "models": [
        "list_embedding_models()",
    ],
    "feedback": [
        "like_message(message_id)",
        "list_feedbacks(**kwargs)",
    ],
    "textgen": [
        "create_completion_message(model, prompt, **kwargs)",
        "stream_completion_message(model, prompt, **kwargs)",
        "stream_completion_message_sync(model, prompt, **kwargs)",
    ],
    "app_config": [
        "get_app_basic_info()",
        "get_app_parameters()",
        "get_app_meta()",
        "get_webapp_settings()",
    ],
    "tags": [
        "list_kb_type_tags()",
        "create_kb_type_tag(name)",
        "delete_kb_type_tag(tag_id)",
        "rename_kb_type_tag(tag_id, name)",
        "bind_dataset_to_tag(tag_id, dataset_id)",
        "unbind_dataset_from_tag(tag_id, dataset_id)",
        "get_dataset_bound_tags(dataset_id)",
    ],
    "blocks": [
        "list_segments(dataset_id, document_id, **kwargs)",
        "add_segment(dataset_id, document_id, content, **kwargs)",
        "get_segment(dataset_id, document_id, segment_id)",
        "update_segment(dataset_id, document_id, segment_id, content, **kwargs)",
        "delete_segment(dataset_id, document_id, segment_id)",
        "list_segment_children(dataset_id, document_id, segment_id)",
        "create_segment_child(dataset_id, document_id, segment_id, content, **kwargs)",
        "delete_segment_child(dataset_id, document_id, segment_id, child_id)",
        "update_segment_child(dataset_id, document_id, segment_id, child_id, content, **kwargs)",
    ],
}

NAMES = {
    "pydify_plus": ["AsyncClient", "Client"],
    "pydify_plus.models": [
        "ChatMessage",
        "CreateChatMessageRequest",
        "DatasetResponse",
        "MessageRole",
        "WorkflowExecutionResponse",
        "WorkflowExecutionStatus",
    ],
    "pydify_plus.errors": [
        "DifyError",
        "DifyAPIError",
        "DifyAuthError",
        "DifyNotFoundError",
        "DifyRateLimitError",
        "DifyValidationError",
        "DifyServerError",
        "DifyConnectionError",
        "DifyTimeoutError",
    ],
}

NOT_TESTED: dict[str, str] = {}
"""Methods without a contract test, each with the reason."""
