"""Where the server, the keys and the user come from, and that keys stay where they are."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import yaml

from pydify_plus.cli.config import masked, resolve
from pydify_plus.cli.dotenv import parse_dotenv
from pydify_plus.cli.failure import UsageFailure

from .conftest import Run

KEY = "app-Ab1Cd2Ef3Gh4Ij5Kl6Mn7Op8"
KNOWLEDGE_KEY = "dataset-Zy9Xw8Vu7Ts6Rq5Po4Nm3Lk2"


def profiles(home: Path, content: object, mode: int = 0o600) -> Path:
    path = home / "config" / "profiles.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(content if isinstance(content, str) else yaml.safe_dump(content))
    path.chmod(mode)
    return path


WORK = {"base_url": "http://work.example/v1", "api_key": KEY, "user": "of-profile"}


def test_options_go_before_the_environment_before_dotenv_before_the_profile(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profiles(home, {"default": "work", "profiles": {"work": WORK, "other": {"user": "of-other"}}})

    def found(**given: object) -> tuple[str | None, str]:
        config = resolve(given)
        return config.user, config.sources["user"]

    assert found() == ("of-profile", "the profile 'work'")
    (home / ".env").write_text("DIFY_USER=of-dotenv\n")
    assert found() == ("of-dotenv", ".env")
    monkeypatch.setenv("DIFY_USER", "of-environment")
    assert found() == ("of-environment", "the environment")
    assert found(profile="other") == ("of-other", "the profile 'other'"), "--profile is an option"
    monkeypatch.setenv("DIFY_PROFILE", "other")
    assert found() == ("of-environment", "the environment"), "DIFY_PROFILE is none"
    assert found(user="of-option", profile="other") == ("of-option", "an option")


def test_the_keys_of_a_profile_go_to_its_own_server_alone(home: Path, run: Run) -> None:
    profiles(home, {"default": "work", "profiles": {"work": WORK}})
    assert resolve({}).keys["api_key"].reveal() == KEY
    (home / ".env").write_text("DIFY_BASE_URL=http://elsewhere.example\n")
    config = resolve({})
    assert (config.base_url, dict(config.keys), config.unused_keys) == ("http://elsewhere.example/v1", {}, ("api_key",))
    assert resolve({"base_url": "http://work.example/"}).keys, "the same server in other words"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
def test_a_profile_file_that_others_may_read_is_refused(home: Path, run: Run, mode: int) -> None:
    path = profiles(home, {"profiles": {"work": WORK}}, mode)
    result = run("profile", "list", "-o", "json")
    error = json.loads(result.stderr)
    assert (result.exit_code, error["kind"], error["hint"]) == (2, "config", f"chmod 600 {path}")
    assert f"{mode:04o}" in error["message"]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (f"api_key: '{KEY}", "is not YAML"),
        (f"- {KEY}", "must hold a mapping `profiles`"),
        (f"profiles: [{KEY}]", "must hold a mapping `profiles`"),
        (f"profiles: {{work: {KEY}}}", "must be a mapping"),
        (f"profiles: {{work: {{apikey: {KEY}}}}}", "has 'apikey': it takes base_url, api_key"),
        ("profiles: {work: {api_key: 12}}", "has 'api_key'"),
    ],
)
def test_a_broken_profile_file_is_told_without_its_keys(home: Path, run: Run, content: str, complaint: str) -> None:
    profiles(home, content)
    result = run("profile", "list")
    assert result.exit_code == 2
    assert complaint in result.stderr
    assert KEY not in result.output


def test_profiles_are_added_shown_chosen_and_removed_and_their_keys_are_never_shown(home: Path, run: Run) -> None:
    path = home / "config" / "profiles.yaml"
    added = run("profile", "add", "work", "--base-url", "http://work.example", input=f"{KEY}\n{KNOWLEDGE_KEY}\n")
    assert added.exit_code == 0, added.output
    assert path.stat().st_mode & 0o777 == 0o600 or os.name != "posix"
    assert run("profile", "add", "other", "--user", "bob", input=f"{KEY}\n\n").exit_code == 0
    listed = run("profile", "list", "-o", "json")
    assert json.loads(listed.stdout) == [
        {
            "name": "work",
            "default": True,
            "base_url": "http://work.example/v1",
            "api_key": "app-…7Op8",
            "dataset_api_key": "dataset-…3Lk2",
            "user": None,
        },
        {
            "name": "other",
            "default": False,
            "base_url": "https://api.dify.ai/v1",
            "api_key": "app-…7Op8",
            "dataset_api_key": None,
            "user": "bob",
        },
    ]
    assert run("profile", "add", "work", input=f"{KEY}\n").exit_code == 2, "not without --replace"
    assert run("profile", "default", "other").exit_code == 0
    shown = run("profile", "show")
    assert "name\tother\n" in shown.stdout
    assert run("profile", "remove", "other").exit_code == 0
    assert run("profile", "show").exit_code == 1, "no default any more"
    for result in (added, listed, shown):
        assert KEY not in result.output
        assert KNOWLEDGE_KEY not in result.output
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [("\n\n", "needs a key"), ("Bearer app-x\n", "starts with 'Bearer '"), ("app x\n", "contains white space")],
)
def test_what_cannot_be_a_key_makes_no_profile(home: Path, run: Run, typed: str, complaint: str) -> None:
    result = run("profile", "add", "work", input=typed)
    assert result.exit_code == 2
    assert complaint in result.stderr
    assert not (home / "config").exists()


def test_a_key_is_read_from_a_file_or_from_standard_input(home: Path) -> None:
    (home / "key").write_text(f"{KEY}\nmore\n")
    assert resolve({"api_key_file": str(home / "key")}).keys["api_key"].reveal() == KEY
    with pytest.raises(UsageFailure, match="cannot be read"):
        resolve({"api_key_file": str(home / "gone")})


def test_a_key_that_cannot_be_one_is_told_with_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIFY_API_KEY", "'app-quoted'")
    with pytest.raises(UsageFailure, match=r"contains a quote .* \(from the environment\)") as caught:
        resolve({})
    assert "app-quoted" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("DIFY_USER=alice", {"DIFY_USER": "alice"}),
        ("\ufeffexport DIFY_USER = alice # me", {"DIFY_USER": "alice"}),
        ("DIFY_USER='a # b' # c", {"DIFY_USER": "a # b"}),
        (r'DIFY_USER="a \"b\" \\ $HOME"', {"DIFY_USER": r'a "b" \ $HOME'}),
        ("DIFY_USER=a#b\r\nDIFY_API_KEY=\n", {"DIFY_USER": "a#b", "DIFY_API_KEY": ""}),
        ("DIFY_USER=# nothing", {"DIFY_USER": ""}),
        ("OTHER='unclosed\n# DIFY_USER=a\nnonsense\nDIFY_USER=b\nDIFY_USER=c", {"DIFY_USER": "c"}),
    ],
)
def test_dotenv_files_are_read(text: str, found: dict[str, str]) -> None:
    assert parse_dotenv(text) == found


def test_a_broken_dotenv_line_is_told_without_what_it_holds(home: Path, run: Run) -> None:
    (home / ".env").write_text(f"A=1\nDIFY_API_KEY='{KEY}\n")
    with pytest.raises(UsageFailure, match=r"line 2: the quote .* DIFY_API_KEY") as caught:
        resolve({})
    assert KEY not in str(caught.value)


@pytest.mark.parametrize(
    ("key", "shown"),
    [(KEY, "app-…7Op8"), ("gateway-without-kind-1234", "gateway-…1234"), ("short-key", "***"), ("x" * 20, "…xxxx")],
)
def test_keys_are_shown_to_be_recognised_not_to_be_used(key: str, shown: str) -> None:
    assert masked(key) == shown
