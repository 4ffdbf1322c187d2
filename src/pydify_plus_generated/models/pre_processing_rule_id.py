from enum import StrEnum


class PreProcessingRuleId(StrEnum):
    """What is taken out of a text before splitting."""

    REMOVE_EXTRA_SPACES = "remove_extra_spaces"
    REMOVE_URLS_EMAILS = "remove_urls_emails"
    REMOVE_STOPWORDS = "remove_stopwords"
