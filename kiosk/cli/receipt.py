"""``kioskctl receipt verify``: is this receipt genuine? Needs a public key and nothing else: no network, no store.

The receipt may be given as the address or token in its QR code, or as a file with either, or as a picture of the paper.
"""

import argparse
from pathlib import Path

from PIL import Image, UnidentifiedImageError
from zxingcpp import read_barcodes

from kiosk.cli import reprint
from kiosk.cli.arguments import Commands, add_json, refused, say
from kiosk.clock import CHINA
from kiosk.config import load_config
from kiosk.protocol.crypto.international import International
from kiosk.protocol.receipt_token import Doubt, ReceiptClaims, check, read_unverified
from offline_cache.vault import DEVICE_KEY

_NO_RECEIPT = "This is no receipt: there is no token of one in it, or it was damaged."
_FOREIGN = "Not one of ours: it names kiosk {}, and there is no key of that kiosk here."
_FORGED = (
    "NOT genuine: it names kiosk {}, but the signature does not fit that key."
    " It was altered after it was signed, or somebody else signed it."
)
_NO_FILE = (
    "{}: there is no such file. Give the token or the address from the QR code, or a file or picture that exists."
)
_NO_KEY_FILE = "{}: cannot be read ({}); --key names the kiosk's public key (PEM), or a folder of KIOSK-ID.pem files"
_NO_KEY = "{}: is no public key (PEM); --key names the kiosk's, or a folder of KIOSK-ID.pem files"
_ENDINGS = frozenset({".png", ".jpg", ".jpeg", ".txt", ".pdf", ".html"})
"""A token has a point, too: only an ending that is known makes a text without a slash a file's name"""
_LONGEST_TEXT, _LONGEST_NAME = 8192, 255
_REFUSED, _MISUSED = 1, 2


class _NoKeyError(Exception):
    """The text says which."""


def add_to(commands: Commands) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "receipt", help="check the signature of a receipt, offline; print one that never came out"
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    verify = actions.add_parser("verify", help="whether a receipt is genuine, and what it says")
    verify.add_argument("receipt", metavar="TOKEN|FILE", help="token or address from the QR code, or a file or picture")
    verify.add_argument(
        "--key",
        type=Path,
        help="public key (PEM) of the kiosk, or a folder of KIOSK-ID.pem files; by default this kiosk's own key",
    )
    add_json(verify)
    verify.set_defaults(run=run)
    reprint.add_to(actions)


def run(options: argparse.Namespace) -> int:
    """0 genuine, 1 not, 2 without anything to check with."""
    token = _token(options.receipt)
    claimed = read_unverified(token)
    if claimed is None and _is_missing_file(options.receipt):
        return refused(options, _NO_FILE.format(options.receipt), _MISUSED)
    if claimed is None:
        say(options, _NO_RECEIPT, genuine=False, doubt=Doubt.NO_TOKEN.value)
        return _REFUSED
    named = claimed.kiosk_id
    try:
        key = _key_for(named, options)
        checked = None if key is None else check(token, key)
    except (OSError, ValueError, _NoKeyError) as error:
        return refused(options, str(error), _MISUSED)
    match checked:
        case ReceiptClaims():
            _tell(options, checked)
            return 0
        case None:
            say(options, _FOREIGN.format(named), genuine=False, doubt="foreign", names_kiosk=named)
        case Doubt():
            say(options, _FORGED.format(named), genuine=False, doubt=checked.value, names_kiosk=named)
    return _REFUSED


def _tell(options: argparse.Namespace, claims: ReceiptClaims) -> None:
    clock = {True: "synchronised", False: "NOT synchronised", None: "unknown"}[claims.synchronised]
    offset = "" if claims.offset_ms is None else f", {claims.offset_ms:+d} ms to the platform"
    edition = f"release {claims.release}" if claims.release else "as the kiosk came"
    sentence = "\n".join(
        (
            "Genuine.",
            f"  receipt      {claims.receipt_no}",
            f"  kiosk        {claims.kiosk_id}",
            f"  matter       {claims.matter_code} ({edition})",
            f"  applied      {claims.applied_at.astimezone(CHINA):%Y-%m-%d %H:%M:%S} (China)",
            f"  its clock    {clock}{offset}",
            f"  application  SHA-256 {claims.application_sha256_prefix}…",
        )
    )
    say(options, sentence, genuine=True, **claims.model_dump(mode="json"))


def _key_for(named: str, options: argparse.Namespace) -> str | None:
    """The key to check with; None when the receipt names a kiosk that nobody here has the key of."""
    if options.key is None:
        kiosk = load_config(options.config).kiosk
        if named != kiosk.id:
            return None
        private = kiosk.state / DEVICE_KEY
        if not private.exists():
            raise _NoKeyError(f"This kiosk has no key yet ({private}); give the public key with --key.")
        return International().public_key(private.read_bytes())
    given: Path = options.key
    if not given.is_dir():
        return _public_key(given)
    # Only a name that is one of the folder's own counts: the token is not believed yet.
    names = {path.stem: path for path in given.glob("*.pem")}
    return _public_key(names[named]) if named in names else None


def _public_key(path: Path) -> str:
    try:
        pem = path.read_text(errors="replace")
        International().verifying_key(pem)
    except OSError as error:
        raise _NoKeyError(_NO_KEY_FILE.format(path, error.strerror)) from error
    except ValueError as error:
        raise _NoKeyError(_NO_KEY.format(path)) from error
    return pem


def _token(given: str) -> str:
    """The token in a text, an address, a file or a picture; whatever else is there comes back and fits no signature."""
    path = Path(given)
    if not _may_be_name(given) or not path.is_file():
        return _last_part(given)
    return _in_picture(path) or _last_part(_beginning(path))


def _is_missing_file(given: str) -> bool:
    """Whether whoever gave this meant a file, and there is none; an address names its scheme."""
    if not _may_be_name(given) or "://" in given:
        return False
    path = Path(given)
    return ("/" in given or path.suffix.lower() in _ENDINGS) and not path.exists()


def _may_be_name(text: str) -> bool:
    return len(text) <= _LONGEST_NAME and "\0" not in text


def _last_part(text: str) -> str:
    return text.strip().rpartition("/")[2]


def _beginning(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(_LONGEST_TEXT).decode(errors="replace")


def _in_picture(path: Path) -> str:
    """The token of the first receipt in a picture; empty when there is none, or no picture."""
    try:
        with Image.open(path, formats=("PNG", "JPEG")) as picture:
            found = read_barcodes(picture.convert("L"))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return ""
    tokens = (_last_part(code.text) for code in found)
    return next((token for token in tokens if read_unverified(token) is not None), "")
