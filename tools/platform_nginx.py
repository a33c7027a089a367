"""The nginx of ``make platform-pg``: its configuration, on loopback, by somebody without rights."""

import shutil
from dataclasses import dataclass
from pathlib import Path

MISSING = "nginx is not installed (apt-get install nginx-light)"


def program() -> str | None:
    """Where nginx is."""
    return shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")


@dataclass(frozen=True, slots=True)
class Ports:
    """Where who listens, on loopback."""

    kiosks: int
    people: int
    platform: int
    push: int


_PROBLEM = (
    '{{"type":"about:blank","title":"{title}","status":{status},"detail":""}}'  # what `central.problems` would say
)
_ERRORS = {
    400: "Bad Request",
    403: "Forbidden",
    404: "Not Found",
    413: "Content Too Large",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}
_CONFIG = """\
# Written by tools/platform_pg.py at each start. The example for real machines is deploy/nginx.conf.example.
daemon off;
worker_processes {workers};
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 4096; }}
http {{
    include /etc/nginx/mime.types;
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server_tokens off;
    ssl_certificate {folder}/server.pem;
    ssl_certificate_key {folder}/server.key;
    ssl_protocols TLSv1.3;
    ssl_session_cache shared:tls:10m;
    keepalive_timeout 75s;
    keepalive_requests 100000;
    upstream platform {{ server 127.0.0.1:{ports.platform}; keepalive 64; }}
    upstream push {{ server 127.0.0.1:{ports.push}; }}
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_set_header Host $http_host;
    # What the caller says of itself is not passed on: the platform believes the end of this one (throttling, audit).
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto https;

    # For kiosks: a client certificate of the platform's authority.
    server {{
        listen 127.0.0.1:{ports.kiosks} ssl;
        ssl_client_certificate {folder}/authority.pem;
        ssl_verify_client on;
        ssl_verify_depth 1;
        error_page 495 496 497 =403 @problem403;
        client_max_body_size 24m;
{problems}
        location = /v1/events {{ proxy_pass http://push; proxy_buffering off; proxy_read_timeout 75s; }}
        location ~ ^/(v1|releases)/ {{ proxy_pass http://platform; }}
        location / {{ return 404; }}
    }}

    # For people, and for a kiosk that enrols: no client certificate.
    server {{
        listen 127.0.0.1:{ports.people} ssl;
        client_max_body_size 24m;
        location = /v1/enrol {{
            proxy_pass http://platform;
{problems}
        }}
        location /v1/ {{ return 404; }}
        location = /metrics {{ return 404; }}
        location /static/ {{ alias {static}/; expires 1h; }}
        location / {{ proxy_pass http://platform; }}
    }}
}}
"""


def write(folder: Path, static: Path, ports: Ports, workers: int = 1) -> Path:
    """The configuration in `folder`, where also ``server.pem``, ``server.key`` and ``authority.pem`` are."""
    pages = " ".join(f"error_page {status} @problem{status};" for status in _ERRORS)
    text = _CONFIG.format(folder=folder, static=static, ports=ports, workers=workers, problems=f"            {pages}")
    answers = "\n".join(_answer(status, title) for status, title in _ERRORS.items())
    # Named locations stand in a server, once; the nested use above only names them.
    text = text.replace("        client_max_body_size 24m;\n", f"        client_max_body_size 24m;\n{answers}\n")
    path = folder / "nginx.conf"
    path.write_text(text)
    return path


def _answer(status: int, title: str) -> str:
    body = _PROBLEM.format(title=title, status=status)
    return (
        f"        location @problem{status} {{ internal; default_type application/problem+json;"
        f" return {status} '{body}'; }}"
    )
