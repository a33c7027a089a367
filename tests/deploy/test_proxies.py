"""What the proxies' examples must not lose. They are checked by nginx itself where there is one."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

DEPLOY = Path(__file__).parents[2] / "deploy"
NGINX = (DEPLOY / "nginx.conf.example").read_text(encoding="utf-8")
CADDY = (DEPLOY / "Caddyfile.example").read_text(encoding="utf-8")


def servers(text: str) -> list[str]:
    """The ``server`` blocks of an nginx configuration."""
    return ["server {" + part for part in re.split(r"^server \{", text, flags=re.MULTILINE)[1:]]


def test_kiosks_show_a_certificate_and_people_do_not() -> None:
    for_kiosks, for_people = servers(NGINX)
    assert "listen 8443 ssl;" in for_kiosks
    assert re.search(r"ssl_verify_client\s+on;", for_kiosks)
    assert re.search(r"ssl_protocols\s+TLSv1\.3;", for_kiosks)
    assert "ssl_verify_client" not in for_people
    kiosks, people = re.split(r"^platform\.example \{", CADDY, flags=re.MULTILINE)
    assert "mode require_and_verify" in kiosks
    assert "client_auth" not in people


def test_the_address_for_people_takes_the_enrolment_and_nothing_else_of_the_kiosks() -> None:
    _, for_people = servers(NGINX)
    assert re.search(r"location = /v1/enrol \{[^}]*proxy_pass", for_people)
    assert re.search(r"location /v1/ \{\s*return 404;", for_people)
    assert re.search(r"path /v1/\*\s+not path /v1/enrol\s+\}\s+respond @kiosks 404", CADDY)


def test_the_path_is_handed_on_as_it_was_signed() -> None:
    targets = re.findall(r"proxy_pass (\S+);", NGINX)
    assert targets
    assert all(re.fullmatch(r"http://127\.0\.0\.1:\d+", target) for target in targets)
    assert "rewrite" not in NGINX
    assert "uri " not in CADDY


@pytest.mark.parametrize("text", [NGINX, CADDY], ids=["nginx", "Caddy"])
def test_every_brace_is_closed(text: str) -> None:
    assert text.count("{") == text.count("}") > 0


def test_nginx_takes_its_example(tmp_path: Path) -> None:
    nginx, openssl = shutil.which("nginx"), shutil.which("openssl")
    if nginx is None or openssl is None:
        return  # a machine without nginx: the tests above are all that can be looked at
    key, certificate = tmp_path / "key.pem", tmp_path / "fullchain.pem"
    subprocess.run(
        [
            openssl,
            "req",
            "-x509",
            "-newkey",
            "ed25519",
            "-nodes",
            "-subj",
            "/CN=x",
            "-keyout",
            key,
            "-out",
            certificate,
        ],
        check=True,
        capture_output=True,
        timeout=30,
    )
    text = NGINX.replace("/etc/ssl/platform.example", str(tmp_path)).replace(
        "/etc/suishiban/authority.pem", str(certificate)
    )
    text = text.replace("listen 443", "listen 8444")
    (tmp_path / "nginx.conf").write_text(f"pid {tmp_path}/pid; events {{}} http {{ {text} }}", encoding="utf-8")
    done = subprocess.run(
        [nginx, "-t", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert done.returncode == 0, done.stderr
