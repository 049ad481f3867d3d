"""The programming languages of the field: what they are called, and what their files look like.

What runs them is elsewhere (`engine.execution.languages`); a package may hold programs that nothing here can run.
"""

from __future__ import annotations

from msgspec import Struct


class SourceLanguage(Struct, frozen=True):
    """One language as text."""

    name: str
    """As programs, journals and options name it, such as `cpp`; also a name that highlighters and fences know."""
    title: str
    """As a person, and a prompt, calls it."""
    extensions: tuple[str, ...]
    """Of its source files; the first one is the usual one."""

    @property
    def main_file(self) -> str:
        """The name of a program's only file."""
        return f"main{self.extensions[0]}"


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
