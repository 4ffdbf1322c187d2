"""The API that users were promised: every method with its arguments, and every other name."""

from __future__ import annotations

METHODS = """
chat.create_chat_message(model, messages, **kwargs)
chat.get_chat_message(message_id)
chat.stream_chat_message(model, messages, **kwargs)
chat.stream_chat_message_sync(model, messages, **kwargs)
dataset.create_dataset(name, **kwargs)
dataset.list_datasets(**kwargs)
dataset.get_dataset(dataset_id)
dataset.update_dataset(dataset_id, **kwargs)
dataset.delete_dataset(dataset_id)
dataset.search_dataset(dataset_id, query, **kwargs)
files.upload_file(file, **kwargs)
files.get_file_preview(file_id)
documents.create_document_from_text(dataset_id, name, text, **kwargs)
documents.create_document_from_file(dataset_id, name, file_id, **kwargs)
documents.list_documents(dataset_id, **kwargs)
documents.get_document(dataset_id, document_id)
documents.update_document(dataset_id, document_id, **kwargs)
documents.delete_document(dataset_id, document_id)
documents.get_document_embedding_status(dataset_id, document_id)
workflows.execute_workflow(workflow_id, inputs, **kwargs)
workflows.get_execution_status(workflow_id, execution_id)
workflows.stop_execution(workflow_id, execution_id)
workflows.get_execution_logs(workflow_id, execution_id)
workflows.upload_workflow_file(workflow_id, file_path)
sessions.list_conversations(**kwargs)
sessions.delete_conversation(conversation_id)
sessions.rename_conversation(conversation_id, name)
sessions.get_conversation_messages(conversation_id, **kwargs)
sessions.get_conversation_variables(conversation_id)
models.list_embedding_models()
feedback.like_message(message_id)
feedback.list_feedbacks(**kwargs)
textgen.create_completion_message(model, prompt, **kwargs)
textgen.stream_completion_message(model, prompt, **kwargs)
textgen.stream_completion_message_sync(model, prompt, **kwargs)
app_config.get_app_basic_info()
app_config.get_app_parameters()
app_config.get_app_meta()
app_config.get_webapp_settings()
tags.list_kb_type_tags()
tags.create_kb_type_tag(name)
tags.delete_kb_type_tag(tag_id)
tags.rename_kb_type_tag(tag_id, name)
tags.bind_dataset_to_tag(tag_id, dataset_id)
tags.unbind_dataset_from_tag(tag_id, dataset_id)
tags.get_dataset_bound_tags(dataset_id)
blocks.list_segments(dataset_id, document_id, **kwargs)
blocks.add_segment(dataset_id, document_id, content, **kwargs)
blocks.get_segment(dataset_id, document_id, segment_id)
blocks.update_segment(dataset_id, document_id, segment_id, content, **kwargs)
blocks.delete_segment(dataset_id, document_id, segment_id)
blocks.list_segment_children(dataset_id, document_id, segment_id)
blocks.create_segment_child(dataset_id, document_id, segment_id, content, **kwargs)
blocks.delete_segment_child(dataset_id, document_id, segment_id, child_id)
blocks.update_segment_child(dataset_id, document_id, segment_id, child_id, content, **kwargs)
""".split("\n")[1:-1]

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
