"""The Dify that the examples run on when none is named: an embedded one, with the apps and the knowledge that they need."""

from __future__ import annotations

from collections.abc import Iterator

from pydify_plus import Client
from pydify_plus.testing import LLM, App, DifyServer, End, InputField, Pause, Turn
from pydify_plus.testing.script import Part, pieces

_ABOUT = """\
I am a **pretend model**: I say back what I am told, and show how an answer looks.

1. Ask for `code`, a `table` or a `long` answer.
2. Send a file, and I tell you its name.

> Dify itself answers here as soon as `DIFY_BASE_URL` and `DIFY_API_KEY` are set.
"""
_CODE = """\
This is all that it takes:

```python
async with AsyncClient() as client:
    async for piece in client.chat.stream_chat_message(query="Hello", user="alice").text():
        print(piece, end="", flush=True)
```
"""
_TABLE = """\
| Mode | Streams | Keeps a conversation |
|:--|:-:|:-:|
| Chat | yes | yes |
| Agent | yes | yes |
| Completion | yes | no |
| Workflow | yes | no |
"""


def assistant(turn: Turn) -> Iterator[Part]:
    """Answer in markdown, at the pace of a model."""
    asked = turn.query.lower()
    if "code" in asked:
        answer = _CODE
    elif "table" in asked:
        answer = _TABLE
    elif "long" in asked:
        answer = "\n\n".join(f"Part {part}: " + " ".join(f"word{n}" for n in range(40)) for part in range(1, 6))
    elif "?" in turn.query or "？" in turn.query:
        answer = _ABOUT
    else:
        answer = f"You said: {turn.query}"
    for file in turn.files:
        answer += f"\n\nI have got your file *{file.get('filename') or file.get('name') or 'without a name'}*."
    for piece in pieces(answer):
        yield Pause(0.03)
        yield piece


def _mood(turn: Turn) -> str:
    words = turn.query.lower()
    if any(word in words for word in ("love", "great", "fast", "friendly", "喜欢", "很好")):
        return "positive"
    if any(word in words for word in ("broken", "late", "never", "rude", "slow", "坏", "慢")):
        return "negative"
    return "neutral"


ASSISTANT = App(
    "Assistant",
    "chat",
    "Answers questions about itself",
    answer=assistant,
    opening_statement="Hello! What would you like to know?",
    suggested_questions=("What can you do?", "Show me some code", "Compare the modes in a table"),
)

REVIEWS = App(
    "Review classifier",
    "workflow",
    "Reads a customer's review and tells its mood: positive, neutral or negative.",
    inputs=(InputField("review", "paragraph", required=True, label="The review"),),
    nodes=(
        LLM(id="classify", title="Classify", prompt="{{#start.review#}}", answer=_mood),
        LLM(id="reply", title="Write a reply", prompt="{{#start.review#}}", answer="Thank you for telling us."),
        End(outputs={"mood": ("classify", "text"), "reply": ("reply", "text")}),
    ),
)

APPS = (ASSISTANT, REVIEWS)

HANDBOOK = {
    "Opening hours": "The shop is open from nine to six, Monday to Saturday. On Sundays and holidays it is closed.",
    "Returns": "Goods may be sent back within thirty days. The money is refunded within five days of their arrival.",
    "Shipping": "Parcels within the country take two days. Shipping is free for orders over fifty euros.",
    "Repairs": "Repairs are free for two years. Bring the bicycle and its receipt to the workshop behind the shop.",
}


def make_handbook(server: DifyServer) -> str:
    """A knowledge base with a few documents; returns its id."""
    with Client(server.base_url, dataset_api_key=server.dataset_key) as client:
        dataset = client.dataset.create_dataset("Handbook", indexing_technique="economy")
        for name, text in HANDBOOK.items():
            client.documents.create_document_from_text(dataset, name=name, text=text)
        client.documents.wait_until_indexed(dataset, raise_on_error=True)
        return dataset.id
