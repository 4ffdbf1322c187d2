"""The HTML standard's rules for event streams, as plain as they can be written: the judge of the decoder."""

from __future__ import annotations


def reference(stream: bytes) -> list[tuple[str, str]]:
    """The events of a whole stream, one line after another."""
    text = stream.decode("utf-8", "replace").removeprefix("\ufeff")
    events, name, data = [], "", ""
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")[:-1]:
        if line == "":
            if data:
                events.append((name or "message", data[:-1]))
            name, data = "", ""
        elif not line.startswith(":"):
            field, value = line.split(":", 1) if ":" in line else (line, "")
            value = value[1:] if value.startswith(" ") else value
            if field == "data":
                data += value + "\n"
            elif field == "event":
                name = value
    return events
