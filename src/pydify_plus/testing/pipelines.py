"""Knowledge pipelines: where their documents come from, and what a run of one does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar, Literal, get_args

from .apps import App
from .files import StoredFile, told_file
from .forms import InputField
from .json_values import Json, is_array, is_object
from .nodes import Code, Node, NodeFailure, Outcome, Scope, Selector, Told, is_file
from .store import AppState, EndUser, Workspace, new_id

if TYPE_CHECKING:
    from .knowledge import Dataset

DatasourceType = Literal["local_file", "website_crawl", "online_document", "online_drive"]
DATASOURCE_TYPES: tuple[str, ...] = get_args(DatasourceType)


@dataclass(frozen=True)
class Datasource:
    """A place where a pipeline's documents come from.

    Attributes:
        node_id: Its node in the pipeline, which a run starts from.
        type: Dify's name for the kind of place.
        title: What people see.
        inputs: What it must be told to look there.
        finds: What is found there, by those inputs: crawled pages, or workspaces of online documents.
        provider: The name of the plugin.
        credential_id: The credential that the plugin's list names; made up when left out.
    """

    node_id: str
    type: DatasourceType
    title: str = ""
    inputs: tuple[InputField, ...] = ()
    finds: Callable[[Json], list[Json]] = field(default=lambda inputs: [])
    provider: str = "embedded"
    credential_id: str = field(default_factory=new_id)

    def told(self) -> Json:
        """The node as the list of datasource plugins has it."""
        credential = {"id": self.credential_id, "name": "default", "type": "api-key", "is_default": True}
        return {
            "node_id": self.node_id,
            "plugin_id": f"embedded/{self.provider}",
            "provider_name": self.provider,
            "datasource_type": self.type,
            "title": self.title or self.node_id,
            "user_input_variables": [_told_input(self.node_id, one) for one in self.inputs],
            "credentials": [] if self.type == "local_file" else [credential],
        }


def _told_input(node_id: str, one: InputField) -> Json:
    return {
        "belong_to_node_id": node_id,
        "type": one.type,
        "label": one.label or one.variable,
        "description": "",
        "variable": one.variable,
        "max_length": one.max_length or 256,
        "default_value": one.default or None,
        "placeholder": None,
        "unit": None,
        "tooltips": None,
        "allowed_file_types": None,
        "allowed_file_extensions": [],
        "allowed_file_upload_methods": [],
        "required": one.required,
        "options": list(one.options),
    }


@dataclass(frozen=True, kw_only=True)
class DatasourceNode(Node):
    """Where a pipeline's run begins: with one entry of a datasource."""

    type: ClassVar[str] = "datasource"

    source: str
    entry: Json

    _ICON: ClassVar[str] = "https://assets.dify.ai/images/File%20Upload.svg"

    @property
    def extras(self) -> Json:
        return {"icon": self._ICON}

    async def run(self, scope: Scope) -> Told:
        inputs = {**self.entry, "icon": self._ICON}
        yield Outcome(inputs=inputs)
        outputs: Json = dict(self.entry)
        if self.source == "local_file":
            stored = scope.workspace.files.get(str(self.entry.get("reference")))
            if stored is None:
                raise NodeFailure(f"File not found for {self.entry.get('reference')}", "DatasourceNodeError")
            outputs = {"file": told_file(scope.workspace.links, stored, "custom", "local_file")}
        yield Outcome(
            inputs=inputs,
            outputs={**outputs, "datasource_type": self.source},
            metadata={"datasource_info": inputs},
        )


@dataclass(frozen=True, kw_only=True)
class DocumentExtractor(Node):
    """Takes the text out of a file; its output is `text`."""

    type: ClassVar[str] = "document-extractor"

    variable: Selector

    async def run(self, scope: Scope) -> Told:
        file = scope.get(self.variable)
        inputs = {"variable_selector": list(self.variable)}
        yield Outcome(inputs=inputs)
        stored = scope.workspace.files.get(str(file["related_id"])) if is_file(file) else None
        if stored is None:
            raise NodeFailure(f"File variable not found for selector: {list(self.variable)}", "DocumentExtractorError")
        text = stored.content.decode("utf-8", "replace")
        yield Outcome(inputs=inputs, process_data={"documents": [file]}, outputs={"text": text})


@dataclass(frozen=True, kw_only=True)
class KnowledgeIndex(Node):
    """The end of a pipeline. A draft's only shows what would be indexed."""

    type: ClassVar[str] = "knowledge-index"

    id: str = "index"
    title: str = "Knowledge Base"
    chunks: Selector

    async def run(self, scope: Scope) -> Told:
        chunks = scope.get(self.chunks)
        inputs = {"chunks": chunks}
        yield Outcome(inputs=inputs)
        if not is_array(chunks):
            raise NodeFailure("Chunks is not a list", "KnowledgeIndexNodeError")
        preview = [{"content": str(one)} for one in chunks]
        outputs = {"chunk_structure": "text_model", "preview": preview, "total_segments": len(preview)}
        yield Outcome(inputs=inputs, outputs=outputs)


def indexing_nodes(start: str) -> tuple[Node, ...]:
    """The nodes after a pipeline's start that take a file's text, cut it at empty lines, and index the parts."""
    return (
        DocumentExtractor(id="extract", title="Extract", variable=(start, "file")),
        Code(id="chunk", title="Chunk", function=_paragraphs, variables={"text": ("extract", "text")}),
        KnowledgeIndex(chunks=("chunk", "result")),
    )


def _paragraphs(text: str) -> Json:
    return {"result": [part.strip() for part in text.split("\n\n") if part.strip()]}


@dataclass(frozen=True)
class Pipeline:
    """A knowledge pipeline, which is a dataset that fills itself.

    Example:

        with DifyServer() as server:
            dataset_id = server.add_pipeline(Pipeline("docs", (Datasource("upload", "local_file"),)))

    Attributes:
        name: The name of its dataset.
        sources: Where its documents come from.
        description: What its dataset says of itself.
        inputs: What a run must be told besides.
        nodes: What a run of the draft does after its start, by the id of the node that it starts from.
        published: Whether it can be run other than as a draft.
        workflow_id: The id of its published version; made up when left out.
    """

    name: str
    sources: tuple[Datasource, ...]
    description: str = ""
    inputs: tuple[InputField, ...] = ()
    nodes: Callable[[str], Sequence[Node]] = indexing_nodes
    published: bool = True
    workflow_id: str = field(default_factory=new_id)

    def going_on(self, ids: dict[str, str]) -> Pipeline:
        """This pipeline under the ids that one of its name had before.

        Args:
            ids: Those that a state file keeps, by what they are of; what is not there yet is put there.
        """
        kept = [
            replace(one, credential_id=ids.setdefault(f"credential {one.node_id}", one.credential_id))
            for one in self.sources
        ]
        return replace(self, sources=tuple(kept), workflow_id=ids.setdefault("workflow", self.workflow_id))

    def source(self, node_id: str) -> Datasource | None:
        """The source of a node; None when the pipeline has none of this id.

        Args:
            node_id: The node's id.
        """
        return next((one for one in self.sources if one.node_id == node_id), None)


class DraftApp(AppState):
    """What a draft's run belongs to: the pipeline with one entry to start from."""

    def __init__(self, workspace: Workspace, dataset: Dataset, pipeline: Pipeline, start: DatasourceNode) -> None:
        nodes = (start, *pipeline.nodes(start.id))
        super().__init__(_Graph(pipeline.name, "workflow", nodes=nodes), key="", clock=workspace.clock)
        self.id = dataset.pipeline_id or dataset.id
        self.workflow_id = pipeline.workflow_id
        self._creator = {"id": workspace.account_id, "name": workspace.account_name, "email": workspace.account_email}

    def creator(self, user: EndUser) -> Json:
        return dict(self._creator)


class _Graph(App):
    """The graph of a pipeline, which begins with a datasource and ends with an index."""

    def __post_init__(self) -> None: ...

    @property
    def graph(self) -> tuple[Node, ...]:
        return self.nodes


def entry_file(workspace: Workspace, kind: str, entry: Json) -> StoredFile | None:
    """The file that a run makes a document of; None if the entry names one that is not there."""
    if kind == "local_file":
        return workspace.files.get(str(entry.get("reference") or entry.get("related_id")))
    text = str(entry.get("content") or "")
    return workspace.store_file(f"{entry_name(entry)}.txt", "text/plain", text.encode(), workspace.account_id)


def entry_name(entry: Json) -> str:
    """What a document made of an entry is called."""
    page = entry.get("page")
    if is_object(page):
        return str(page.get("page_name") or "Untitled")
    return str(entry.get("name") or entry.get("title") or entry.get("page_name") or "Untitled")
