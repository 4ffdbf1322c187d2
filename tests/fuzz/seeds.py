"""Write the corpus that fuzzing begins with: `PYTHONPATH=tests:src python -m fuzz.seeds`.

It is committed; inputs that failed once are kept beside it.

From the recordings come the answers that differ most; what they cannot hold is written here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from recorded import FOLDERS, Exchange, exchanges

CORPUS = Path(__file__).parent / "corpus"
MOST_BYTES = 3000

TEXTS: dict[str, list[str]] = {
    "sse": [
        "data: a\n\ndata: b\n\n",
        "data:a\r\n\r\ndata:b\r\rdata: c\n\r\n",
        "\ufeffevent: ping\n\ndata: a\ndata:\ndata: b\n\n",
        ": hello\nid: 1\nretry: 5\ndata\n\n",
        "event: error\ndata: {}\n\n",
        "data: a\u2028b\u0085c\u2029d\n\ndata: \ufeff\n\n",
        "data: cut",
        "event\ndata: x\n\n\n\n",
    ],
    "client_stream": [
        'data: {"event": "ping"}\n\ndata: []\n\n',
        'data: {"event": "message", "answer": 1}\n\n',
        '{"answer": "whole", "event": "message"}',
        "{}",
        "<html>",
    ],
    "error_events": [
        '{"event": "error", "status": "500", "code": 1, "message": null}',
        '{"errors": {"a": "b"}, "message": "m"}',
        '{"a": null}',
    ],
    "file_names": ['\x04a"b\\\x03a/b\x02me', "\x08a\r\nX: 1\x00\x00", "\x07x.mp3\x00\x00"],
    "download_names": [
        "attachment; filename=report.pdf",
        "attachment; filename*=UTF-8''%E7%BB%BF.txt",
        'inline; filename="../../etc/passwd"',
        "attachment; filename*=UTF-8''..%2F..%2Fx",
        'attachment; filename="C:\\\\x.txt"',
        "attachment; filename*0=a; filename*1=b",
        "attachment; filename*=latin-9000''%FF",
        "attachment; filename=..",
    ],
    "ids": [
        "7a1e0b8c-3f1d-4f0a-9a64-2f4f3a4b5c6d",
        "..",
        "a/b",
        "%2e%2e",
        "a b",
        "绿茶",
        "a;b",
        "a:b@c",
        "\x7f",
        "\u2028",
        ".\u200b.",
    ],
    "paths": [
        "/info",
        "/datasets/x",
        "//evil.test/x",
        "/a/../b",
        "/%2e%2e/x",
        "/a\\..\\b",
        "/x?y",
        "/x#y",
        "/绿",
        "/a//b",
    ],
    "base_urls": [
        "https://api.dify.ai/v1",
        "http://localhost:5001",
        "https://gateway.example.com/dify/",
        "HTTP://[::1]:80/v1/",
        "https://me:pw@h/v1",
        "https://cloud.dify.ai/apps",
        "https://h/v1/chat-messages",
        "http://h:99999",
        "https://h/%2e%2e/v1",
        "https://xn--.test",
        "http://a..b/",
        "http://h/v1;x",
        "https://绿茶.test",
    ],
    "dotenv": [
        'DIFY_API_KEY=app-1\nexport DIFY_USER = "a \\"b\\" \\\\" # me\n',
        "\ufeffDIFY_BASE_URL='https://h/v1'#x\r\nOTHER=$DIFY_USER\r\nDIFY_X=\n",
        'DIFY_A=\'not ended\nDIFY_B="nor this\\"\n',
        "DIFY_A=#none\nDIFY_A=b #c\nDIFY_A=b#c\x0bDIFY_C=d\u2028DIFY_E=f",
    ],
    "retry_after": [
        "5",
        "0.5",
        "-1",
        "1e9",
        "Wed, 21 Oct 2026 07:28:00 GMT\nWed, 21 Oct 2026 07:27:00 GMT",
        "Wed, 21 Oct 2026 07:28:00 -9999",
        "9" * 400,
        ".",
    ],
    "times": [
        "2026-11-22",
        "22 Nov 2026 14:00 +01:00",
        "2026-11-22T14:00:00Z",
        "now",
        "10pm",
        "1.5e400",
        "20261122T140000.123456",
        "99999999999999",
        "Nov",
    ],
    "redaction": [
        "Authorization: Bearer %KEY%",
        '{"authorization":"Bearer %KEY%"}',
        "https://me:pw@host/?api_key=%KEY%&x",
        "%KEY%%KEY%",
        "app-%KEY%",
        "token %KEY%",
    ],
}


def answers() -> Iterable[Exchange]:
    return (exchange for version in FOLDERS for exchange in exchanges(version))


def seeds() -> Iterable[tuple[str, str, bytes]]:
    """Each seed: its target, its name, its bytes."""
    for name, texts in TEXTS.items():
        for number, text in enumerate(texts, 1):
            yield name, f"text-{number:02}", text.encode("utf-8")
    seen: set[object] = set()
    for exchange in answers():
        label = f"{exchange.version}-{exchange.name}"
        if exchange.is_stream:
            told = frozenset(event.get("event") for event in exchange.events)
            if (exchange.operation, told) not in seen:
                seen.add((exchange.operation, told))
                stream = exchange.text.encode()[:MOST_BYTES]
                yield "sse", label, stream[:700]
                yield "client_stream", label, stream
                events = [
                    event
                    for number, event in enumerate(exchange.events)
                    if number < 6 or number > len(exchange.events) - 4
                ]
                state = json.dumps(events, separators=(",", ":")).encode()
                if len(state) <= 2 * MOST_BYTES:
                    yield "stream_state", label, state
        elif exchange.is_json and exchange.status >= 400:
            kind = (exchange.status, str(exchange.json.get("code")) if isinstance(exchange.json, dict) else "")
            if kind not in seen:
                seen.add(kind)
                yield "error_table", label, json.dumps(exchange.json, separators=(",", ":")).encode()[:MOST_BYTES]
        elif exchange.is_json and isinstance(exchange.json, dict):
            keys = frozenset(exchange.json)
            text = json.dumps(exchange.json, separators=(",", ":")).encode()
            if keys not in seen and len(text) < MOST_BYTES:
                seen.add(keys)
                yield "views", label, text


def main() -> None:
    for name, label, content in seeds():
        (CORPUS / name).mkdir(parents=True, exist_ok=True)
        (CORPUS / name / label).write_bytes(content)


if __name__ == "__main__":
    main()
