"""The digest of a long output is that of its tokens, however they fall into chunks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from engine.execution import output
from engine.problem.model import digest

if TYPE_CHECKING:
    import pytest

PIECES = st.lists(
    st.sampled_from([b"a", b"bc", b" ", b"\n", b"\r\n", "é".encode(), "\u2003".encode(), b"\xff", b"\xe2"])
)


@given(pieces=PIECES, size=st.integers(1, 7))
def test_digest_of_chunks(tmp_path_factory: pytest.TempPathFactory, pieces: list[bytes], size: int) -> None:
    file = tmp_path_factory.getbasetemp() / "output"
    file.write_bytes(b"".join(pieces))
    tokens = b"".join(pieces).decode("utf-8", "replace").split()
    usual = output._CHUNK
    output._CHUNK = size
    try:
        assert output._digest_tokens(file) == digest(" ".join(tokens))
        assert output.read_output(file).digest == digest(" ".join(tokens))
    finally:
        output._CHUNK = usual
