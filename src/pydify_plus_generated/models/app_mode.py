from enum import StrEnum


class AppMode(StrEnum):
    """Kind of app: `chat` chatbot, `agent-chat` agent, `advanced-chat` chatflow, `workflow` workflow, `completion`
    text generator, `agent` agent app of newer servers."""

    CHAT = "chat"
    AGENT_CHAT = "agent-chat"
    ADVANCED_CHAT = "advanced-chat"
    WORKFLOW = "workflow"
    COMPLETION = "completion"
    AGENT = "agent"
