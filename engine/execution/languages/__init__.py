"""The languages that programs are run in; one file each, listed here."""

from __future__ import annotations

from engine.execution.languages.base import Language, Toolchain
from engine.execution.languages.c import C
from engine.execution.languages.cpp import Cpp
from engine.execution.languages.go import Go
from engine.execution.languages.java import Java
from engine.execution.languages.pypy import PyPy
from engine.execution.languages.python import Python
from engine.execution.languages.rust import Rust

_ALL: tuple[Language, ...] = (Python(), PyPy(), C(), Cpp(), Go(), Java(), Rust())

LANGUAGES: dict[str, Language] = {language.name: language for language in _ALL}
"""Every language by its name."""


def can_run(name: str) -> bool:
    """Whether programs in a language can be run on this machine; asks its compiler, once."""
    return name in LANGUAGES and LANGUAGES[name].version() is not None


__all__ = ["LANGUAGES", "Language", "Toolchain", "can_run"]
