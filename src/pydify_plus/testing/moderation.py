"""Moderation: words that are neither asked nor answered."""

from __future__ import annotations

from dataclasses import dataclass

from .json_values import Json


@dataclass(frozen=True)
class Moderation:
    """Blocks questions and answers that have certain words, in any case.

    Attributes:
        words: The words.
        on_input: What is answered to a question that has one of them; None lets all questions pass.
        on_output: What replaces an answer that has one of them; None lets all answers pass.
    """

    words: tuple[str, ...]
    on_input: str | None = None
    on_output: str | None = None

    def blocked_input(self, query: str, inputs: Json) -> str | None:
        """What is answered in place of the model, if a query or some text among the inputs is blocked.

        Args:
            query: The question.
            inputs: The inputs by name, of which texts are looked at.
        """
        texts = [query, *(value for value in inputs.values() if isinstance(value, str))]
        return self.on_input if any(self._has_word(text) for text in texts) else None

    def blocked_output(self, answer: str) -> str | None:
        """What an answer is replaced with, if it is blocked.

        Args:
            answer: The answer so far.
        """
        return self.on_output if self._has_word(answer) else None

    def _has_word(self, text: str) -> bool:
        return any(word.lower() in text.lower() for word in self.words)

    def in_parameters(self) -> Json:
        """The settings as `/parameters` shows them."""
        return {
            "enabled": True,
            "type": "keywords",
            "config": {
                "keywords": "\n".join(self.words),
                "inputs_config": _direction(self.on_input),
                "outputs_config": _direction(self.on_output),
            },
        }


def _direction(answer: str | None) -> Json:
    return {"enabled": answer is not None, "preset_response": answer or ""}
