"""Slack's tokens as they lie in the database: encrypted, with a key that does not lie there.

Fernet (AES-128-CBC and HMAC-SHA256, https://github.com/fernet/spec): what was tampered with does not open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.cases.database import StoreError


class TokenCipher:
    """Seals with the first of its keys, opens with any of them."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._fernet = MultiFernet([Fernet(key) for key in keys])

    def seal(self, token: str | None) -> str | None:
        """`token`, encrypted; None stays None."""
        return self._fernet.encrypt(token.encode()).decode() if token else None

    def open(self, sealed: str | None) -> str | None:
        """The token again. Raises `StoreError` where no key opens it."""
        return _opened(self._fernet.decrypt, sealed)

    def seal_again(self, sealed: str | None) -> str | None:
        """`sealed` with the first key instead of the one that it was sealed with. Raises `StoreError`."""
        return _opened(self._fernet.rotate, sealed)


def new_key() -> str:
    """A key for `SMTP550_ENCRYPTION_KEYS`: 32 random bytes in URL-safe base 64."""
    return Fernet.generate_key().decode()


def _opened(work: Callable[[bytes], bytes], sealed: str | None) -> str | None:
    if not sealed:
        return None
    try:
        return work(sealed.encode()).decode()
    except InvalidToken as error:
        raise StoreError.of("store-no-key-fits", setting="SMTP550_ENCRYPTION_KEYS") from error
