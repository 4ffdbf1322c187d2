"""What a sync decides to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pydify_plus.bulk.knowledge.folder_scan import Skipped
from pydify_plus.bulk.knowledge.sync_plan import Kind, LocalFile, Plan, RemoteDocument, make_plan


def local(path: str, content: str = "1", *, settings: str = "", **metadata: Any) -> LocalFile:
    digest = f"{content}+{settings}" if settings else content
    return LocalFile(path, Path(path), len(content), digest, content, metadata)


def remote(
    path: str, content: str = "1", id: str = "", *, source: str = "s", fields: str = "", **about: Any
) -> RemoteDocument:
    metadata = {"sync_source": source, "sync_path": path, "sync_hash": content, "sync_fields": fields}
    about["metadata"] = metadata | about.get("metadata", {})
    return RemoteDocument(id or f"id of {path}", path.rpartition("/")[2], len(content), **about)


def told(plan: Plan) -> list[tuple[str, str, str | None, bool]]:
    return [
        (action.kind.value, action.path, action.document.id if action.document else None, action.uploads)
        for action in plan.actions
    ]


def planned(files: list[LocalFile], documents: list[RemoteDocument], **options: Any) -> Plan:
    return make_plan(files, documents, source="s", **options)


def test_new_changed_unchanged_and_gone() -> None:
    files = [local("new.md"), local("same.md"), local("changed.md", "2")]
    documents = [remote("same.md"), remote("changed.md"), remote("gone.md", "9"), RemoteDocument("x", "by hand.md", 1)]
    plan = planned(files, documents)
    assert told(plan) == [("new", "new.md", None, True), ("changed", "changed.md", "id of changed.md", True)]
    assert (plan.unchanged, [one.id for one in plan.left], plan.uploads) == (1, ["id of gone.md"], 2)
    plan = planned(files, documents, delete=True)
    assert told(plan)[2:] == [("removed", "gone.md", "id of gone.md", False)]
    assert not plan.left


def test_equal_names_and_equal_contents_are_kept_apart() -> None:
    plan = planned([local("a/x.md"), local("b/x.md")], [remote("a/x.md"), remote("b/x.md")], delete=True)
    assert (told(plan), plan.unchanged) == ([], 2)


def test_documents_of_other_folders_and_by_hand_are_never_touched() -> None:
    documents = [
        remote("x.md", source="other"),
        RemoteDocument("h", "x.md", 5),
        RemoteDocument("w", "x.md", 1, from_api=False),
    ]
    plan = planned([local("x.md")], documents, delete=True)
    assert told(plan) == [("new", "x.md", None, True)]
    assert plan.actions[0].candidates == ()
    assert not plan.left


def test_what_an_interrupted_upload_left_behind_is_a_candidate() -> None:
    orphans = [RemoteDocument("1", "x.md", 1), RemoteDocument("2", "x.md", 2), RemoteDocument("3", "y.md", 1)]
    (action,) = planned([local("a/x.md")], orphans).actions
    assert action.candidates == ("1",)
    assert "left it behind" in str(action.reason)


@pytest.mark.parametrize(("path", "name_changes"), [("elsewhere/x.md", False), ("x2.md", True)])
def test_a_moved_file_takes_its_document_along(path: str, name_changes: bool) -> None:
    plan = planned([local(path)], [remote("x.md")], delete=True)
    assert told(plan) == [("moved", path, "id of x.md", name_changes)]
    assert plan.lines()[0].startswith(f"> {path}  (it was x.md")


def test_moves_prefer_the_same_name_and_take_each_document_once() -> None:
    files = [local("b/one.md"), local("b/two.md"), local("b/three.md")]
    documents = [remote("a/two.md"), remote("a/one.md"), remote("still.md")]
    plan = planned([*files, local("still.md")], documents)
    assert told(plan) == [
        ("new", "b/three.md", None, True),
        ("moved", "b/one.md", "id of a/one.md", False),
        ("moved", "b/two.md", "id of a/two.md", False),
    ]


def test_metadata_alone() -> None:
    same = local("x.md", author="Ada", year=2020)
    assert not planned(
        [same], [remote("x.md", fields="author, year", metadata={"author": "Ada", "year": 2020})]
    ).actions
    for before in ({"author": "Bob", "year": 2020}, {"author": "Ada"}):
        (action,) = planned([same], [remote("x.md", metadata=before)]).actions
        assert (action.kind, action.uploads) == (Kind.METADATA, False)
    # Cleared where the file said it, kept where somebody else did.
    assert planned([local("x.md")], [remote("x.md", fields="author", metadata={"author": "Ada"})]).actions
    assert not planned([local("x.md")], [remote("x.md", metadata={"author": "Ada"})]).actions


def test_how_documents_are_split_matters_where_it_is_said() -> None:
    document = remote("x.md", "1+old")
    assert not planned([local("x.md")], [document]).actions
    assert not planned([local("x.md", settings="old")], [document]).actions
    (action,) = planned([local("x.md", settings="new")], [document]).actions
    assert (action.kind, action.reason) == (Kind.CHANGED, "it is to be split in another way")
    (action,) = planned([local("a/x.md", settings="new")], [document]).actions
    assert (action.kind, action.uploads) == (Kind.MOVED, True)


def test_what_dify_could_not_index_is_made_anew() -> None:
    (action,) = planned([local("x.md")], [remote("x.md", status="error", error="no model")]).actions
    assert (action.kind, action.anew, action.reason) == (Kind.CHANGED, True, "its indexing failed: no model")


def test_what_dify_still_indexes_is_waited_for() -> None:
    documents = [remote("x.md", status="indexing")]
    assert told(planned([local("x.md")], documents)) == [("wait", "x.md", "id of x.md", False)]
    assert planned([local("x.md")], documents, wait=False).unchanged == 1


def test_of_two_documents_of_one_file_the_right_one_is_kept() -> None:
    documents = [remote("x.md", "0", "older"), remote("x.md", "1", "right"), remote("x.md", "1", "bad", status="error")]
    plan = planned([local("x.md")], documents)
    assert (told(plan), sorted(one.id for one in plan.left)) == ([], ["bad", "older"])
    plan = planned([local("x.md")], documents, delete=True)
    assert sorted(told(plan)) == [("removed", "x.md", "bad", False), ("removed", "x.md", "older", False)]
    assert {action.reason for action in plan.actions} == {"the same file has another document"}


def test_the_document_of_a_file_that_cannot_be_read_stays() -> None:
    plan = planned(
        [], [remote("x.md")], delete=True, problems=[Skipped("x.md", "it cannot be read: Permission denied")]
    )
    assert (plan.actions, plan.left) == ((), ())
    assert plan.lines() == ["! x.md  (it cannot be read: Permission denied)", "0 unchanged, 1 problems"]


def test_a_plan_reads_well() -> None:
    plan = planned(
        [local("new.md", "x" * 1500), local("changed.md", "2"), local("meta.md", author="Ada")],
        [remote("changed.md"), remote("meta.md"), remote("gone.md", "9")],
        skipped=[Skipped("photo.png", "Dify takes no .png files")],
    )
    assert str(plan).splitlines() == [
        "+ new.md  (1.5 kB)",
        "~ changed.md  (1 B)",
        "= meta.md  (metadata alone)",
        "? gone.md  (the file is gone; --delete removes the document)",
        "  photo.png  (skipped: Dify takes no .png files)",
        "1 new, 1 changed, 1 metadata, 0 unchanged, 1 left, 1 skipped",
    ]
    told = plan.to_dict()
    assert told["counts"]["new"] == 1
    assert told["actions"][0] == {"action": "new", "path": "new.md", "document_id": None, "reason": None, "size": 1500}
    assert told["left"] == [{"path": "gone.md", "document_id": "id of gone.md"}]
