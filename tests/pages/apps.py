"""The apps that the code of the pages calls, beside those that every embedded Dify has.

A page names an app's key by a placeholder: `app-YOUR-APPROVAL-KEY` is the key of the app `approval`.
"""

from __future__ import annotations

from pydify_plus.testing import LLM, App, End, FormAction, FormInput, HumanInput, InputField, Reply, Template

APPS = (
    App(
        "approval",
        "workflow",
        inputs=(InputField("title", required=True),),
        nodes=(
            LLM(id="draft", title="Draft", prompt="{{#start.title#}}"),
            HumanInput(
                id="approval",
                title="Approval",
                text="Publish {{#start.title#}}?\n\n{{#$output.comment#}}",
                inputs=(FormInput("comment", default="fine"),),
                actions=(FormAction("publish", "Publish", "primary"), FormAction("discard", "Discard")),
                then={
                    "publish": (
                        End(id="published", outputs={"text": ("draft", "text"), "comment": ("approval", "comment")}),
                    ),
                    "discard": (End(id="discarded", outputs={}),),
                },
            ),
        ),
    ),
    App(
        "approval-chat",
        "advanced-chat",
        nodes=(
            HumanInput(id="approval", title="Approval", text="Go on?", actions=(FormAction("yes", "Yes"),)),
            Reply(id="answer", text="You may."),
        ),
    ),
    App(
        "translate",
        "workflow",
        inputs=(
            InputField("text", "paragraph", required=True),
            InputField("language", "select", options=("English", "German"), required=True),
            InputField("document", "file"),
        ),
        nodes=(
            Template(
                id="translate",
                title="Translate",
                template="{{ text }} ({{ language }})",
                variables={"text": ("start", "text"), "language": ("start", "language")},
            ),
            End(outputs={"translation": ("translate", "output")}),
        ),
    ),
)
