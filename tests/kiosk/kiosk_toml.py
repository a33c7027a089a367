"""A configuration whose devices and network are not there: nothing answers, everything is well written."""

from pathlib import Path

GOOD = """
[kiosk]
id = "K-0412"
zone = { zh = "北桥街道", en = "Beiqiao" }
state = "state"

[central]
url = "http://127.0.0.1:1"
public_url = "http://127.0.0.1:1"

[devices.id_card_reader]
driver = "id_card_reader.sam_v"
port = "/dev/null"

[devices.receipt_printer]
driver = "receipt_printer.escpos"
port = "/dev/null"
baud = 115200

[devices.document_printer]
driver = "document_printer.ipp"
url = "http://127.0.0.1:1/ipp/print"

[devices.document_camera]
driver = "document_camera.opencv"
source = "http://127.0.0.1:1/stream"

[payments.scan_to_pay]
provider = "scan_to_pay.simulated"
url = "http://127.0.0.1:2"
"""


def write_config(folder: Path, text: str = GOOD) -> Path:
    """``kiosk.toml``."""
    file = folder / "kiosk.toml"
    file.write_text(text, encoding="utf-8")
    return file
