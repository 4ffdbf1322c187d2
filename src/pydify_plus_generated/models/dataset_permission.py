from enum import StrEnum


class DatasetPermission(StrEnum):
    """Who may use a knowledge base: its creator, the whole workspace, or the members named."""

    ONLY_ME = "only_me"
    ALL_TEAM_MEMBERS = "all_team_members"
    PARTIAL_MEMBERS = "partial_members"
