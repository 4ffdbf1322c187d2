"""Human input: the node that asks somebody, and the form that waits for the answer."""

from __future__ import annotations

import re
import secrets
import string
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Literal

from .json_values import Json
from .nodes import Node, Scope, Selector, as_text

if TYPE_CHECKING:
    from .store import WorkflowRun

_OUTPUT = re.compile(r"\{\{#\$output\.([\w.-]+)#\}\}")
_TOKEN_CHARACTERS = string.ascii_letters + string.digits
_TOKEN_LENGTH = 22
_THREE_DAYS = 3 * 24 * 3600.0


@dataclass(frozen=True)
class FormInput:
    """A field of a form.

    Attributes:
        name: The node's output that it fills; the form's text shows it at `{{#$output.name#}}`.
        default: What it has at first: a text, or the variable that has it.
        type: Whether it takes several lines, `paragraph`, or one, `text-input`.
    """

    name: str
    default: str | Selector = ""
    type: Literal["paragraph", "text-input"] = "paragraph"

    def told(self) -> Json:
        """The field as forms and events show it."""
        if isinstance(self.default, str):
            default: Json = {"type": "constant", "selector": [], "value": self.default}
        else:
            default = {"type": "variable", "selector": list(self.default), "value": ""}
        return {"output_variable_name": self.name, "type": self.type, "default": default}


@dataclass(frozen=True)
class FormAction:
    """A button of a form.

    Attributes:
        id: What a submission names, and the node's output `__action_id` is.
        title: What people see; the id when left out.
        style: How the button looks.
    """

    id: str
    title: str = ""
    style: Literal["primary", "default", "accent", "ghost"] = "default"

    @property
    def name(self) -> str:
        """What people see."""
        return self.title or self.id

    def told(self) -> Json:
        """The button as forms and events show it."""
        return {"id": self.id, "title": self.name, "button_style": self.style}


@dataclass(frozen=True, kw_only=True)
class HumanInput(Node):
    """Asks somebody: the run pauses until its form is submitted or expires.

    Example:

        HumanInput(
            id="approval",
            text="Publish {{#start.title#}}?",
            actions=(FormAction("yes", "Publish"), FormAction("no", "Discard")),
            then={"yes": (End(id="published", outputs={}),), "no": (End(id="discarded", outputs={}),)},
        )

    Attributes:
        text: What the form says, with variables.
        inputs: Its fields.
        actions: Its buttons.
        then: The nodes that follow a button, by its id; a button that is not there goes on with what follows this node.
        expires_after: Seconds after which it can no longer be submitted.
        on_expiry: The nodes that follow then.
    """

    type: ClassVar[str] = "human-input"

    text: str
    inputs: tuple[FormInput, ...] = ()
    actions: tuple[FormAction, ...] = (FormAction("submit", "Submit", "primary"),)
    then: Mapping[str, Sequence[Node]] = field(default_factory=dict[str, Sequence[Node]])
    expires_after: float = _THREE_DAYS
    on_expiry: tuple[Node, ...] = ()

    @property
    def branches(self) -> tuple[Sequence[Node], ...]:
        return (*self.then.values(), self.on_expiry)

    def next_nodes(self, outputs: Json) -> Sequence[Node]:
        action = outputs["__action_id"]
        return self.then.get(action, ()) if action else self.on_expiry


@dataclass
class Form:
    """A form that a run has put before somebody.

    Attributes:
        text: Its text with variables.
        content: The text with the variables filled in, but for those of its own fields.
        submitted: The values that were sent; None until it is submitted.
        action: The button that was chosen.
    """

    id: str
    token: str
    run: WorkflowRun
    node_id: str
    node_title: str
    text: str
    content: str
    inputs: tuple[FormInput, ...]
    actions: tuple[FormAction, ...]
    defaults: Json
    expires_at: float
    action: FormAction | None = None
    submitted: Json | None = None
    is_expired: bool = False

    @property
    def is_open(self) -> bool:
        return self.action is None and not self.is_expired

    def definition(self) -> Json:
        """The form as the one who fills it in gets it."""
        return {
            "form_content": self.content,
            "inputs": [one.told() for one in self.inputs],
            "resolved_default_values": self.defaults,
            "user_actions": [one.told() for one in self.actions],
            "expiration_time": int(self.expires_at),
        }

    def required(self, content: str) -> Json:
        """The `data` of its `human_input_required` event; a snapshot's has the text with its variables."""
        return {
            "form_id": self.id,
            "node_id": self.node_id,
            "node_title": self.node_title,
            "form_content": content,
            "inputs": [one.told() for one in self.inputs],
            "actions": [one.told() for one in self.actions],
            "display_in_ui": True,
            "form_token": self.token,
            "resolved_default_values": self.defaults,
            "expiration_time": int(self.expires_at),
        }

    def reason(self, content: str) -> Json:
        """Why the run waits, as `workflow_paused` says it."""
        told = self.required(content)
        order = ("form_id", "form_content", "inputs", "actions", "node_id", "node_title", "resolved_default_values")
        last = ("form_token", "expiration_time")
        return {"TYPE": "human_input_required", **{name: told[name] for name in (*order, *last)}}

    def submit(self, action_id: str, values: Json) -> str | None:
        """Take an answer; returns what is wrong with it, if anything is."""
        action = next((one for one in self.actions if one.id == action_id), None)
        if action is None:
            return f"Invalid action: {action_id}"
        missing = [one.name for one in self.inputs if one.name not in values]
        if missing:
            return f"Missing required inputs: {', '.join(missing)}"
        self.submitted = {one.name: values[one.name] for one in self.inputs}
        self.action = action
        return None

    def rendered(self) -> str:
        """The text with the values that were sent."""
        values = self.submitted or {}
        return _OUTPUT.sub(lambda found: as_text(values[found[1]]) if found[1] in values else found[0], self.content)

    def outputs(self) -> Json:
        """What the node puts out, now that the form is decided."""
        return {
            **(self.submitted or {}),
            "__action_id": self.action.id if self.action else "",
            "__rendered_content": self.rendered(),
            "__action_value": self.action.name if self.action else "",
        }

    def told_in_history(self) -> Json:
        """The form as the message history has it."""
        told: Json = {
            "workflow_run_id": self.run.id,
            "submitted": self.action is not None,
            "type": "human_input",
            "form_definition": self.required(self.content),
        }
        if self.action is not None:
            told["form_submission_data"] = {
                "node_id": self.node_id,
                "node_title": self.node_title,
                "rendered_content": self.rendered(),
                "action_id": self.action.id,
                "action_text": self.action.name,
            }
        return told


def new_form(node: HumanInput, run: WorkflowRun, scope: Scope, now: float) -> Form:
    """The form of a node, filled in from what the run has."""
    defaults = {one.name: as_text(scope.get(one.default)) for one in node.inputs if not isinstance(one.default, str)}
    return Form(
        id=str(uuid.uuid4()),
        token="".join(secrets.choice(_TOKEN_CHARACTERS) for _ in range(_TOKEN_LENGTH)),
        run=run,
        node_id=node.id,
        node_title=node.title or node.id,
        text=node.text,
        content=scope.fill(node.text),
        inputs=node.inputs,
        actions=node.actions,
        defaults=defaults,
        expires_at=now + node.expires_after,
    )
