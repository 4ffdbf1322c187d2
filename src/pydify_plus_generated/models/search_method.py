from enum import StrEnum


class SearchMethod(StrEnum):
    """How a knowledge base is searched; `keyword_search` is the one for an economy one."""

    SEMANTIC_SEARCH = "semantic_search"
    FULL_TEXT_SEARCH = "full_text_search"
    HYBRID_SEARCH = "hybrid_search"
    KEYWORD_SEARCH = "keyword_search"
