"""The objects of Dify's Service API: views over its JSON, and its enumerations."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .account_summary import AccountSummary as AccountSummary
    from .agent_log_data import AgentLogData as AgentLogData
    from .agent_log_event import AgentLogEvent as AgentLogEvent
    from .agent_log_record import AgentLogRecord as AgentLogRecord
    from .agent_message_event import AgentMessageEvent as AgentMessageEvent
    from .agent_strategy import AgentStrategy as AgentStrategy
    from .agent_thought import AgentThought as AgentThought
    from .agent_thought_event import AgentThoughtEvent as AgentThoughtEvent
    from .annotation import Annotation as Annotation
    from .annotation_embedding_model import AnnotationEmbeddingModel as AnnotationEmbeddingModel
    from .annotation_list import AnnotationList as AnnotationList
    from .annotation_reply_action import AnnotationReplyAction as AnnotationReplyAction
    from .annotation_reply_feature import AnnotationReplyFeature as AnnotationReplyFeature
    from .annotation_reply_job import AnnotationReplyJob as AnnotationReplyJob
    from .annotation_reply_job_status import AnnotationReplyJobStatus as AnnotationReplyJobStatus
    from .app_feature import AppFeature as AppFeature
    from .app_info import AppInfo as AppInfo
    from .app_meta import AppMeta as AppMeta
    from .app_mode import AppMode as AppMode
    from .app_parameters import AppParameters as AppParameters
    from .available_model import AvailableModel as AvailableModel
    from .built_in_metadata_action import BuiltInMetadataAction as BuiltInMetadataAction
    from .built_in_metadata_field import BuiltInMetadataField as BuiltInMetadataField
    from .built_in_metadata_field_list import BuiltInMetadataFieldList as BuiltInMetadataFieldList
    from .chat_message_response import ChatMessageResponse as ChatMessageResponse
    from .child_chunk import ChildChunk as ChildChunk
    from .child_chunk_detail import ChildChunkDetail as ChildChunkDetail
    from .child_chunk_list import ChildChunkList as ChildChunkList
    from .child_chunk_type import ChildChunkType as ChildChunkType
    from .completion_message_response import CompletionMessageResponse as CompletionMessageResponse
    from .conversation import Conversation as Conversation
    from .conversation_list import ConversationList as ConversationList
    from .conversation_sort import ConversationSort as ConversationSort
    from .conversation_variable import ConversationVariable as ConversationVariable
    from .conversation_variable_list import ConversationVariableList as ConversationVariableList
    from .conversation_variable_type import ConversationVariableType as ConversationVariableType
    from .counted_metadata_field import CountedMetadataField as CountedMetadataField
    from .create_document_from_file_data import CreateDocumentFromFileData as CreateDocumentFromFileData
    from .created_segments import CreatedSegments as CreatedSegments
    from .dataset import Dataset as Dataset
    from .dataset_icon import DatasetIcon as DatasetIcon
    from .dataset_list import DatasetList as DatasetList
    from .dataset_member_input import DatasetMemberInput as DatasetMemberInput
    from .dataset_permission import DatasetPermission as DatasetPermission
    from .dataset_provider import DatasetProvider as DatasetProvider
    from .dataset_runtime_mode import DatasetRuntimeMode as DatasetRuntimeMode
    from .dataset_tag import DatasetTag as DatasetTag
    from .dataset_tag_list import DatasetTagList as DatasetTagList
    from .datasource_completed_event import DatasourceCompletedEvent as DatasourceCompletedEvent
    from .datasource_credential import DatasourceCredential as DatasourceCredential
    from .datasource_error_event import DatasourceErrorEvent as DatasourceErrorEvent
    from .datasource_info import DatasourceInfo as DatasourceInfo
    from .datasource_input_variable import DatasourceInputVariable as DatasourceInputVariable
    from .datasource_page_input import DatasourcePageInput as DatasourcePageInput
    from .datasource_plugin import DatasourcePlugin as DatasourcePlugin
    from .datasource_processing_event import DatasourceProcessingEvent as DatasourceProcessingEvent
    from .datasource_result import DatasourceResult as DatasourceResult
    from .datasource_type import DatasourceType as DatasourceType
    from .doc_form import DocForm as DocForm
    from .document import Document as Document
    from .document_and_batch import DocumentAndBatch as DocumentAndBatch
    from .document_detail import DocumentDetail as DocumentDetail
    from .document_display_status import DocumentDisplayStatus as DocumentDisplayStatus
    from .document_download import DocumentDownload as DocumentDownload
    from .document_file import DocumentFile as DocumentFile
    from .document_indexing_status import DocumentIndexingStatus as DocumentIndexingStatus
    from .document_indexing_status_list import DocumentIndexingStatusList as DocumentIndexingStatusList
    from .document_list import DocumentList as DocumentList
    from .document_metadata_item import DocumentMetadataItem as DocumentMetadataItem
    from .document_metadata_operation import DocumentMetadataOperation as DocumentMetadataOperation
    from .document_metadata_selection import DocumentMetadataSelection as DocumentMetadataSelection
    from .document_process_rule import DocumentProcessRule as DocumentProcessRule
    from .document_source_detail import DocumentSourceDetail as DocumentSourceDetail
    from .document_source_info import DocumentSourceInfo as DocumentSourceInfo
    from .document_status_action import DocumentStatusAction as DocumentStatusAction
    from .end_user import EndUser as EndUser
    from .end_user_summary import EndUserSummary as EndUserSummary
    from .error import Error as Error
    from .error_event import ErrorEvent as ErrorEvent
    from .external_knowledge_info import ExternalKnowledgeInfo as ExternalKnowledgeInfo
    from .external_retrieval_model import ExternalRetrievalModel as ExternalRetrievalModel
    from .external_retrieval_model_input import ExternalRetrievalModelInput as ExternalRetrievalModelInput
    from .feedback import Feedback as Feedback
    from .feedback_list import FeedbackList as FeedbackList
    from .feedback_rating import FeedbackRating as FeedbackRating
    from .feedback_source import FeedbackSource as FeedbackSource
    from .file_transfer_method import FileTransferMethod as FileTransferMethod
    from .file_type import FileType as FileType
    from .file_upload import FileUpload as FileUpload
    from .file_upload_feature import FileUploadFeature as FileUploadFeature
    from .human_input_action import HumanInputAction as HumanInputAction
    from .human_input_content import HumanInputContent as HumanInputContent
    from .human_input_field import HumanInputField as HumanInputField
    from .human_input_field_default import HumanInputFieldDefault as HumanInputFieldDefault
    from .human_input_field_type import HumanInputFieldType as HumanInputFieldType
    from .human_input_form import HumanInputForm as HumanInputForm
    from .human_input_form_definition import HumanInputFormDefinition as HumanInputFormDefinition
    from .human_input_form_filled_data import HumanInputFormFilledData as HumanInputFormFilledData
    from .human_input_form_filled_event import HumanInputFormFilledEvent as HumanInputFormFilledEvent
    from .human_input_form_submission import HumanInputFormSubmission as HumanInputFormSubmission
    from .human_input_form_timeout_data import HumanInputFormTimeoutData as HumanInputFormTimeoutData
    from .human_input_form_timeout_event import HumanInputFormTimeoutEvent as HumanInputFormTimeoutEvent
    from .human_input_option_source import HumanInputOptionSource as HumanInputOptionSource
    from .human_input_required_data import HumanInputRequiredData as HumanInputRequiredData
    from .human_input_required_event import HumanInputRequiredEvent as HumanInputRequiredEvent
    from .human_input_value_source import HumanInputValueSource as HumanInputValueSource
    from .image_upload_feature import ImageUploadFeature as ImageUploadFeature
    from .indexing_status import IndexingStatus as IndexingStatus
    from .indexing_technique import IndexingTechnique as IndexingTechnique
    from .input_file import InputFile as InputFile
    from .iteration_completed_data import IterationCompletedData as IterationCompletedData
    from .iteration_completed_event import IterationCompletedEvent as IterationCompletedEvent
    from .iteration_metadata import IterationMetadata as IterationMetadata
    from .iteration_next_data import IterationNextData as IterationNextData
    from .iteration_next_event import IterationNextEvent as IterationNextEvent
    from .iteration_started_data import IterationStartedData as IterationStartedData
    from .iteration_started_event import IterationStartedEvent as IterationStartedEvent
    from .keyword_weight import KeywordWeight as KeywordWeight
    from .keyword_weight_input import KeywordWeightInput as KeywordWeightInput
    from .knowledge_tag import KnowledgeTag as KnowledgeTag
    from .localized_text import LocalizedText as LocalizedText
    from .loop_completed_data import LoopCompletedData as LoopCompletedData
    from .loop_completed_event import LoopCompletedEvent as LoopCompletedEvent
    from .loop_metadata import LoopMetadata as LoopMetadata
    from .loop_next_data import LoopNextData as LoopNextData
    from .loop_next_event import LoopNextEvent as LoopNextEvent
    from .loop_started_data import LoopStartedData as LoopStartedData
    from .loop_started_event import LoopStartedEvent as LoopStartedEvent
    from .matched_annotation import MatchedAnnotation as MatchedAnnotation
    from .message import Message as Message
    from .message_end_event import MessageEndEvent as MessageEndEvent
    from .message_event import MessageEvent as MessageEvent
    from .message_feedback import MessageFeedback as MessageFeedback
    from .message_file import MessageFile as MessageFile
    from .message_file_event import MessageFileEvent as MessageFileEvent
    from .message_list import MessageList as MessageList
    from .message_metadata import MessageMetadata as MessageMetadata
    from .message_replace_event import MessageReplaceEvent as MessageReplaceEvent
    from .message_status import MessageStatus as MessageStatus
    from .metadata_comparison_operator import MetadataComparisonOperator as MetadataComparisonOperator
    from .metadata_condition import MetadataCondition as MetadataCondition
    from .metadata_field import MetadataField as MetadataField
    from .metadata_field_list import MetadataFieldList as MetadataFieldList
    from .metadata_field_type import MetadataFieldType as MetadataFieldType
    from .metadata_filter import MetadataFilter as MetadataFilter
    from .metadata_logical_operator import MetadataLogicalOperator as MetadataLogicalOperator
    from .metadata_value_input import MetadataValueInput as MetadataValueInput
    from .model_properties import ModelProperties as ModelProperties
    from .model_provider import ModelProvider as ModelProvider
    from .model_provider_list import ModelProviderList as ModelProviderList
    from .model_type import ModelType as ModelType
    from .model_voice import ModelVoice as ModelVoice
    from .node_execution_metadata import NodeExecutionMetadata as NodeExecutionMetadata
    from .node_finished_data import NodeFinishedData as NodeFinishedData
    from .node_finished_event import NodeFinishedEvent as NodeFinishedEvent
    from .node_retry_data import NodeRetryData as NodeRetryData
    from .node_retry_event import NodeRetryEvent as NodeRetryEvent
    from .node_started_data import NodeStartedData as NodeStartedData
    from .node_started_event import NodeStartedEvent as NodeStartedEvent
    from .node_status import NodeStatus as NodeStatus
    from .online_document_page import OnlineDocumentPage as OnlineDocumentPage
    from .output_file import OutputFile as OutputFile
    from .parent_mode import ParentMode as ParentMode
    from .pause_reason import PauseReason as PauseReason
    from .paused_chat_message import PausedChatMessage as PausedChatMessage
    from .pipeline_file import PipelineFile as PipelineFile
    from .pipeline_run import PipelineRun as PipelineRun
    from .pipeline_run_data import PipelineRunData as PipelineRunData
    from .pipeline_run_dataset import PipelineRunDataset as PipelineRunDataset
    from .pipeline_run_document import PipelineRunDocument as PipelineRunDocument
    from .pre_processing_rule import PreProcessingRule as PreProcessingRule
    from .pre_processing_rule_id import PreProcessingRuleId as PreProcessingRuleId
    from .process_rule import ProcessRule as ProcessRule
    from .process_rule_input import ProcessRuleInput as ProcessRuleInput
    from .process_rule_mode import ProcessRuleMode as ProcessRuleMode
    from .process_rules import ProcessRules as ProcessRules
    from .process_rules_input import ProcessRulesInput as ProcessRulesInput
    from .reasoning_chunk_data import ReasoningChunkData as ReasoningChunkData
    from .reasoning_chunk_event import ReasoningChunkEvent as ReasoningChunkEvent
    from .reranking_mode import RerankingMode as RerankingMode
    from .reranking_model import RerankingModel as RerankingModel
    from .reranking_model_input import RerankingModelInput as RerankingModelInput
    from .response_mode import ResponseMode as ResponseMode
    from .result import Result as Result
    from .retrieval_model import RetrievalModel as RetrievalModel
    from .retrieval_model_input import RetrievalModelInput as RetrievalModelInput
    from .retrieval_weights import RetrievalWeights as RetrievalWeights
    from .retrieval_weights_input import RetrievalWeightsInput as RetrievalWeightsInput
    from .retrieve_query import RetrieveQuery as RetrieveQuery
    from .retrieve_record import RetrieveRecord as RetrieveRecord
    from .retrieve_result import RetrieveResult as RetrieveResult
    from .retrieved_child_chunk import RetrievedChildChunk as RetrievedChildChunk
    from .retrieved_document import RetrievedDocument as RetrievedDocument
    from .retrieved_segment import RetrievedSegment as RetrievedSegment
    from .retriever_resource import RetrieverResource as RetrieverResource
    from .run_creator import RunCreator as RunCreator
    from .search_method import SearchMethod as SearchMethod
    from .segment import Segment as Segment
    from .segment_attachment import SegmentAttachment as SegmentAttachment
    from .segment_detail import SegmentDetail as SegmentDetail
    from .segment_error import SegmentError as SegmentError
    from .segment_input import SegmentInput as SegmentInput
    from .segment_list import SegmentList as SegmentList
    from .segment_status import SegmentStatus as SegmentStatus
    from .segment_update import SegmentUpdate as SegmentUpdate
    from .segmentation import Segmentation as Segmentation
    from .segmentation_input import SegmentationInput as SegmentationInput
    from .sensitive_word_avoidance_feature import SensitiveWordAvoidanceFeature as SensitiveWordAvoidanceFeature
    from .server_index import ServerIndex as ServerIndex
    from .stream_event import StreamEvent as StreamEvent
    from .suggested_question_list import SuggestedQuestionList as SuggestedQuestionList
    from .summary_index_setting import SummaryIndexSetting as SummaryIndexSetting
    from .summary_index_setting_input import SummaryIndexSettingInput as SummaryIndexSettingInput
    from .system_parameters import SystemParameters as SystemParameters
    from .text_chunk_data import TextChunkData as TextChunkData
    from .text_chunk_event import TextChunkEvent as TextChunkEvent
    from .text_replace_data import TextReplaceData as TextReplaceData
    from .text_replace_event import TextReplaceEvent as TextReplaceEvent
    from .text_to_speech_feature import TextToSpeechFeature as TextToSpeechFeature
    from .tool_icon import ToolIcon as ToolIcon
    from .transcription import Transcription as Transcription
    from .tts_message_end_event import TtsMessageEndEvent as TtsMessageEndEvent
    from .tts_message_event import TtsMessageEvent as TtsMessageEvent
    from .update_document_data import UpdateDocumentData as UpdateDocumentData
    from .updated_metadata_field import UpdatedMetadataField as UpdatedMetadataField
    from .usage import Usage as Usage
    from .user_input_field import UserInputField as UserInputField
    from .user_input_form_item import UserInputFormItem as UserInputFormItem
    from .vector_weight import VectorWeight as VectorWeight
    from .vector_weight_input import VectorWeightInput as VectorWeightInput
    from .web_app_settings import WebAppSettings as WebAppSettings
    from .weight_type import WeightType as WeightType
    from .workflow_finished_data import WorkflowFinishedData as WorkflowFinishedData
    from .workflow_finished_event import WorkflowFinishedEvent as WorkflowFinishedEvent
    from .workflow_log import WorkflowLog as WorkflowLog
    from .workflow_log_list import WorkflowLogList as WorkflowLogList
    from .workflow_log_status import WorkflowLogStatus as WorkflowLogStatus
    from .workflow_paused_data import WorkflowPausedData as WorkflowPausedData
    from .workflow_paused_event import WorkflowPausedEvent as WorkflowPausedEvent
    from .workflow_run import WorkflowRun as WorkflowRun
    from .workflow_run_detail import WorkflowRunDetail as WorkflowRunDetail
    from .workflow_run_response import WorkflowRunResponse as WorkflowRunResponse
    from .workflow_run_status import WorkflowRunStatus as WorkflowRunStatus
    from .workflow_run_summary import WorkflowRunSummary as WorkflowRunSummary
    from .workflow_start_reason import WorkflowStartReason as WorkflowStartReason
    from .workflow_started_data import WorkflowStartedData as WorkflowStartedData
    from .workflow_started_event import WorkflowStartedEvent as WorkflowStartedEvent

_MODULES = {
    "AccountSummary": ".account_summary",
    "AgentLogData": ".agent_log_data",
    "AgentLogEvent": ".agent_log_event",
    "AgentLogRecord": ".agent_log_record",
    "AgentMessageEvent": ".agent_message_event",
    "AgentStrategy": ".agent_strategy",
    "AgentThought": ".agent_thought",
    "AgentThoughtEvent": ".agent_thought_event",
    "Annotation": ".annotation",
    "AnnotationEmbeddingModel": ".annotation_embedding_model",
    "AnnotationList": ".annotation_list",
    "AnnotationReplyAction": ".annotation_reply_action",
    "AnnotationReplyFeature": ".annotation_reply_feature",
    "AnnotationReplyJob": ".annotation_reply_job",
    "AnnotationReplyJobStatus": ".annotation_reply_job_status",
    "AppFeature": ".app_feature",
    "AppInfo": ".app_info",
    "AppMeta": ".app_meta",
    "AppMode": ".app_mode",
    "AppParameters": ".app_parameters",
    "AvailableModel": ".available_model",
    "BuiltInMetadataAction": ".built_in_metadata_action",
    "BuiltInMetadataField": ".built_in_metadata_field",
    "BuiltInMetadataFieldList": ".built_in_metadata_field_list",
    "ChatMessageResponse": ".chat_message_response",
    "ChildChunk": ".child_chunk",
    "ChildChunkDetail": ".child_chunk_detail",
    "ChildChunkList": ".child_chunk_list",
    "ChildChunkType": ".child_chunk_type",
    "CompletionMessageResponse": ".completion_message_response",
    "Conversation": ".conversation",
    "ConversationList": ".conversation_list",
    "ConversationSort": ".conversation_sort",
    "ConversationVariable": ".conversation_variable",
    "ConversationVariableList": ".conversation_variable_list",
    "ConversationVariableType": ".conversation_variable_type",
    "CountedMetadataField": ".counted_metadata_field",
    "CreateDocumentFromFileData": ".create_document_from_file_data",
    "CreatedSegments": ".created_segments",
    "Dataset": ".dataset",
    "DatasetIcon": ".dataset_icon",
    "DatasetList": ".dataset_list",
    "DatasetMemberInput": ".dataset_member_input",
    "DatasetPermission": ".dataset_permission",
    "DatasetProvider": ".dataset_provider",
    "DatasetRuntimeMode": ".dataset_runtime_mode",
    "DatasetTag": ".dataset_tag",
    "DatasetTagList": ".dataset_tag_list",
    "DatasourceCompletedEvent": ".datasource_completed_event",
    "DatasourceCredential": ".datasource_credential",
    "DatasourceErrorEvent": ".datasource_error_event",
    "DatasourceInfo": ".datasource_info",
    "DatasourceInputVariable": ".datasource_input_variable",
    "DatasourcePageInput": ".datasource_page_input",
    "DatasourcePlugin": ".datasource_plugin",
    "DatasourceProcessingEvent": ".datasource_processing_event",
    "DatasourceResult": ".datasource_result",
    "DatasourceType": ".datasource_type",
    "DocForm": ".doc_form",
    "Document": ".document",
    "DocumentAndBatch": ".document_and_batch",
    "DocumentDetail": ".document_detail",
    "DocumentDisplayStatus": ".document_display_status",
    "DocumentDownload": ".document_download",
    "DocumentFile": ".document_file",
    "DocumentIndexingStatus": ".document_indexing_status",
    "DocumentIndexingStatusList": ".document_indexing_status_list",
    "DocumentList": ".document_list",
    "DocumentMetadataItem": ".document_metadata_item",
    "DocumentMetadataOperation": ".document_metadata_operation",
    "DocumentMetadataSelection": ".document_metadata_selection",
    "DocumentProcessRule": ".document_process_rule",
    "DocumentSourceDetail": ".document_source_detail",
    "DocumentSourceInfo": ".document_source_info",
    "DocumentStatusAction": ".document_status_action",
    "EndUser": ".end_user",
    "EndUserSummary": ".end_user_summary",
    "Error": ".error",
    "ErrorEvent": ".error_event",
    "ExternalKnowledgeInfo": ".external_knowledge_info",
    "ExternalRetrievalModel": ".external_retrieval_model",
    "ExternalRetrievalModelInput": ".external_retrieval_model_input",
    "Feedback": ".feedback",
    "FeedbackList": ".feedback_list",
    "FeedbackRating": ".feedback_rating",
    "FeedbackSource": ".feedback_source",
    "FileTransferMethod": ".file_transfer_method",
    "FileType": ".file_type",
    "FileUpload": ".file_upload",
    "FileUploadFeature": ".file_upload_feature",
    "HumanInputAction": ".human_input_action",
    "HumanInputContent": ".human_input_content",
    "HumanInputField": ".human_input_field",
    "HumanInputFieldDefault": ".human_input_field_default",
    "HumanInputFieldType": ".human_input_field_type",
    "HumanInputForm": ".human_input_form",
    "HumanInputFormDefinition": ".human_input_form_definition",
    "HumanInputFormFilledData": ".human_input_form_filled_data",
    "HumanInputFormFilledEvent": ".human_input_form_filled_event",
    "HumanInputFormSubmission": ".human_input_form_submission",
    "HumanInputFormTimeoutData": ".human_input_form_timeout_data",
    "HumanInputFormTimeoutEvent": ".human_input_form_timeout_event",
    "HumanInputOptionSource": ".human_input_option_source",
    "HumanInputRequiredData": ".human_input_required_data",
    "HumanInputRequiredEvent": ".human_input_required_event",
    "HumanInputValueSource": ".human_input_value_source",
    "ImageUploadFeature": ".image_upload_feature",
    "IndexingStatus": ".indexing_status",
    "IndexingTechnique": ".indexing_technique",
    "InputFile": ".input_file",
    "IterationCompletedData": ".iteration_completed_data",
    "IterationCompletedEvent": ".iteration_completed_event",
    "IterationMetadata": ".iteration_metadata",
    "IterationNextData": ".iteration_next_data",
    "IterationNextEvent": ".iteration_next_event",
    "IterationStartedData": ".iteration_started_data",
    "IterationStartedEvent": ".iteration_started_event",
    "KeywordWeight": ".keyword_weight",
    "KeywordWeightInput": ".keyword_weight_input",
    "KnowledgeTag": ".knowledge_tag",
    "LocalizedText": ".localized_text",
    "LoopCompletedData": ".loop_completed_data",
    "LoopCompletedEvent": ".loop_completed_event",
    "LoopMetadata": ".loop_metadata",
    "LoopNextData": ".loop_next_data",
    "LoopNextEvent": ".loop_next_event",
    "LoopStartedData": ".loop_started_data",
    "LoopStartedEvent": ".loop_started_event",
    "MatchedAnnotation": ".matched_annotation",
    "Message": ".message",
    "MessageEndEvent": ".message_end_event",
    "MessageEvent": ".message_event",
    "MessageFeedback": ".message_feedback",
    "MessageFile": ".message_file",
    "MessageFileEvent": ".message_file_event",
    "MessageList": ".message_list",
    "MessageMetadata": ".message_metadata",
    "MessageReplaceEvent": ".message_replace_event",
    "MessageStatus": ".message_status",
    "MetadataComparisonOperator": ".metadata_comparison_operator",
    "MetadataCondition": ".metadata_condition",
    "MetadataField": ".metadata_field",
    "MetadataFieldList": ".metadata_field_list",
    "MetadataFieldType": ".metadata_field_type",
    "MetadataFilter": ".metadata_filter",
    "MetadataLogicalOperator": ".metadata_logical_operator",
    "MetadataValueInput": ".metadata_value_input",
    "ModelProperties": ".model_properties",
    "ModelProvider": ".model_provider",
    "ModelProviderList": ".model_provider_list",
    "ModelType": ".model_type",
    "ModelVoice": ".model_voice",
    "NodeExecutionMetadata": ".node_execution_metadata",
    "NodeFinishedData": ".node_finished_data",
    "NodeFinishedEvent": ".node_finished_event",
    "NodeRetryData": ".node_retry_data",
    "NodeRetryEvent": ".node_retry_event",
    "NodeStartedData": ".node_started_data",
    "NodeStartedEvent": ".node_started_event",
    "NodeStatus": ".node_status",
    "OnlineDocumentPage": ".online_document_page",
    "OutputFile": ".output_file",
    "ParentMode": ".parent_mode",
    "PauseReason": ".pause_reason",
    "PausedChatMessage": ".paused_chat_message",
    "PipelineFile": ".pipeline_file",
    "PipelineRun": ".pipeline_run",
    "PipelineRunData": ".pipeline_run_data",
    "PipelineRunDataset": ".pipeline_run_dataset",
    "PipelineRunDocument": ".pipeline_run_document",
    "PreProcessingRule": ".pre_processing_rule",
    "PreProcessingRuleId": ".pre_processing_rule_id",
    "ProcessRule": ".process_rule",
    "ProcessRuleInput": ".process_rule_input",
    "ProcessRuleMode": ".process_rule_mode",
    "ProcessRules": ".process_rules",
    "ProcessRulesInput": ".process_rules_input",
    "ReasoningChunkData": ".reasoning_chunk_data",
    "ReasoningChunkEvent": ".reasoning_chunk_event",
    "RerankingMode": ".reranking_mode",
    "RerankingModel": ".reranking_model",
    "RerankingModelInput": ".reranking_model_input",
    "ResponseMode": ".response_mode",
    "Result": ".result",
    "RetrievalModel": ".retrieval_model",
    "RetrievalModelInput": ".retrieval_model_input",
    "RetrievalWeights": ".retrieval_weights",
    "RetrievalWeightsInput": ".retrieval_weights_input",
    "RetrieveQuery": ".retrieve_query",
    "RetrieveRecord": ".retrieve_record",
    "RetrieveResult": ".retrieve_result",
    "RetrievedChildChunk": ".retrieved_child_chunk",
    "RetrievedDocument": ".retrieved_document",
    "RetrievedSegment": ".retrieved_segment",
    "RetrieverResource": ".retriever_resource",
    "RunCreator": ".run_creator",
    "SearchMethod": ".search_method",
    "Segment": ".segment",
    "SegmentAttachment": ".segment_attachment",
    "SegmentDetail": ".segment_detail",
    "SegmentError": ".segment_error",
    "SegmentInput": ".segment_input",
    "SegmentList": ".segment_list",
    "SegmentStatus": ".segment_status",
    "SegmentUpdate": ".segment_update",
    "Segmentation": ".segmentation",
    "SegmentationInput": ".segmentation_input",
    "SensitiveWordAvoidanceFeature": ".sensitive_word_avoidance_feature",
    "ServerIndex": ".server_index",
    "StreamEvent": ".stream_event",
    "SuggestedQuestionList": ".suggested_question_list",
    "SummaryIndexSetting": ".summary_index_setting",
    "SummaryIndexSettingInput": ".summary_index_setting_input",
    "SystemParameters": ".system_parameters",
    "TextChunkData": ".text_chunk_data",
    "TextChunkEvent": ".text_chunk_event",
    "TextReplaceData": ".text_replace_data",
    "TextReplaceEvent": ".text_replace_event",
    "TextToSpeechFeature": ".text_to_speech_feature",
    "ToolIcon": ".tool_icon",
    "Transcription": ".transcription",
    "TtsMessageEndEvent": ".tts_message_end_event",
    "TtsMessageEvent": ".tts_message_event",
    "UpdateDocumentData": ".update_document_data",
    "UpdatedMetadataField": ".updated_metadata_field",
    "Usage": ".usage",
    "UserInputField": ".user_input_field",
    "UserInputFormItem": ".user_input_form_item",
    "VectorWeight": ".vector_weight",
    "VectorWeightInput": ".vector_weight_input",
    "WebAppSettings": ".web_app_settings",
    "WeightType": ".weight_type",
    "WorkflowFinishedData": ".workflow_finished_data",
    "WorkflowFinishedEvent": ".workflow_finished_event",
    "WorkflowLog": ".workflow_log",
    "WorkflowLogList": ".workflow_log_list",
    "WorkflowLogStatus": ".workflow_log_status",
    "WorkflowPausedData": ".workflow_paused_data",
    "WorkflowPausedEvent": ".workflow_paused_event",
    "WorkflowRun": ".workflow_run",
    "WorkflowRunDetail": ".workflow_run_detail",
    "WorkflowRunResponse": ".workflow_run_response",
    "WorkflowRunStatus": ".workflow_run_status",
    "WorkflowRunSummary": ".workflow_run_summary",
    "WorkflowStartReason": ".workflow_start_reason",
    "WorkflowStartedData": ".workflow_started_data",
    "WorkflowStartedEvent": ".workflow_started_event",
}

__all__ = [
    "AccountSummary",
    "AgentLogData",
    "AgentLogEvent",
    "AgentLogRecord",
    "AgentMessageEvent",
    "AgentStrategy",
    "AgentThought",
    "AgentThoughtEvent",
    "Annotation",
    "AnnotationEmbeddingModel",
    "AnnotationList",
    "AnnotationReplyAction",
    "AnnotationReplyFeature",
    "AnnotationReplyJob",
    "AnnotationReplyJobStatus",
    "AppFeature",
    "AppInfo",
    "AppMeta",
    "AppMode",
    "AppParameters",
    "AvailableModel",
    "BuiltInMetadataAction",
    "BuiltInMetadataField",
    "BuiltInMetadataFieldList",
    "ChatMessageResponse",
    "ChildChunk",
    "ChildChunkDetail",
    "ChildChunkList",
    "ChildChunkType",
    "CompletionMessageResponse",
    "Conversation",
    "ConversationList",
    "ConversationSort",
    "ConversationVariable",
    "ConversationVariableList",
    "ConversationVariableType",
    "CountedMetadataField",
    "CreateDocumentFromFileData",
    "CreatedSegments",
    "Dataset",
    "DatasetIcon",
    "DatasetList",
    "DatasetMemberInput",
    "DatasetPermission",
    "DatasetProvider",
    "DatasetRuntimeMode",
    "DatasetTag",
    "DatasetTagList",
    "DatasourceCompletedEvent",
    "DatasourceCredential",
    "DatasourceErrorEvent",
    "DatasourceInfo",
    "DatasourceInputVariable",
    "DatasourcePageInput",
    "DatasourcePlugin",
    "DatasourceProcessingEvent",
    "DatasourceResult",
    "DatasourceType",
    "DocForm",
    "Document",
    "DocumentAndBatch",
    "DocumentDetail",
    "DocumentDisplayStatus",
    "DocumentDownload",
    "DocumentFile",
    "DocumentIndexingStatus",
    "DocumentIndexingStatusList",
    "DocumentList",
    "DocumentMetadataItem",
    "DocumentMetadataOperation",
    "DocumentMetadataSelection",
    "DocumentProcessRule",
    "DocumentSourceDetail",
    "DocumentSourceInfo",
    "DocumentStatusAction",
    "EndUser",
    "EndUserSummary",
    "Error",
    "ErrorEvent",
    "ExternalKnowledgeInfo",
    "ExternalRetrievalModel",
    "ExternalRetrievalModelInput",
    "Feedback",
    "FeedbackList",
    "FeedbackRating",
    "FeedbackSource",
    "FileTransferMethod",
    "FileType",
    "FileUpload",
    "FileUploadFeature",
    "HumanInputAction",
    "HumanInputContent",
    "HumanInputField",
    "HumanInputFieldDefault",
    "HumanInputFieldType",
    "HumanInputForm",
    "HumanInputFormDefinition",
    "HumanInputFormFilledData",
    "HumanInputFormFilledEvent",
    "HumanInputFormSubmission",
    "HumanInputFormTimeoutData",
    "HumanInputFormTimeoutEvent",
    "HumanInputOptionSource",
    "HumanInputRequiredData",
    "HumanInputRequiredEvent",
    "HumanInputValueSource",
    "ImageUploadFeature",
    "IndexingStatus",
    "IndexingTechnique",
    "InputFile",
    "IterationCompletedData",
    "IterationCompletedEvent",
    "IterationMetadata",
    "IterationNextData",
    "IterationNextEvent",
    "IterationStartedData",
    "IterationStartedEvent",
    "KeywordWeight",
    "KeywordWeightInput",
    "KnowledgeTag",
    "LocalizedText",
    "LoopCompletedData",
    "LoopCompletedEvent",
    "LoopMetadata",
    "LoopNextData",
    "LoopNextEvent",
    "LoopStartedData",
    "LoopStartedEvent",
    "MatchedAnnotation",
    "Message",
    "MessageEndEvent",
    "MessageEvent",
    "MessageFeedback",
    "MessageFile",
    "MessageFileEvent",
    "MessageList",
    "MessageMetadata",
    "MessageReplaceEvent",
    "MessageStatus",
    "MetadataComparisonOperator",
    "MetadataCondition",
    "MetadataField",
    "MetadataFieldList",
    "MetadataFieldType",
    "MetadataFilter",
    "MetadataLogicalOperator",
    "MetadataValueInput",
    "ModelProperties",
    "ModelProvider",
    "ModelProviderList",
    "ModelType",
    "ModelVoice",
    "NodeExecutionMetadata",
    "NodeFinishedData",
    "NodeFinishedEvent",
    "NodeRetryData",
    "NodeRetryEvent",
    "NodeStartedData",
    "NodeStartedEvent",
    "NodeStatus",
    "OnlineDocumentPage",
    "OutputFile",
    "ParentMode",
    "PauseReason",
    "PausedChatMessage",
    "PipelineFile",
    "PipelineRun",
    "PipelineRunData",
    "PipelineRunDataset",
    "PipelineRunDocument",
    "PreProcessingRule",
    "PreProcessingRuleId",
    "ProcessRule",
    "ProcessRuleInput",
    "ProcessRuleMode",
    "ProcessRules",
    "ProcessRulesInput",
    "ReasoningChunkData",
    "ReasoningChunkEvent",
    "RerankingMode",
    "RerankingModel",
    "RerankingModelInput",
    "ResponseMode",
    "Result",
    "RetrievalModel",
    "RetrievalModelInput",
    "RetrievalWeights",
    "RetrievalWeightsInput",
    "RetrieveQuery",
    "RetrieveRecord",
    "RetrieveResult",
    "RetrievedChildChunk",
    "RetrievedDocument",
    "RetrievedSegment",
    "RetrieverResource",
    "RunCreator",
    "SearchMethod",
    "Segment",
    "SegmentAttachment",
    "SegmentDetail",
    "SegmentError",
    "SegmentInput",
    "SegmentList",
    "SegmentStatus",
    "SegmentUpdate",
    "Segmentation",
    "SegmentationInput",
    "SensitiveWordAvoidanceFeature",
    "ServerIndex",
    "StreamEvent",
    "SuggestedQuestionList",
    "SummaryIndexSetting",
    "SummaryIndexSettingInput",
    "SystemParameters",
    "TextChunkData",
    "TextChunkEvent",
    "TextReplaceData",
    "TextReplaceEvent",
    "TextToSpeechFeature",
    "ToolIcon",
    "Transcription",
    "TtsMessageEndEvent",
    "TtsMessageEvent",
    "UpdateDocumentData",
    "UpdatedMetadataField",
    "Usage",
    "UserInputField",
    "UserInputFormItem",
    "VectorWeight",
    "VectorWeightInput",
    "WebAppSettings",
    "WeightType",
    "WorkflowFinishedData",
    "WorkflowFinishedEvent",
    "WorkflowLog",
    "WorkflowLogList",
    "WorkflowLogStatus",
    "WorkflowPausedData",
    "WorkflowPausedEvent",
    "WorkflowRun",
    "WorkflowRunDetail",
    "WorkflowRunResponse",
    "WorkflowRunStatus",
    "WorkflowRunSummary",
    "WorkflowStartReason",
    "WorkflowStartedData",
    "WorkflowStartedEvent",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_MODULES[name], __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
