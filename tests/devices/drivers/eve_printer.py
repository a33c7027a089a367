"""``ippeveprinter`` (Debian: cups-ipp-utils) with a bus and an mDNS daemon of its own: a printer that we did not write.

It exits without DNS-SD (devices.md, finding 3), so a private ``dbus-daemon`` and ``avahi-daemon`` are started for it on the
loopback only. ``make test`` installs the three where apt and root are at hand; elsewhere `why_not` says what is missing.
"""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from fcntl import LOCK_EX, LOCK_UN, flock
from pathlib import Path
from tempfile import gettempdir
from threading import Event

import requests

_PROGRAMS = ("ippeveprinter", "avahi-daemon", "dbus-daemon")
_AVAHI_PID = Path("/run/avahi-daemon/pid")
_START_S = 10.0
_MEDIA = "size1=iso_a4_210x297mm&type1=stationery&level1={}&size3=&type3=&level3=-2"
_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path={bus}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>"""
_AVAHI = """[server]
host-name=suishiban-test
use-ipv4=yes
use-ipv6=no
allow-interfaces=lo
[publish]
publish-workstation=no
publish-hinfo=no
"""
_COMMAND = """#!/bin/sh
# Lines on stderr steer the printer; the job ends with this program.
[ ! -f {steer} ] || cat {steer} >&2
while [ -f {hold} ]; do sleep 0.05; done
[ ! -f {fail} ]
"""


def _which(program: str) -> str | None:
    return shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")


def why_not() -> str:
    """What keeps it from running here; empty when nothing does."""
    missing = [program for program in _PROGRAMS if _which(program) is None]
    if missing:
        return f"{', '.join(missing)} not installed (make test installs cups-ipp-utils, avahi-daemon and dbus as root)"
    if os.geteuid() != 0 and not _avahi_runs():
        return "avahi-daemon does not run, and only root can start one"
    return ""


def _avahi_runs() -> bool:
    try:
        os.kill(int(_AVAHI_PID.read_text()), 0)
    except PermissionError:
        return True
    except (OSError, ValueError):
        return False
    return True


class EvePrinter:
    """One running printer. `folder` holds its spool and the files that steer it."""

    def __init__(self, folder: Path, port: int) -> None:
        self._folder = folder
        self._port = port
        self.url = f"ipp://localhost:{port}/ipp/print"
        self.spool = folder / "spool"

    def documents(self) -> list[bytes]:
        """Every document it has taken, oldest first."""
        return [file.read_bytes() for file in sorted(self.spool.glob("*.pdf"))]

    def steer(self, *lines: str) -> None:
        """What the next job says of the printer, e.g. ``STATE: +media-jam-error``; nothing again without lines."""
        self._file("steer").write_text("".join(f"{line}\n" for line in lines))

    def hold(self, *, on: bool) -> None:
        """Let jobs go on working until this is off."""
        self._switch("hold", on=on)

    def fail(self, *, on: bool) -> None:
        """Let jobs be aborted."""
        self._switch("fail", on=on)

    def set_sheets(self, level: int) -> None:
        """250, 125, 50, 25, 5 or 0 sheets of A4 in the tray, by the printer's own web form."""
        self._visit(f"media?{_MEDIA.format(level)}")

    def set_toner(self, percent: int) -> None:
        """Black toner, by the printer's own web form."""
        self._visit(f"supplies?supply0=25&supply1={percent}")

    def _visit(self, page: str) -> None:
        with requests.Session() as session:
            session.trust_env = False
            session.get(f"http://localhost:{self._port}/{page}", timeout=5).raise_for_status()

    def _file(self, name: str) -> Path:
        return self._folder / name

    def _switch(self, name: str, *, on: bool) -> None:
        self._file(name).touch() if on else self._file(name).unlink(missing_ok=True)


@contextmanager
def service_discovery(folder: Path) -> Iterator[dict[str, str]]:
    """The environment in which a printer finds DNS-SD: the machine's own where it runs, else a private one."""
    # The daemon's pid file has one place on a machine; two test workers take turns.
    with ExitStack() as stack:
        turn = stack.enter_context((Path(gettempdir()) / f"suishiban-avahi-{os.getuid()}.lock").open("w"))
        flock(turn, LOCK_EX)
        if _avahi_runs():
            flock(turn, LOCK_UN)
            yield {}
            return
        bus = folder / "bus"
        (folder / "bus.conf").write_text(_BUS.format(bus=bus))
        (folder / "avahi.conf").write_text(_AVAHI)
        flags = (f"--config-file={folder / 'bus.conf'}", "--nofork", "--nopidfile")
        stack.enter_context(_running(folder, {}, "dbus-daemon", *flags))
        _await("dbus-daemon", bus.exists)
        environment = {"DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={bus}"}
        quiet = ("-f", str(folder / "avahi.conf"), "--no-drop-root", "--no-chroot", "--no-rlimits")
        stack.enter_context(_running(folder, environment, "avahi-daemon", *quiet))
        _await("avahi-daemon", _avahi_runs)
        yield environment


@contextmanager
def eve_printer(folder: Path, environment: dict[str, str]) -> Iterator[EvePrinter]:
    """A printer in the `environment` of `service_discovery`; its end is the pulled plug."""
    spool, command = folder / "spool", folder / "command.sh"
    spool.mkdir(parents=True)
    command.write_text(_COMMAND.format(**{name: folder / name for name in ("steer", "hold", "fail")}))
    command.chmod(0o700)
    port = _free_port()
    arguments = ("-p", str(port), "-n", "localhost", "-r", "off", "-d", str(spool), "-k", "-c", str(command))
    with _running(folder, environment, "ippeveprinter", *arguments, "-f", "application/pdf", "Kiosk A4"):
        _await("ippeveprinter", lambda: _answers(port))
        yield EvePrinter(folder, port)


@contextmanager
def _running(folder: Path, environment: dict[str, str], program: str, *arguments: str) -> Iterator[None]:
    path = _which(program)
    assert path is not None
    with (folder / f"{program}.log").open("wb") as log:
        process = subprocess.Popen((path, *arguments), env=os.environ | environment, stdout=log, stderr=log)
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(5)


def _await(what: str, there: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _START_S
    pause = Event()
    while not there():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not start in {_START_S:g} s")
        pause.wait(0.02)


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("localhost", port), 1).close()
    except OSError:
        return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])
