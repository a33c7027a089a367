"""Signing, hashing and sealing behind one interface: the international algorithms, and the national ones (国密)."""

from kiosk.protocol.crypto.provider import CryptoProvider, CryptoUnavailable

NAMES = ("international", "national")


def provider(name: str) -> CryptoProvider:
    """The provider called ``international`` or ``national``.

    Raises:
        CryptoUnavailable: no such provider, or the package it needs is not installed. The text is for people.
    """
    # Each is loaded only when asked for: the national one needs a package of its own.
    if name == "international":
        from kiosk.protocol.crypto.international import International  # noqa: PLC0415

        return International()
    if name == "national":
        from kiosk.protocol.crypto.national import National  # noqa: PLC0415

        return National()
    raise CryptoUnavailable(f"There is no cryptography called {name!r}; choose one of: {', '.join(NAMES)}.")


def provider_of(public_pem: str) -> CryptoProvider:
    """The provider whose intake key `public_pem` is: a kiosk seals by whatever algorithms its platform asks for.

    Raises:
        ValueError: no provider here takes it.
        CryptoUnavailable: it may be one of a provider whose package is not installed.
    """
    missing: CryptoUnavailable | None = None
    for name in NAMES:
        try:
            candidate = provider(name)
            candidate.sealing_key(public_pem)
        except CryptoUnavailable as error:
            missing = error
        except ValueError:
            continue
        else:
            return candidate
    if missing is not None:
        raise missing
    raise ValueError("not an intake key of any provider")
