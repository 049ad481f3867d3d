"""The programming languages of the field: what they are called, and what their files look like.

What runs them is elsewhere (`engine.execution.languages`); a package may hold programs that nothing here can run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable


class SourceLanguage(Struct, frozen=True):
    """One language as text."""

    name: str
    """As programs, journals and options name it, such as `cpp`; also a name that highlighters and fences know."""
    title: str
    """As a person, and a prompt, calls it."""
    extensions: tuple[str, ...]
    """Of its source files; the first one is the usual one."""

    @property
    def fences(self) -> frozenset[str]:
        """What the fence of a code block may call it, in small letters."""
        names = {self.name, *(extension[1:].lower() for extension in self.extensions), *_ALIASES.get(self.name, ())}
        return frozenset(names)

    @property
    def main_file(self) -> str:
        """The name of a program's only file."""
        return f"main{self.extensions[0]}"


_ALIASES = {
    "cpp": ("c++17", "c++20", "cpp17", "cpp20"),
    "go": ("golang",),
    "pypy": ("python", "python3", "pypy3"),
    "python": ("python3",),
}
"""Names in fences that are neither a name nor an extension."""

_KNOWN = (
    SourceLanguage("c", "C", (".c",)),
    SourceLanguage("cpp", "C++17", (".cpp", ".cc", ".cxx", ".c++", ".C")),
    SourceLanguage("csharp", "C#", (".cs",)),
    SourceLanguage("go", "Go", (".go",)),
    SourceLanguage("haskell", "Haskell", (".hs",)),
    SourceLanguage("java", "Java", (".java",)),
    SourceLanguage("javascript", "JavaScript", (".js",)),
    SourceLanguage("kotlin", "Kotlin", (".kt",)),
    SourceLanguage("ocaml", "OCaml", (".ml",)),
    SourceLanguage("pypy", "Python 3", (".py",)),
    SourceLanguage("python", "Python 3", (".py", ".py3")),
    SourceLanguage("ruby", "Ruby", (".rb",)),
    SourceLanguage("rust", "Rust", (".rs",)),
)

SOURCE_LANGUAGES: dict[str, SourceLanguage] = {language.name: language for language in _KNOWN}
"""Every language by its name."""

BY_EXTENSION: dict[str, str] = {extension: language.name for language in _KNOWN for extension in language.extensions}
"""The language of a file; `.py` is Python, which PyPy is another way to run."""

_IN_PACKAGES = {"python": "python3"}
"""Names that the package format has for ours; the others are the same."""


def package_name(language: str) -> str:
    """What a problem package calls a language."""
    return _IN_PACKAGES.get(language, language)


def from_package(names: Iterable[str]) -> tuple[str, ...]:
    """Our names of the languages that a package names; the ones that nobody here has heard of are left out."""
    ours = {package_name(name): name for name in SOURCE_LANGUAGES if name != "pypy"}
    return tuple(ours[name] for name in names if name in ours)
