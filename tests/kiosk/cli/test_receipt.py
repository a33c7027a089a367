"""kioskctl receipt verify: a paper is checked with a key file and nothing else."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
import qrcode
from PIL import Image

from kiosk.cli import main
from kiosk.protocol.receipt_token import ClockState, claims_of, payload_of
from offline_cache.vault import Vault
from tests.kiosk.kiosk_toml import GOOD

KIOSK = "K-0412"


class Papers:
    """A kiosk's key and what it signs."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self.vault = Vault.open(folder / "device.key")
        self.key = folder / f"{KIOSK}.pem"
        self.key.write_text(self.vault.public_key_pem)

    def token(self, kiosk_id: str = KIOSK) -> str:
        claims = claims_of(
            kiosk_id=kiosk_id,
            receipt_no="L-0412-0023",
            matter_code="social-insurance-certificate",
            applied_at=datetime(2026, 11, 20, 15, 40, 12, tzinfo=UTC),
            application_sha256="0123456789abcdef" * 4,
            release=17,
            clock=ClockState(synchronised=False, offset_ms=2340),
        )
        return self.vault.sign_receipt(payload_of(claims))


@pytest.fixture
def papers(tmp_path: Path) -> Papers:
    return Papers(tmp_path / "state")


def verify(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    code = main(["receipt", "verify", *map(str, arguments)])
    said = capsys.readouterr()
    return code, said.out + said.err


def test_a_genuine_receipt_says_what_it_stands_for(papers: Papers, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = verify(capsys, papers.token(), "--key", papers.key)
    assert code == 0
    for fact in ("Genuine.", "L-0412-0023", KIOSK, "release 17", "2026-11-20 23:40:12", "NOT synchronised, +2340 ms"):
        assert fact in said


def test_the_address_a_file_and_a_picture_of_the_paper_do_as_well(
    papers: Papers, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    address = f"https://platform.example/r/{papers.token()}"
    text, picture = tmp_path / "receipt.txt", tmp_path / "receipt.png"
    text.write_text(address + "\n")
    with picture.open("wb") as file:
        qrcode.make(address).save(file)
    for given in (address, text, picture):
        assert verify(capsys, given, "--key", papers.key)[0] == 0


def test_the_receipt_is_found_among_other_codes_of_a_paper(
    papers: Papers, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paper = Image.new("L", (900, 1500), 255)
    for place, text in enumerate(("https://weather.example/a.b", papers.token())):
        code = qrcode.make(text).get_image().resize((600, 600))
        paper.paste(code, (100, 100 + 700 * place))
    paper.save(tmp_path / "paper.png")
    assert verify(capsys, tmp_path / "paper.png", "--key", papers.key)[0] == 0


@pytest.mark.parametrize(
    "content", [b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"\0" * 100_000, b"II*\0\x08\0\0\0", b"GIF89a"]
)
def test_any_file_is_safe_to_ask_about(
    papers: Papers, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    (tmp_path / "file").write_bytes(content)
    code, said = verify(capsys, tmp_path / "file", "--key", papers.key)
    assert (code, said.startswith("This is no receipt")) == (1, True)


def test_a_folder_of_keys_finds_the_right_one(
    papers: Papers, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "state" / "K-0001.pem").write_text(Papers(tmp_path / "other").vault.public_key_pem)
    assert verify(capsys, papers.token(), "--key", tmp_path / "state")[0] == 0
    code, said = verify(capsys, papers.token("K-9999"), "--key", tmp_path / "state")
    assert code == 1
    assert "Not one of ours: it names kiosk K-9999" in said
    assert verify(capsys, papers.token("../state/K-0412"), "--key", tmp_path / "state")[0] == 1


def test_the_kiosks_own_key_is_the_default(papers: Papers, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "kiosk.toml"
    config.write_text(GOOD)

    def own(token: str) -> tuple[int, str]:
        code = main(["--config", str(config), "receipt", "verify", token])
        said = capsys.readouterr()
        return code, said.out + said.err

    assert own(papers.token())[0] == 0
    assert own(papers.token("K-0413")) == (
        1,
        "Not one of ours: it names kiosk K-0413, and there is no key of that kiosk here.\n",
    )
    (tmp_path / "state" / "device.key").unlink()
    code, said = own(papers.token())
    assert (code, "no key yet" in said) == (2, True)


def test_forged_altered_and_foreign_receipts_are_told_apart_from_ours(
    papers: Papers, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stranger = Papers(tmp_path / "stranger")
    payload, signature = papers.token().split(".")
    altered = f"{payload[:40]}{'A' if payload[40] != 'A' else 'B'}{payload[41:]}.{signature}"
    other_payload = stranger.token("K-0413").split(".")[0]
    for token in (stranger.token(), f"{other_payload}.{signature}"):
        code, said = verify(capsys, token, "--key", papers.key)
        assert (code, "NOT genuine" in said) == (1, True)
    assert verify(capsys, altered, "--key", papers.key)[0] == 1


@pytest.mark.parametrize("text", ["", "x", "e30.e30", "a.b.c", "\x00", "/", "https://platform.example/r/", "申请.回执"])
def test_what_is_no_receipt_is_called_so(papers: Papers, capsys: pytest.CaptureFixture[str], text: str) -> None:
    assert verify(capsys, text, "--key", papers.key) == (
        1,
        "This is no receipt: there is no token of one in it, or it was damaged.\n",
    )


def test_without_a_usable_key_nothing_is_said_of_the_receipt(
    papers: Papers, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = tmp_path / "wrong.pem"
    wrong.write_bytes(b"\xff\xfe")
    for key in (wrong, tmp_path / "absent.pem"):
        code, said = verify(capsys, papers.token(), "--key", key)
        assert code == 2
        assert "enuine" not in said
        assert main(["receipt", "verify", papers.token(), "--key", str(key), "--json"]) == 2
        assert "error" in json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("name", ["/nonexistent/receipt", "nonexistent/receipt.png", "receipt.PNG", "receipt.txt"])
def test_a_file_that_is_not_there_is_no_damaged_receipt(
    papers: Papers, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    code, said = verify(capsys, name, "--key", papers.key)
    assert (code, said.startswith(f"kioskctl: {name}: there is no such file.")) == (2, True)


def test_a_key_that_cannot_be_used_is_named_with_what_is_wanted(
    papers: Papers, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = tmp_path / "wrong.pem"
    wrong.write_text("no key")
    for key, why in (
        (tmp_path / "absent.pem", "cannot be read (No such file or directory)"),
        (wrong, "is no public key"),
    ):
        code, said = verify(capsys, papers.token(), "--key", key)
        assert code == 2
        assert said.startswith(f"kioskctl: {key}: {why}")
        assert "folder of KIOSK-ID.pem" in said


def test_machines_get_the_same_in_json(papers: Papers, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = verify(capsys, papers.token(), "--key", papers.key, "--json")
    facts = json.loads(said)
    assert (code, facts["genuine"], facts["release"], facts["synchronised"]) == (0, True, 17, False)
    code, said = verify(capsys, "x", "--key", papers.key, "--json")
    assert (code, json.loads(said)) == (1, {"genuine": False, "doubt": "no-token"})
