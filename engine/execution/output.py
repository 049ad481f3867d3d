"""Reading what a program wrote, without holding more of it than an outcome keeps."""

from __future__ import annotations

import codecs
import hashlib
from typing import TYPE_CHECKING

from msgspec import Struct

from engine.events.executions import OUTPUT_KEPT
from engine.problem.model import digest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_CHUNK = 65_536
_TAIL_BYTES = 4096


class Output(Struct, frozen=True):
    """Standard output: its beginning as text, the digest of its tokens, its length."""

    text: str
    digest: str
    length: int


def output_of(text: str, kept: int = OUTPUT_KEPT) -> Output:
    """Describe an output that is at hand as a text, of which so many characters are kept."""
    return Output(text[:kept], digest(" ".join(text.split())), len(text.encode("utf-8", "surrogatepass")))


def read_output(file: Path, kept: int = OUTPUT_KEPT) -> Output:
    """Read an output of any length, of which so many characters are kept; bytes that are no UTF-8 become U+FFFD."""
    length = file.stat().st_size
    if length <= _CHUNK:
        text = file.read_bytes().decode("utf-8", "replace")
        return Output(text[:kept], digest(" ".join(text.split())), length)
    with file.open(encoding="utf-8", errors="replace", newline="") as stream:
        return Output(stream.read(kept), _digest_tokens(file), length)


def read_tail(file: Path) -> str:
    """Read the last 4 KiB of a file, from the beginning of a line if there is one."""
    with file.open("rb") as stream:
        cut = file.stat().st_size - _TAIL_BYTES
        stream.seek(max(0, cut))
        text = stream.read(_TAIL_BYTES).decode("utf-8", "replace")
    return text.partition("\n")[2] or text if cut > 0 else text


def read_head(file: Path) -> str:
    """Read the first 4 KiB of a file."""
    with file.open("rb") as stream:
        return stream.read(_TAIL_BYTES).decode("utf-8", "replace")


def _digest_tokens(file: Path) -> str:
    """Give `digest` of the tokens joined by single spaces: two passes, as it begins with their length."""
    length = sum(len(part) for part in _normalized(file))
    sha = hashlib.sha256(f"{length}:".encode())
    for part in _normalized(file):
        sha.update(part)
    return sha.hexdigest()[:16]


def _normalized(file: Path) -> Iterator[bytes]:
    started = inside = False  # whether there was a token, whether the last chunk ended within one
    for chunk in _chunks(file):
        words = chunk.split()
        if words:
            apart = started and not (inside and not chunk[0].isspace())
            yield (" " * apart + " ".join(words)).encode()
            started = True
        inside = not chunk[-1].isspace()


def _chunks(file: Path) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    with file.open("rb") as stream:
        while data := stream.read(_CHUNK):
            if text := decoder.decode(data):
                yield text
    if rest := decoder.decode(b"", final=True):
        yield rest
