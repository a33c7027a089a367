"""SM2 public-key encryption (GB/T 32918.4, ASN.1 form), which tongsuopy has inside and offers no call for.

Goes through the library's own binding of ``EVP_PKEY_encrypt``; a change of tongsuopy that breaks this breaks the
conformance suite, which also crosses over to the ``openssl`` command line.
"""

from collections.abc import Callable
from typing import Any

from tongsuopy.backends.tongsuo import backend

Sm2Key = Any
"""tongsuopy has no types"""

_Call = Callable[..., int]
_LIB, _FFI = backend._lib, backend._ffi  # noqa: SLF001 - see above


def encrypt(public_key: Sm2Key, data: bytes) -> bytes:
    """`data` for the holder of the private half."""
    result = _run(public_key, _LIB.EVP_PKEY_encrypt_init, _LIB.EVP_PKEY_encrypt, data)
    backend.openssl_assert(result is not None)
    return result or b""


def decrypt(private_key: Sm2Key, data: bytes) -> bytes | None:
    """What was encrypted; None when it was not for this key, or is no ciphertext at all."""
    return _run(private_key, _LIB.EVP_PKEY_decrypt_init, _LIB.EVP_PKEY_decrypt, data)


def _run(key: Sm2Key, init: _Call, step: _Call, data: bytes) -> bytes | None:
    context = _LIB.EVP_PKEY_CTX_new(key._evp_pkey, _FFI.NULL)  # noqa: SLF001 - see above
    backend.openssl_assert(context != _FFI.NULL)
    context = _FFI.gc(context, _LIB.EVP_PKEY_CTX_free)
    backend.openssl_assert(init(context) == 1)
    size = _FFI.new("size_t *")
    if step(context, _FFI.NULL, size, data, len(data)) != 1:
        backend._consume_errors()  # noqa: SLF001 - left behind, they would surface in another call
        return None
    out = _FFI.new("unsigned char[]", max(size[0], 1))
    if step(context, out, size, data, len(data)) != 1:
        backend._consume_errors()  # noqa: SLF001 - as above
        return None
    return bytes(_FFI.buffer(out, size[0]))
