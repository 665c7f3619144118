"""The documentation page needs no other host."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from litestar import Litestar
from litestar.testing import TestClient

import api

Client = TestClient[Litestar]
WEB = Path(api.__file__).parent / "web"


def test_the_page_names_no_other_host_and_may_not_call_one(client: Client) -> None:
    page = client.get("/docs")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    links = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    for link in links:
        assert link.startswith("/") or link == "data:,"
        if link.startswith("/"):
            assert client.get(link).status_code == 200, link
    assert "//" not in page.text + re.sub("^//.*$", "", _read("docs/docs.js"), flags=re.MULTILINE)
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "connect-src 'self'" in policy
    assert not re.search(r"https?:|\*", policy)


def _read(name: str) -> str:
    return (WEB / name).read_text("utf-8")


def test_vendored_files_are_those_of_the_readme() -> None:
    readme = _read("swagger/README.md")
    for name in ("swagger-ui.css", "swagger-ui-bundle.js"):
        digest = hashlib.sha256((WEB / "swagger" / name).read_bytes()).hexdigest()
        assert f"| `{name}` | `{digest}` |" in readme
