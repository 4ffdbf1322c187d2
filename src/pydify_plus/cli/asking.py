"""Questions to somebody at the terminal: an app's inputs, and the forms that a run waits for."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .failure import Failure, UsageFailure
from .inputs import file_from_text, from_text
from .output import Output, visible

if TYPE_CHECKING:
    from pydify_plus import Client, Stream
    from pydify_plus.models import HumanInputField, InputField, PauseReason

Ask = Callable[[str], str]


def ask_line(question: str) -> str:
    """A line from the terminal.

    Raises:
        EOFError: Ctrl-D.
        KeyboardInterrupt: Ctrl-C.
    """
    return input(question)


def ask_inputs(fields: Sequence[InputField], output: Output, ask: Ask = ask_line) -> dict[str, Any]:
    """Values for these fields, each asked for until it is one of its type.

    Args:
        fields: What is asked for.
        output: Where remarks go.
        ask: What asks.
    """
    found: dict[str, Any] = {}
    for field in fields:
        if field.options:
            for number, option in enumerate(field.options, 1):
                output.note(f"  {number}  {option}")
        hint = {"file": " (path or URL)", "file-list": " (paths or URLs, with blanks between)"}.get(field.type, "")
        default = f" [{visible(str(field.default))}]" if field.default not in (None, "", []) else ""
        while field.name not in found:
            typed = ask(f"{visible(field.label)}{hint}{default}: ").strip()
            if not typed and default:
                found[field.name] = field.default
                continue
            try:
                found[field.name] = _value(typed, field)
            except UsageFailure as failure:
                output.note(failure.message, style="yellow")
    return found


def answer_forms(client: Client, stream: Stream[Any], user: str, output: Output, ask: Ask | None = ask_line) -> None:
    """Have the forms that a run waits for filled in, and let its stream be read on.

    GET and POST /form/human_input/{form_token}

    Args:
        client: What reads and submits them.
        stream: The paused run's.
        user: The end user who submits.
        output: Where the forms are shown.
        ask: What asks; None where nobody is there.

    Raises:
        Failure: Nobody is there, or a form cannot be submitted here.
    """
    run = f"run {stream.workflow_run_id}" if stream.workflow_run_id else "the run"
    if ask is None:
        raise Failure(
            f"{run} waits for somebody to fill in a form, and there is no terminal to do it at",
            hint=f"form tokens: {', '.join(str(form.form_token) for form in stream.forms)}",
            kind="paused",
        )
    submitted: list[str] = []
    for form in stream.forms:
        if form.form_token is None:
            raise Failure(
                f"{run} waits for the form of {form.node_title!r}, which cannot be filled in here: it goes out by e-mail or the console",
                kind="paused",
            )
        action, values = _fill_in(client, form, output, ask)
        client.human_input.submit_form(form.form_token, action, values, user=user)
        submitted.append(form.form_id)
    if not submitted:
        raise Failure(f"{run} is paused, and names no form that could be filled in", kind="paused")
    stream._go_on(submitted)


def _fill_in(client: Client, form: PauseReason, output: Output, ask: Ask) -> tuple[str, dict[str, Any]]:
    read = client.human_input.get_form(form.form_token)
    until = time.strftime("%Y-%m-%d %H:%M", time.localtime(read.expiration_time))
    output.note(f"\n{form.node_title} (to be answered by {until})", style="bold")
    output.note(str(read.form_content))
    defaults: Mapping[str, Any] = read.resolved_default_values or {}
    values = {field.output_variable_name: _ask_field(field, defaults, output, ask) for field in read.inputs}
    buttons = list(read.user_actions)
    for number, button in enumerate(buttons, 1):
        output.note(f"  {number}  {button.title}")
    while True:
        typed = ask("Choose: ").strip()
        for number, button in enumerate(buttons, 1):
            if typed.casefold() in (str(number), button.id.casefold(), button.title.casefold()):
                return button.id, values
        output.note(f"one of 1 to {len(buttons)}, please", style="yellow")


def _ask_field(field: HumanInputField, defaults: Mapping[str, Any], output: Output, ask: Ask) -> Any:
    name = field.output_variable_name
    default = defaults.get(name) or (field.default.value if field.default is not None else None) or ""
    options = list((field.option_source.value if field.option_source is not None else None) or ())
    for number, option in enumerate(options, 1):
        output.note(f"  {number}  {option}")
    shown = f" [{visible(str(default))}]" if default else ""
    while True:
        typed = ask(f"{visible(name)}{shown}: ").strip()
        try:
            match str(field.type):
                case "file":
                    return file_from_text(typed, None, name)
                case "file-list":
                    return [file_from_text(one, None, name) for one in typed.split()]
                case _:
                    if options and typed and typed not in options:
                        return _option(typed, options, name)
                    return typed or default
        except UsageFailure as failure:
            output.note(failure.message, style="yellow")


def _value(typed: str, field: InputField) -> Any:
    if field.type == "file-list":
        return [file for one in typed.split() for file in from_text(one, field, field.name)]
    if field.required and not typed:
        raise UsageFailure(f"{field.label} is required")
    if field.options and typed not in field.options:
        return _option(typed, field.options, field.label)
    if field.max_length and field.type in ("text-input", "paragraph") and len(typed) > field.max_length:
        raise UsageFailure(f"{field.label} must have at most {field.max_length} characters, not {len(typed)}")
    return from_text(typed, field, field.name)


def _option(typed: str, options: Sequence[str], name: str) -> str:
    """An option by its number."""
    if typed.isdecimal() and 1 <= int(typed) <= len(options):
        return options[int(typed) - 1]
    raise UsageFailure(f"{name}: one of {', '.join(options)}, or its number")
