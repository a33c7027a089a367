"""One scan of everything that is plugged in, within a few seconds, disturbing nobody.

The same call serves `kioskctl devices probe` and screens for technicians.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from devices.api.probing import Confidence, Discovery, SerialProbe
from devices.binding import binding_for
from devices.enumeration import SerialPort, VideoSource, serial_ports, video_sources
from devices.probe import cameras, printers
from devices.probe import serial_ports as ports_asked
from devices.probe.findings import Answer, Finding, Findings, Medium, Proposal
from devices.probe.roles import PLACES, Configured, missing_of, role_of_port, role_of_source
from devices.registry import driver_classes
from devices.transports.byte_line import tcp_address

Source = SerialPort | VideoSource
LIMIT_S = 8.0
"""for the whole scan; connections are asked side by side"""
_GRACE_S = 1.0
"""over the limit, for an answer that is just arriving"""
_CAMERA_DRIVERS = {"document_camera": "document_camera.opencv", "face_camera": "face_camera.opencv"}
_PRINTER = "document_printer"
_PRINTER_DRIVER = "document_printer.ipp"


@dataclass(frozen=True, slots=True)
class Task:
    """One connection, and how to ask it."""

    medium: Medium
    where: str
    ask: Callable[[], Iterable[Finding]]
    hardware: str = ""
    in_role: str = ""

    def late(self) -> Finding:
        """What is said of it when it does not come back in time."""
        detail = "it did not come back in time"
        return Finding(self.medium, self.where, self.hardware, Answer.NOT_ASKED, detail, in_role=self.in_role)


def scan(
    root: Path = Path("/"),
    configured: Mapping[str, Configured] | None = None,
    *,
    limit_s: float = LIMIT_S,
    cups: str = printers.CUPS,
) -> Findings:
    """Look at everything under `root` and at the addresses that `configured` names (role → its table)."""
    began = time.monotonic()
    roles = dict(configured or {})
    tasks = _Tasks(roles, root, serial_ports(root), video_sources(root), began + limit_s, limit_s, cups)
    found = _side_by_side(tasks.all(), began + limit_s + _GRACE_S)
    judged = _judged(tuple(sorted(found, key=lambda each: (each.medium, each.where))))
    missing = {**_undiscovered(roles, judged), **missing_of(roles, root)}
    return Findings(judged, time.monotonic() - began, missing)


def _undiscovered(roles: Mapping[str, Configured], found: tuple[Finding, ...]) -> dict[str, str]:
    """Roles whose driver looks for its device by itself and is told no place, and for which it found none."""
    there, drivers = {each.in_role for each in found}, driver_classes()
    return {
        role: "nothing of its kind was found"
        for role, table in roles.items()
        if isinstance(getattr(drivers.get(table.driver), "discovery", None), Discovery)
        and role not in there
        and not any(key in table.options for key in PLACES)
    }


@dataclass(frozen=True, slots=True)
class _Tasks:
    roles: Mapping[str, Configured]
    root: Path
    ports: tuple[SerialPort, ...]
    cameras: tuple[VideoSource, ...]
    deadline: float
    limit_s: float
    cups: str

    def all(self) -> Iterable[Task]:
        """Each connection to ask."""
        for port in self.ports:
            yield Task(
                Medium.SERIAL, str(port.path), partial(self._port, port), port.hardware, role_of_port(self.roles, port)
            )
        for source in self.cameras:
            yield Task(Medium.VIDEO, str(source.path), partial(self._video, source), source.card)
        for role, table in self.roles.items():
            medium = Medium.PRINTER if role == _PRINTER else Medium.VIDEO
            for url in (table.options.get("url"), table.options.get("source")):
                if isinstance(url, str) and "://" in url:
                    yield Task(medium, url, partial(self._address, role, url), in_role=role)
            peer = table.options.get("port")
            probe = ports_asked.serial_probes().get(table.driver)
            if probe is not None and isinstance(peer, str) and tcp_address(peer):
                yield Task(Medium.NETWORK, peer, partial(self._network, role, peer, probe), in_role=role)
        yield Task(Medium.PRINTER, self.cups, self._queues)
        for name, each in driver_classes().items():
            discovery = getattr(each, "discovery", None)
            if isinstance(discovery, Discovery):
                yield Task(Medium.CARD_READER, name, partial(self._discovered, name, discovery))

    def _port(self, port: SerialPort) -> Iterable[Finding]:
        yield self._asked(port)

    def _asked(self, port: SerialPort) -> Finding:
        probes = ports_asked.serial_probes()
        asked = ports_asked.ask(port, probes, deadline=self.deadline)
        finding = self._serial(port, asked.answer, asked.detail)
        if finding.in_role and asked.answer is Answer.SILENT and self.roles[finding.in_role].driver not in probes:
            detail = "plugged in, and nobody else answered; this kind of device speaks only by itself"
            return replace(finding, answer=Answer.QUIET, detail=detail)
        if finding.in_role and asked.answer is Answer.IN_USE:
            return replace(finding, detail=f"in use, as the kiosk's {finding.in_role} when it runs")
        if asked.recognised is None:
            return finding
        role = asked.driver.partition(".")[0]
        finding = replace(finding, identity=asked.recognised.identity, answers_as=role)
        if finding.in_role == role:
            return finding
        options = {**_bound("port", port, self.ports), "baud": asked.baud, **asked.recognised.options}
        about = asked.recognised
        proposal = Proposal(role, asked.driver, options, about.confidence, about.why, about.identity)
        return replace(finding, proposals=(proposal,))

    def _serial(self, port: SerialPort, answer: Answer, detail: str) -> Finding:
        return Finding(
            Medium.SERIAL, str(port.path), port.hardware, answer, detail, in_role=role_of_port(self.roles, port)
        )

    def _video(self, source: VideoSource) -> Iterable[Finding]:
        answer, detail = cameras.ask_node(source.path)
        lasting = str(source.by_id or source.path)
        in_role = role_of_source(self.roles, source)
        proposals: tuple[Proposal, ...] = ()
        if answer is Answer.RECOGNISED and not in_role:
            why = "it is a camera; which way it looks only a picture tells"
            proposals = tuple(
                Proposal(role, driver, _bound("source", source, self.cameras), Confidence.LOW, why)
                for role, driver in _CAMERA_DRIVERS.items()
                if driver in driver_classes()
            )
        yield Finding(Medium.VIDEO, lasting, source.card, answer, detail, in_role=in_role, proposals=proposals)

    def _address(self, role: str, url: str) -> Iterable[Finding]:
        if role == _PRINTER:
            told = printers.ask_printer(url, limit_s=self.limit_s / 2)
            yield Finding(Medium.PRINTER, url, told.model, told.answer, told.detail, told.identity, role)
        else:
            answer, detail = cameras.ask_stream(url, limit_s=self.limit_s / 2)
            yield Finding(Medium.VIDEO, url, "stream", answer, detail, in_role=role)

    def _network(self, role: str, address: str, probe: SerialProbe) -> Iterable[Finding]:
        asked = ports_asked.ask_address(address, probe)
        identity = asked.recognised.identity if asked.recognised else ""
        yield Finding(Medium.NETWORK, address, "", asked.answer, asked.detail, identity, role)

    def _queues(self) -> Iterable[Finding]:
        known = self.roles.get(_PRINTER)
        for told in printers.ask_cups(self.cups, limit_s=self.limit_s / 2):
            in_role = _PRINTER if known and known.options.get("url") == told.url else ""
            why = f"the print server of this machine has it as {told.url}"
            proposal = Proposal(_PRINTER, _PRINTER_DRIVER, {"url": told.url}, Confidence.MEDIUM, why)
            yield Finding(
                Medium.PRINTER,
                told.url,
                told.model,
                told.answer,
                told.detail,
                told.identity,
                in_role,
                () if in_role else (proposal,),
            )

    def _discovered(self, name: str, discovery: Discovery) -> Iterable[Finding]:
        role = name.partition(".")[0]
        in_role = role if role in self.roles and self.roles[role].driver == name else ""
        for each in discovery.find(self.root, self.limit_s / 2):
            proposal = Proposal(role, name, each.options, each.confidence, each.why, each.identity)
            yield Finding(
                Medium.CARD_READER,
                each.what,
                each.what,
                Answer.RECOGNISED,
                each.why,
                each.identity,
                in_role,
                () if in_role else (proposal,),
            )


def _side_by_side(tasks: Iterable[Task], deadline: float) -> list[Finding]:
    """Each task in a thread of its own, which is left behind when it does not come back in time."""
    running = [_Running(task) for task in tasks]
    return [finding for each in running for finding in each.result(deadline)]


class _Running:
    def __init__(self, task: Task) -> None:
        self._task = task
        self._found: list[Finding] = []
        self._thread = threading.Thread(target=self._run, name=f"probe {task.where}", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        self._found = list(self._task.ask())

    def result(self, deadline: float) -> list[Finding]:
        self._thread.join(max(0.0, deadline - time.monotonic()))
        return [self._task.late()] if self._thread.is_alive() else self._found


def _judged(found: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Take back what cannot be sure: a role that works already, or that two could take."""
    works = {each.in_role for each in found if each.fits}
    wanted = Counter(proposal.role for each in found for proposal in each.proposals if proposal.role not in works)
    return tuple(replace(each, proposals=_kept(each.proposals, wanted)) for each in found)


def _kept(proposals: tuple[Proposal, ...], wanted: Counter[str]) -> tuple[Proposal, ...]:
    kept = []
    for proposal in proposals:
        others = wanted[proposal.role] - 1
        if others == 0:
            kept.append(proposal)
        elif others > 0:
            why = f"{proposal.why}; {others} more could take this role"
            kept.append(replace(proposal, confidence=Confidence.LOW, why=why))
    return tuple(kept)


def _bound(key: str, found: Source, among: tuple[Source, ...]) -> dict[str, object]:
    """The option that names `found` for good: what it is, else the link that udev made, else its path."""
    binding = binding_for(found, among)
    return {key: binding.table() if binding else str(found.by_id or found.path)}
