from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..types import Decoder, View, list_of

if TYPE_CHECKING:
    from .annotation_reply_feature import AnnotationReplyFeature
    from .app_feature import AppFeature
    from .file_upload_feature import FileUploadFeature
    from .sensitive_word_avoidance_feature import SensitiveWordAvoidanceFeature
    from .system_parameters import SystemParameters
    from .text_to_speech_feature import TextToSpeechFeature
    from .user_input_form_item import UserInputFormItem


class AppParameters(View):
    """An app's input form, features and limits."""

    suggested_questions: list[str]
    """Questions offered with the opening statement."""
    suggested_questions_after_answer: AppFeature
    """Offering next questions after an answer."""
    speech_to_text: AppFeature
    """Turning speech into text."""
    text_to_speech: TextToSpeechFeature
    """Turning text into speech."""
    retriever_resource: AppFeature
    """Citing knowledge in answers."""
    annotation_reply: AnnotationReplyFeature
    """Answering with annotations."""
    more_like_this: AppFeature
    """Making variants of an answer."""
    user_input_form: list[UserInputFormItem]
    """The inputs that the app asks for, in order."""
    sensitive_word_avoidance: SensitiveWordAvoidanceFeature
    """Moderation of what goes in and out."""
    file_upload: FileUploadFeature
    """Files beside a message."""
    system_parameters: SystemParameters
    """The server's limits for files."""
    opening_statement: str | None
    """What the app says first; may name inputs as `{{name}}`."""

    _fields = {
        "suggested_questions": "suggested_questions",
        "suggested_questions_after_answer": "suggested_questions_after_answer",
        "speech_to_text": "speech_to_text",
        "text_to_speech": "text_to_speech",
        "retriever_resource": "retriever_resource",
        "annotation_reply": "annotation_reply",
        "more_like_this": "more_like_this",
        "user_input_form": "user_input_form",
        "sensitive_word_avoidance": "sensitive_word_avoidance",
        "file_upload": "file_upload",
        "system_parameters": "system_parameters",
        "opening_statement": "opening_statement",
    }
    _required = frozenset(
        {
            "suggested_questions",
            "suggested_questions_after_answer",
            "speech_to_text",
            "text_to_speech",
            "retriever_resource",
            "annotation_reply",
            "more_like_this",
            "user_input_form",
            "sensitive_word_avoidance",
            "file_upload",
            "system_parameters",
        }
    )

    @classmethod
    def _decoders(cls) -> Mapping[str, Decoder]:
        from .annotation_reply_feature import AnnotationReplyFeature
        from .app_feature import AppFeature
        from .file_upload_feature import FileUploadFeature
        from .sensitive_word_avoidance_feature import SensitiveWordAvoidanceFeature
        from .system_parameters import SystemParameters
        from .text_to_speech_feature import TextToSpeechFeature
        from .user_input_form_item import UserInputFormItem

        return {
            "suggested_questions_after_answer": AppFeature.from_dict,
            "speech_to_text": AppFeature.from_dict,
            "text_to_speech": TextToSpeechFeature.from_dict,
            "retriever_resource": AppFeature.from_dict,
            "annotation_reply": AnnotationReplyFeature.from_dict,
            "more_like_this": AppFeature.from_dict,
            "user_input_form": list_of(UserInputFormItem.from_dict),
            "sensitive_word_avoidance": SensitiveWordAvoidanceFeature.from_dict,
            "file_upload": FileUploadFeature.from_dict,
            "system_parameters": SystemParameters.from_dict,
        }
