"""A really started central platform: a process of its own on a temporary state folder, reached over HTTP.

Other rooms may use it too::

    with RunningCentral.start(tmp_path / "central") as central:
        central.url, central.kiosk_id, central.device_key, central.signer   # the kiosk is enrolled
        central.stop()       # the platform is unreachable …
        central.start_again()  # … and back, on the same port and state
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, Self
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from requests import Response, Session

from central.database import VARIABLE
from kiosk.protocol.enrolment import EnrolRequest, code_key, request_mac
from kiosk.sync.signing import RequestSigner
from tests.central import databases

ROOT = Path(__file__).parents[2]
os.environ.setdefault("SUISHIBAN_CENTRAL_SECOND_FACTOR", "off")  # tests of the second factor ask for it
KIOSK = "K-0412"
_PATIENCE_S = 90.0

QUICK = "from django.contrib.auth.hashers import PBKDF2PasswordHasher; PBKDF2PasswordHasher.iterations = 1000"
"""What a process of the tests begins with: passwords are made and tried by the hundred, and each costs 0.25 s by design"""
_PROGRAM = f"""
{QUICK}
from central.__main__ import main
main()
"""
_MUTATED = f"""
{QUICK}
import central.server as server
warm_up = server._warm_up
def mutated():
    warm_up()
    {{mutation}}
server._warm_up = mutated
from central.__main__ import main
main()
"""


@dataclass
class RunningCentral:
    """One platform with one enrolled kiosk. Everything it says on stderr is kept in `log`."""

    state: Path
    device_key: Ed25519PrivateKey
    kiosk_id: str = KIOSK
    url: str = ""
    mutation: str = ""
    tls: bool = False
    timers: bool = False
    """Whether it does by itself what is due by the clock; tests have days of their own"""
    database: str = ""
    """Address of its PostgreSQL; empty when it keeps SQLite in `state`"""
    _process: subprocess.Popen[str] | None = None
    _sessions: list[Session] = field(default_factory=list)

    @classmethod
    @contextmanager
    def start(cls, state: Path, mutation: str = "", *, tls: bool = False, timers: bool = False) -> Iterator[Self]:
        """Start one on `state`. `mutation` is a Python statement that plants a bug once the platform is loaded.

        With `tls` nobody is enrolled yet: the code is `code`, the place to go `people_url`.
        """
        state.mkdir(parents=True, exist_ok=True)
        database = os.environ.get(VARIABLE) or databases.fresh(state)
        central = cls(state, Ed25519PrivateKey.generate(), mutation=mutation, tls=tls, timers=timers, database=database)
        try:
            central.start_again()
            if not tls:
                central.enrol().raise_for_status()
            yield central
        finally:
            for session in central._sessions:
                session.close()
            central.stop()

    @property
    def code(self) -> str:
        """The one-time code that the platform was started with."""
        return (self.state / "code").read_text()

    @property
    def people_url(self) -> str:
        """Where phones, officers and kiosks without a certificate go."""
        address: str = json.loads((self.state / "central.json").read_text())["people_url"]
        return address

    @property
    def signer(self) -> RequestSigner:
        """Signs calls as the enrolled kiosk."""
        return RequestSigner(self.kiosk_id, self.device_key.sign)

    def enrol(self, kiosk_id: str = "", code: str = "", key: Ed25519PrivateKey | None = None) -> Response:
        """Enrol by the real call; without arguments the kiosk that the platform was started for."""
        kiosk_id, key = kiosk_id or self.kiosk_id, key or self.device_key
        code = code or self.code
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, kiosk_id)])
        request = x509.CertificateSigningRequestBuilder().subject_name(name).sign(key, None)
        csr = request.public_bytes(Encoding.PEM).decode()
        message = EnrolRequest(kiosk_id=kiosk_id, csr=csr, mac=request_mac(code_key(code), kiosk_id, csr))
        return self.session().post(f"{self.url}/v1/enrol", json=message.model_dump(), timeout=30)

    @property
    def log(self) -> str:
        """What the platform wrote to stderr so far."""
        return (self.state / "stderr").read_text()

    def command(self, *arguments: str) -> str:
        """What ``python -m central …`` prints on this state."""
        return subprocess.run(
            [sys.executable, "-W", "error", "-c", _PROGRAM, *arguments, "--state", str(self.state)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
            timeout=_PATIENCE_S,
        ).stdout

    def sql(self, statement: str) -> list[Any]:
        """Run a statement behind the platform's back."""
        return databases.rows(self.state, statement)

    def start_again(self) -> None:
        """Start the process; after a `stop` it comes back under the same address."""
        program = _MUTATED.format(mutation=self.mutation) if self.mutation else _PROGRAM
        enrolment = ["--kiosk", self.kiosk_id, "--code-file", str(self.state / "code")] if not self.url else []
        serving = ["--state", str(self.state), "--with-parent", "--port", str(urlsplit(self.url).port or 0)]
        serving += [*(["--tls"] if self.tls else []), *([] if self.timers else ["--no-timers"])]
        with (self.state / "stderr").open("a") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-W", "error", "-c", program, *serving, *enrolment],
                cwd=ROOT,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self.url = _first_line(self._process, self.log).removeprefix("central ready ").strip()

    def stop(self) -> int:
        """End the process by SIGTERM and return its exit status; 0 if it was not running."""
        process, self._process = self._process, None
        if process is None:
            return 0
        process.terminate()
        try:
            return process.wait(_PATIENCE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise
        finally:
            if process.stdout:
                process.stdout.close()

    def session(self) -> Session:
        """A new HTTP session; closed at the end."""
        session = Session()
        session.trust_env = False
        self._sessions.append(session)
        return session

    def call(self, method: str, path: str, *, session: Session | None = None, **more: Any) -> Response:
        """One call as the enrolled kiosk; `headers` go over those of the signature."""
        headers = more.pop("headers", {})
        signature = self.signer.headers(method, path, more.get("data"), key=headers.get("Idempotency-Key", ""))
        return (session or self.session()).request(
            method, self.url + path, headers=signature | headers, timeout=30, **more
        )

    def post(self, path: str, body: bytes, *, key: str = "", session: Session | None = None) -> Response:
        """POST JSON bytes as the enrolled kiosk, with idempotency `key`."""
        headers = {"Content-Type": "application/json"} | ({"Idempotency-Key": key} if key else {})
        return self.call("POST", path, data=body, headers=headers, session=session)


def _first_line(process: subprocess.Popen[str], log: str) -> str:
    """The first line `process` prints; ends it and fails after 30 s."""
    lines: SimpleQueue[str] = SimpleQueue()
    stdout = process.stdout
    assert stdout is not None
    Thread(target=lambda: lines.put(stdout.readline()), daemon=True).start()
    try:
        line = lines.get(timeout=_PATIENCE_S)
    except Empty:
        line = ""
    if not line.startswith("central ready "):
        process.kill()
        process.wait()
        raise AssertionError(f"central did not start: {log}")
    return line
