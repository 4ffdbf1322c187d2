"""The page at `/_/`: what the server has, and what it was asked lately, for people with a browser."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from html import escape
from itertools import islice
from typing import TYPE_CHECKING

from starlette.responses import Response

if TYPE_CHECKING:
    from .faults import Faults
    from .request import ReceivedRequest
    from .store import AppState, Workspace

PATH = "/_/"

_MOST_REQUESTS = 50
_LONGEST_BODY = 4000
_NUMBERS = ("Conversations", "Runs", "Documents", "Segments")
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
}
_STYLE = """
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --good: #18794e; --bad: #c62a2f; }
@media (prefers-color-scheme: dark) { :root { --good: #4cc38a; --bad: #ff6369; } }
* { box-sizing: border-box; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 62rem; padding: 1rem; }
h1 { font-size: 1.4rem; margin: 0; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
p { margin: .25rem 0; }
.note { opacity: .75; }
code, pre { font: .87em/1.45 ui-monospace, monospace; overflow-wrap: anywhere; }
pre { background: var(--soft); margin: .5rem 0 0; padding: .5rem; white-space: pre-wrap; }
table { border-collapse: collapse; width: 100%; }
th { font-weight: 600; opacity: .75; text-align: left; }
th, td { border-bottom: 1px solid var(--line); padding: .4rem .75rem .4rem 0; vertical-align: top; }
.number { text-align: right; }
.key { white-space: nowrap; }
details > summary { cursor: pointer; }
.good { color: var(--good); }
.bad { color: var(--bad); }
@media (max-width: 40rem) {
  thead { display: none; }
  table, tbody, tr, td { display: block; }
  tr { border-bottom: 1px solid var(--line); padding: .5rem 0; }
  td, .number { border: 0; padding: .1rem 0; text-align: left; }
  .key { white-space: normal; }
  td[data-name]::before { content: attr(data-name) ": "; opacity: .75; }
}
"""


def page(workspace: Workspace, requests: Iterable[ReceivedRequest], faults: Faults) -> Response:
    """The page as it is now; everything that somebody sent is shown as text."""
    apps = list(workspace.apps_by_key.values())
    latest = list(islice(reversed(list(requests)), _MOST_REQUESTS))
    base_url = f"{workspace.links.base}/v1"
    body = f"""
<header>
<h1>Embedded Dify</h1>
<p class=note>A test double of Dify {escape(workspace.version.name)}, made by pydify_plus for tests on this machine:
not Dify, not for production.</p>
<p>Base URL: <code>{escape(base_url)}</code></p>
</header>
{_section("Apps", ("App", "Mode", "Key", "Conversations", "Runs"), map(_app, apps), "There are none.")}
<p class=note>Each key opens one app: <code>curl -H "Authorization: Bearer KEY" {escape(base_url)}/info</code></p>
{_section("Knowledge", ("Dataset", "Id", "Documents", "Segments"), _datasets(workspace), "There are no datasets yet.")}
<p>Its key: {" ".join(f"<code>{escape(key)}</code>" for key in sorted(workspace.dataset_keys))}</p>
{_faults(faults)}
{_section("Latest requests", ("Time", "Request", "Status", "Body"), map(_request, latest), "There were none yet.")}
"""
    return Response(_document(body), media_type="text/html; charset=utf-8", headers=_HEADERS)


def _document(body: str) -> str:
    return f"""<!doctype html>
<html lang=en>
<head>
<meta charset=utf-8>
<meta name=viewport content="width=device-width, initial-scale=1">
<title>Embedded Dify</title>
<style>{_STYLE}</style>
</head>
<body>{body}</body>
</html>
"""


def _section(title: str, columns: tuple[str, ...], rows: Iterable[str], empty: str) -> str:
    told = "\n".join(rows)
    head = "".join(f"<th scope=col{' class=number' if column in _NUMBERS else ''}>{column}</th>" for column in columns)
    table = (
        f"<table><thead><tr>{head}</tr></thead><tbody>{told}</tbody></table>" if told else f"<p class=note>{empty}</p>"
    )
    return f"<section><h2>{title}</h2>{table}</section>"


def _app(state: AppState) -> str:
    app = state.definition
    description = f"<p class=note>{escape(app.description)}</p>" if app.description else ""
    return (
        f"<tr><td><strong>{escape(app.name)}</strong>{description}</td><td class=key>{escape(app.mode)}</td>"
        f"<td><code class=key>{escape(state.key)}</code></td>{_number('Conversations', len(state.conversations))}"
        f"{_number('Runs', len(state.runs))}</tr>"
    )


def _datasets(workspace: Workspace) -> Iterable[str]:
    for dataset in workspace.datasets.values():
        segments = sum(len(document.segments) for document in dataset.documents)
        yield (
            f"<tr><td><strong>{escape(dataset.name)}</strong></td><td><code class=key>{escape(dataset.id)}</code></td>"
            f"{_number('Documents', len(dataset.documents))}{_number('Segments', segments)}</tr>"
        )


def _number(name: str, value: int) -> str:
    return f'<td class=number data-name="{name}">{value}</td>'


def _faults(faults: Faults) -> str:
    if not faults.pending:
        return ""
    often = {None: "every time", 1: "once more"}
    rows = (
        f"<tr><td>{escape(str(order.fault))}</td><td>{often.get(order.left) or f'{order.left} times more'}</td></tr>"
        for order in faults.pending
    )
    return _section("Faults on order", ("Fault", "Happens"), rows, "")


def _request(request: ReceivedRequest) -> str:
    at = time.strftime("%H:%M:%S", time.localtime(request.time))
    query = "&".join(f"{name}={value}" for name, value in request.query.items())
    line = f"{request.method} {request.path}{'?' if query else ''}{query}"
    operation = f"<p class=note>{escape(request.operation)}</p>" if request.operation else ""
    if request.status is None:
        status = '<span class="bad">no answer</span>'
    else:
        status = f'<span class="{"good" if request.status < 400 else "bad"}">{request.status}</span>'
    sent = request.json if request.json is not None else request.form
    text = json.dumps(sent, ensure_ascii=False, indent=1, default=str) if sent else ""
    if len(text) > _LONGEST_BODY:
        text = f"{text[:_LONGEST_BODY]}\n… and {len(text) - _LONGEST_BODY} characters more"
    shown = f"<details><summary>show</summary><pre>{escape(text)}</pre></details>" if text else ""
    return f"<tr><td>{at}</td><td><code>{escape(line)}</code>{operation}</td><td>{status}</td><td>{shown}</td></tr>"
