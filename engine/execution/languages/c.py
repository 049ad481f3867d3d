"""C: gcc or clang, whichever is there."""

from __future__ import annotations

from engine.execution.languages.c_family import CFamily


class C(CFamily):
    """C17, C11 with an older compiler; with the mathematical library."""

    def __init__(self) -> None:
        """Describe it."""
        super().__init__(
            name="c",
            compilers=("gcc", "clang"),
            standards=("gnu17", "gnu11"),
            variables=("SSTAR_CC", "SSTAR_CFLAGS"),
            install="Debian and Ubuntu: apt install gcc; Fedora: dnf install gcc; macOS: xcode-select --install",
        )
