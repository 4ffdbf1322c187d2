"""Certificates are checked unless somebody says otherwise, and there are clear ways to trust one's own: real TLS on loopback."""

from __future__ import annotations

import ssl
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import which
from typing import Any, NamedTuple

import pytest
from security.serving import Server, ok
from unit.worlds import World

from pydify_plus.errors import DifyConnectionError


class Certificates(NamedTuple):
    """An authority of our own, as a file and as a folder, and what a server needs that it has signed."""

    authority: Path
    folder: Path
    server: Path
    key: Path


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    openssl = which("openssl")
    if openssl is None:
        pytest.skip("no openssl command here, which makes the certificates")
    folder = tmp_path_factory.mktemp("certificates")

    def run(*arguments: str) -> None:
        subprocess.run([openssl, *arguments], cwd=folder, check=True, capture_output=True)

    new = ("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2")
    run(*new, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=An authority")
    signed = ("-CA", "ca.pem", "-CAkey", "ca.key", "-addext", "subjectAltName=DNS:localhost")
    not_itself = ("-addext", "basicConstraints=critical,CA:FALSE")
    run(*new, "-keyout", "server.key", "-out", "server.pem", "-subj", "/CN=localhost", *signed, *not_itself)
    (folder / "trusted").mkdir()
    (folder / "trusted" / "ca.pem").write_bytes((folder / "ca.pem").read_bytes())
    run("rehash", "trusted")
    return Certificates(folder / "ca.pem", folder / "trusted", folder / "server.pem", folder / "server.key")


@pytest.fixture
def server(certificates: Certificates) -> Iterator[Server]:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificates.server, certificates.key)
    with Server(ok, tls=tls, host="localhost") as server:
        yield server


def name_of_the_app(world: World, url: str, **options: Any) -> str:
    client = world.client(url, **{"retries": 0, **options})
    return str(world.wait(client.app_config.get_app_basic_info()).name)


def test_a_certificate_of_nobody_known_is_refused_before_anything_is_sent(world: World, server: Server) -> None:
    with pytest.raises(DifyConnectionError, match=r"certificate verify failed.*pass verify=") as caught:
        name_of_the_app(world, server.url, retries=3)
    assert not caught.value.retryable
    assert not caught.value.may_have_run
    assert server.connections == []


@pytest.mark.parametrize(
    "verify",
    [
        pytest.param(lambda given: given.authority, id="path"),
        pytest.param(lambda given: str(given.authority), id="str"),
        pytest.param(lambda given: given.folder, id="folder"),
        pytest.param(lambda given: ssl.create_default_context(cafile=given.authority), id="context"),
        pytest.param(lambda given: False, id="unchecked"),
    ],
)
def test_an_authority_of_ones_own_is_trusted_where_it_is_named(
    world: World, server: Server, certificates: Certificates, verify: Callable[[Certificates], Any]
) -> None:
    assert name_of_the_app(world, server.url, verify=verify(certificates)) == "Helper"


@pytest.mark.parametrize(("variable", "field"), [("SSL_CERT_FILE", "authority"), ("SSL_CERT_DIR", "folder")])
def test_the_environment_can_name_it(
    world: World, server: Server, certificates: Certificates, monkeypatch: pytest.MonkeyPatch, variable: str, field: str
) -> None:
    for other in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(other, raising=False)
    monkeypatch.setenv(variable, str(getattr(certificates, field)))
    assert name_of_the_app(world, server.url) == "Helper"


def test_a_certificate_for_another_host_is_refused(world: World, server: Server, certificates: Certificates) -> None:
    with pytest.raises(DifyConnectionError, match="certificate verify failed"):
        name_of_the_app(world, server.url.replace("localhost", "127.0.0.1"), verify=certificates.authority)
    assert server.connections == []


def test_a_path_that_leads_nowhere_is_refused_at_once(world: World, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="CA certificates") as caught:
        world.client("https://dify.test", verify=tmp_path / "ca.pem")
    assert caught.value.filename == str(tmp_path / "ca.pem")


@pytest.mark.parametrize("verify", [None, 1, b"ca.pem", ["ca.pem"]])
def test_what_cannot_be_verified_by_is_refused_at_once(world: World, verify: Any) -> None:
    with pytest.raises(TypeError, match="verify must be"):
        world.client("https://dify.test", verify=verify)
