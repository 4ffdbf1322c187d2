"""Cutting a document's text into segments, about as Dify does."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .json_values import Json
from .usage import tokens_of

_URL_OR_EMAIL = re.compile(r"https?://\S+|[\w.+-]+@[\w-]+\.[\w.-]+")
_AUTOMATIC_SEPARATORS = ("\n\n", "。", ". ", " ", "")


def automatic_rules() -> Json:
    return {
        "pre_processing_rules": [
            {"id": "remove_extra_spaces", "enabled": True},
            {"id": "remove_urls_emails", "enabled": False},
        ],
        "segmentation": {"delimiter": "\n", "max_tokens": 500, "chunk_overlap": 50},
    }


@dataclass(frozen=True)
class ProcessRule:
    """How a document is cleaned and cut.

    Attributes:
        mode: `automatic`, `custom` or `hierarchical`.
        rules: Dify's own form of the details; None for the automatic ones.
    """

    id: str
    mode: str
    rules: Json | None = field(default=None)

    @property
    def effective(self) -> Json:
        return self.rules or automatic_rules()

    def clean(self, text: str) -> str:
        rules: list[Json] = self.effective.get("pre_processing_rules") or []
        enabled = {rule["id"] for rule in rules if rule.get("enabled")}
        if "remove_extra_spaces" in enabled:
            text = re.sub(r"\n{3,}", "\n\n", text)
            text = re.sub(r"[^\S\n]{2,}", " ", text)
        if "remove_urls_emails" in enabled:
            text = _URL_OR_EMAIL.sub("", text)
        return text

    def segments(self, text: str) -> list[str]:
        """The text's segments; of a hierarchical rule with `full-doc` the one whole."""
        if self.mode == "hierarchical" and self.effective.get("parent_mode") == "full-doc":
            return [text] if text.strip() else []
        segmentation: Json = self.effective.get("segmentation") or {}
        most = int(segmentation.get("max_tokens") or 500)
        if self.mode == "automatic":
            return cut(text, _AUTOMATIC_SEPARATORS, most)
        return _cut_at(text, segmentation, most)

    def children(self, segment: str) -> list[str]:
        """The child chunks of a segment, of a hierarchical rule."""
        segmentation: Json = self.effective.get("subchunk_segmentation") or {}
        return _cut_at(segment, segmentation, int(segmentation.get("max_tokens") or 200))


def _cut_at(text: str, segmentation: Json, most: int) -> list[str]:
    """Cut at every separator that the rule names, and further where a part is still too long."""
    separator = str(segmentation.get("separator") or "\n").replace("\\n", "\n")
    found: list[str] = []
    for part in text.split(separator):
        found.extend(cut(part, _AUTOMATIC_SEPARATORS, most))
    return found


def cut(text: str, separators: tuple[str, ...], most: int) -> list[str]:
    """Parts of at most so many tokens, as long as may be, cut at the first separator that helps."""
    text = text.strip()
    if not text:
        return []
    if tokens_of(text) <= most:
        return [text]
    separator, *others = separators
    parts = text.split(separator) if separator else list(text)
    found: list[str] = []
    current = ""
    for part in parts:
        longer = f"{current}{separator}{part}" if current else part
        if tokens_of(longer) <= most:
            current = longer
            continue
        found.append(current)
        current = part
        if others and tokens_of(part) > most:
            *whole, current = cut(part, tuple(others), most) or [""]
            found.extend(whole)
    found.append(current)
    return [part.strip() for part in found if part.strip()]


def pipeline_rule() -> ProcessRule:
    """The rule of documents that a pipeline made, which Dify shows and names no id of."""
    rules = automatic_rules()
    rules["segmentation"]["max_tokens"] = 1024
    return ProcessRule("", "custom", rules)
