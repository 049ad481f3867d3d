"""The secrets that this process has seen, so that no text that it writes for others holds one."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_SCRUBBED = "[key]"
_LONG = 8
"""Characters of a secret that is replaced wherever it stands; a shorter one only as a word of its own."""
_TELLING_NAME = re.compile(r"(KEY|TOKEN|SECRET|PASSWORD|CREDENTIALS?)$")
"""Names of environment variables that hold secrets, whoever reads them."""
_LOGIN = re.compile(r"(?<=://)[^/\s@:]+:[^/\s@]+(?=@)")
"""User and password in an address, such as a proxy's."""

_seen: set[str] = set()


def remember(secret: str) -> None:
    """Take a secret in, as soon as it is found or given."""
    if secret := secret.strip():
        _seen.add(secret)


def scrubbed(text: str) -> str:
    """A text without any secret of this process or its environment, whoever wrote it."""
    for secret in sorted({*_seen, *_of_the_environment()}, key=len, reverse=True):
        if len(secret) >= _LONG:
            text = text.replace(secret, _SCRUBBED)
        elif secret in text:
            text = re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)", _SCRUBBED, text)
    return without_login(text)


def without_login(text: str) -> str:
    """A text of our own whose addresses may hold a password, without any."""
    return _LOGIN.sub(_SCRUBBED, text)


def _of_the_environment() -> Iterator[str]:
    for name, value in os.environ.items():
        if _TELLING_NAME.search(name.upper()) and len(value.strip()) >= _LONG:
            yield value.strip()
