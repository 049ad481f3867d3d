"""C++: g++ or clang++, whichever is there."""

from __future__ import annotations

from engine.execution.languages.c_family import CFamily


class Cpp(CFamily):
    """C++20, C++17 with an older compiler."""

    def __init__(self) -> None:
        """Describe it."""
        super().__init__(
            name="cpp",
            compilers=("g++", "clang++"),
            standards=("gnu++20", "gnu++17"),
            variables=("SSTAR_CXX", "SSTAR_CXXFLAGS"),
            install="Debian and Ubuntu: apt install g++; Fedora: dnf install gcc-c++; macOS: xcode-select --install",
        )
