"""The queues of a print server, from a server that speaks IPP."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from devices.codecs.ipp import Group, Message, Operation, Status, Tag, attribute, decode, encode
from devices.probe.findings import Answer, Medium
from devices.probe.printers import ask_cups, ask_printer
from devices.probe.scan import scan

MODEL, UUID = "HP LaserJet M404", "urn:uuid:4509a320-00a0-008f-00b6-0025651ba58c"


class _Cups(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        request = decode(self.rfile.read(int(self.headers["Content-Length"])))
        about = (
            attribute("printer-uri-supported", Tag.URI, "ipp://localhost/printers/a4"),
            attribute("printer-make-and-model", Tag.TEXT, MODEL),
            attribute("printer-uuid", Tag.URI, UUID),
            attribute("printer-state", Tag.ENUM, 3),
        )
        known = request.code == Operation.CUPS_GET_PRINTERS
        groups = (Group(Tag.OPERATION, ()), Group(Tag.PRINTER, about)) if known else (Group(Tag.OPERATION, ()),)
        code = Status.OK if known else Status.OPERATION_NOT_SUPPORTED
        body = encode(Message(code, request.request_id, groups, b""))
        self.send_response(200)
        self.send_header("Content-Type", "application/ipp")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Tests are quiet."""


@pytest.fixture
def cups() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Cups)
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()
    thread.join()


def test_queues_are_told_by_model_and_address(cups: str) -> None:
    (told,) = ask_cups(cups, limit_s=20.0)
    assert (told.url, told.model, told.identity) == ("ipp://localhost/printers/a4", MODEL, UUID)
    assert told.detail == f"{MODEL}, idle"


def test_a_server_that_is_no_printer_is_silent(cups: str) -> None:
    assert ask_printer(cups, limit_s=20.0).answer is Answer.SILENT


def test_no_print_server_is_no_finding() -> None:
    assert ask_cups("http://127.0.0.1:1/", limit_s=0.5) == ()


def test_a_queue_is_proposed_as_the_document_printer(cups: str, tmp_path) -> None:
    (found,) = scan(tmp_path, cups=cups).found
    assert found.medium is Medium.PRINTER
    (proposal,) = found.proposals
    assert (proposal.role, proposal.options) == ("document_printer", {"url": "ipp://localhost/printers/a4"})
