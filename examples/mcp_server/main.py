"""An MCP server whose tool is a workflow of Dify's: `python main.py`, with DIFY_BASE_URL and DIFY_API_KEY in the environment.

It speaks over standard input and output, as desktop assistants and editors start it.
"""

from __future__ import annotations

import json
import logging
import re
from typing import Any

import anyio
from mcp.server import Server
from mcp.server.stdio import stdio_server
from mcp_types import CallToolResult, ListToolsResult, TextContent, Tool
from schema import inputs_of, schema_of

from pydify_plus import AsyncClient
from pydify_plus.errors import DifyError, DifyInputError

logger = logging.getLogger(__name__)


class WorkflowTool:
    """A workflow app, as a tool by its own name, description and form."""

    def __init__(self, dify: AsyncClient) -> None:
        self._dify = dify
        self._fields: list[Any] = []
        self._tool: Tool | None = None

    async def tool(self) -> Tool:
        """What a model is told of it; Dify is asked once."""
        if self._tool is None:
            info = await self._dify.app_config.get_app_basic_info()
            parameters = await self._dify.app_config.get_app_parameters()
            self._fields = parameters.fields
            self._tool = Tool(
                name=re.sub(r"\W+", "_", info.name).strip("_").lower() or "workflow",
                title=info.name,
                description=info.description or f"Runs the workflow {info.name}.",
                input_schema=schema_of(self._fields),
            )
        return self._tool

    async def list_tools(self, context: Any, params: Any) -> ListToolsResult:
        return ListToolsResult(tools=[await self.tool()])

    async def call_tool(self, context: Any, params: Any) -> CallToolResult:
        tool = await self.tool()
        if params.name != tool.name:
            return _failed(f"There is no tool {params.name!r}; there is {tool.name!r}.")
        try:
            inputs = inputs_of(self._fields, params.arguments or {})
            return await self._run(inputs, context.session)
        except (DifyInputError, ValueError) as error:
            return _failed(f"{error}. Correct the arguments and call again.")
        except DifyError as error:
            logger.warning("a run failed: %s", error)
            return _failed(f"The workflow did not run: {error.message}")

    async def _run(self, inputs: dict[str, Any], session: Any) -> CallToolResult:
        done = 0
        async with self._dify.workflows.stream_workflow(inputs=inputs, validate_inputs=True) as stream:
            async for event in stream:
                if event.event == "node_finished":
                    done += 1
                    await session.report_progress(done, None, event.data.title)
            run = await stream.final()
        if run.status not in ("succeeded", "partial-succeeded"):
            return _failed(f"The workflow {run.status}: {run.error or 'it does not say why'}")
        outputs = run.outputs or {}
        text = json.dumps(outputs, ensure_ascii=False, indent=1)
        return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=outputs)


def _failed(words: str) -> CallToolResult:
    return CallToolResult(content=[TextContent(type="text", text=words)], is_error=True)


async def serve() -> None:
    async with AsyncClient(user="mcp") as dify:
        workflow = WorkflowTool(dify)
        server: Server[Any] = Server(
            "dify-workflow", on_list_tools=workflow.list_tools, on_call_tool=workflow.call_tool
        )
        async with stdio_server() as (incoming, outgoing):
            await server.run(incoming, outgoing, server.create_initialization_options())


if __name__ == "__main__":
    anyio.run(serve)
