"""The languages that programs are written in; one file each, listed here."""

from __future__ import annotations

from engine.execution.languages.base import Language, Toolchain
from engine.execution.languages.cpp import Cpp
from engine.execution.languages.python import Python

LANGUAGES: dict[str, Language] = {language.name: language for language in (Python(), Cpp())}
"""Every language by its name."""

__all__ = ["LANGUAGES", "Language", "Toolchain"]
