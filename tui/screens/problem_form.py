"""The form for a problem of one's own: paste a statement, see what was found in it, add what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import msgspec
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Input, Label, OptionList, Select, TabbedContent, TabPane, TextArea

from engine.errors import SStarError
from engine.problem.model import MEBIBYTE, Test
from engine.problem.pasted import Pasted, numbered, read_pasted, written
from tui.screens.dialogs import Choice, Dialog, Question

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

_READ_AFTER_SECONDS = 0.2
_FIELDS = (
    ("title", "title", "the first line of the statement"),
    ("name", "name", "made of the title; small letters, digits, hyphens"),
    ("seconds", "time limit", "CPU seconds"),
    ("memory", "memory", "MiB"),
)
_PASTE = "Paste the statement here, with its examples, or write it."
_ONLY_REHEARSES = (
    "The offline model can only rehearse problems that bring programs, which yours does not: to solve it, choose a "
    "real model (m at home)."
)


@dataclass(frozen=True, slots=True)
class Saved:
    """A problem that was written, and whether it shall be solved now."""

    name: str
    solve: bool


class ProblemForm(Dialog[Saved]):
    """Makes a problem, or changes one; it is saved by the function that the form was given."""

    BINDINGS: ClassVar[list[BindingType]] = [("ctrl+s", "save", "save")]

    def __init__(
        self,
        save: Callable[[Pasted, str], str],
        languages: Sequence[str],
        pasted: Pasted | None = None,
        name: str = "",
        *,
        rehearsing: bool = True,
    ) -> None:
        """Ask for a new problem, or show one to be changed.

        Args:
            save: writes the problem under a name, which may be empty; gives its name, or raises SStarError.
            languages: in which programs can be wanted.
            pasted: what is changed.
            name: its name, which stays.
            rehearsing: the offline model is chosen, which cannot solve it.
        """
        super().__init__()
        self._save = save
        self._languages = languages
        self._warning = _ONLY_REHEARSES if rehearsing and pasted is None else ""
        self._language = pasted.language if pasted else ""
        self._before = written(pasted) if pasted else ""
        self._changing = name
        """Name of the problem that is changed; empty for a new one."""
        self._found = read_pasted(self._before)
        self._left_out: set[tuple[str, str]] = set()
        self._added: list[tuple[str, str]] = []

    def compose(self) -> ComposeResult:
        """Three pages: the statement, the tests, the rest."""
        with Vertical(id="form"):
            yield Label(f"Change “{self._changing}”" if self._changing else "A problem of your own", id="question")
            with TabbedContent():
                with TabPane("Statement", id="page-statement"):
                    yield TextArea(self._before, id="statement", placeholder=_PASTE, soft_wrap=True)
                with TabPane("Tests", id="page-tests"):
                    yield OptionList(id="tests")
                    with Horizontal(id="test"):
                        yield TextArea(id="input", show_line_numbers=False)
                        yield TextArea(id="expected", show_line_numbers=False)
                    with Horizontal(classes="row"):
                        yield Button("Add the test above", id="add", compact=True)
                        yield Button("Leave out the marked one", id="leave-out", compact=True)
                with TabPane("Details", id="page-details"):
                    for identity, title, about in _FIELDS:
                        with Horizontal(classes="field"):
                            yield Label(title, classes="name")
                            yield Input(id=identity, disabled=identity == "name" and bool(self._changing))
                            yield Label(about)
                    with Horizontal(classes="field"):
                        yield Label("language", classes="name")
                        yield Select(
                            [("any", ""), *((name, name) for name in self._languages)],
                            value=Select.NULL if self._language is None else self._language,
                            allow_blank=self._language is None,
                            prompt="as problem.yaml says",
                            id="language",
                        )
                        yield Label("in which programs are wanted")
            yield Label(id="found")
            with Horizontal(classes="row"):
                yield Button("Save", id="save", compact=True, variant="primary")
                yield Button("Save and solve", id="solve", compact=True)
                yield Button("Cancel", id="cancel", compact=True)

    def on_mount(self) -> None:
        """Begin with the statement."""
        self.query_one("#input", TextArea).border_title = "input"
        self.query_one("#expected", TextArea).border_title = "expected output"
        self.query_one("#name", Input).value = self._changing
        self.query_one("#statement").focus()
        self._reading = self.set_timer(_READ_AFTER_SECONDS, self._read)
        self._show()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Look into the statement, a little after the last key."""
        if event.text_area.id == "statement":
            self._reading.stop()
            self._reading = self.set_timer(_READ_AFTER_SECONDS, self._read)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Do what the button says."""
        match event.button.id:
            case "add":
                self._add()
            case "leave-out":
                self._leave_out()
            case "save":
                self.action_save()
            case "solve":
                self.action_save(solve=True)
            case _:
                self.action_leave()

    def action_leave(self) -> None:
        """Leave; what was typed is not thrown away without a question."""
        if self.query_one("#statement", TextArea).text == self._before and not self._added:
            self.dismiss(None)
            return
        stay = Choice("stay", "Stay", "go on here")
        leave = Choice("leave", "Leave", "what you typed is lost")

        def answered(answer: str | None) -> None:
            if answer == "leave":
                self.dismiss(None)

        self.app.push_screen(Question("Leave without saving?", [stay, leave]), answered)

    def action_save(self, *, solve: bool = False) -> None:
        """Write the problem; what is missing is said, and everything stays as it is."""
        self._read()
        try:
            name = self._save(self._whole(), self._changing or self._value("name"))
        except (SStarError, ValueError) as error:
            self.notify(str(error), title="Not saved", severity="error", timeout=15)
            return
        self.dismiss(Saved(name, solve))

    # ---------------------------------------------------------------- what stands in the fields

    def _whole(self) -> Pasted:
        """Put together what was found and what was filled in. Raises ValueError."""
        language = self.query_one("#language", Select).value
        return msgspec.structs.replace(
            self._found,
            title=self._value("title") or self._found.title,
            tests=numbered(self._tests()),
            cpu_seconds=self._number("seconds", "time limit", 0.001, 120) or self._found.cpu_seconds,
            memory_bytes=self._memory() or self._found.memory_bytes,
            language=None if language is Select.NULL else str(language),
        )

    def _tests(self) -> list[tuple[str, str]]:
        found = [_pair(test) for test in self._found.tests]
        return [pair for pair in (*found, *self._added) if pair not in self._left_out]

    def _memory(self) -> int | None:
        mebibytes = self._number("memory", "memory", 16, 65_536)
        return int(mebibytes * MEBIBYTE) if mebibytes else None

    def _number(self, identity: str, title: str, least: float, most: float) -> float | None:
        text = self._value(identity)
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            value = -1.0
        if not least <= value <= most:
            raise ValueError(f"{title}: a number from {least:g} to {most:g} is needed, not “{text}”.")
        return value

    def _value(self, identity: str) -> str:
        return self.query_one(f"#{identity}", Input).value.strip()

    # ---------------------------------------------------------------- what the keys do

    def _read(self) -> None:
        self._found = read_pasted(self.query_one("#statement", TextArea).text)
        self._show()

    def _add(self) -> None:
        given, expected = (self.query_one(f"#{name}", TextArea) for name in ("input", "expected"))
        if not (given.text.strip() and expected.text.strip()):
            self.notify("A test needs an input and the output that is expected.", severity="error")
            return
        (test,) = numbered([(given.text, expected.text)])
        self._left_out.discard(_pair(test))
        self._added.append(_pair(test))
        given.text = expected.text = ""
        given.focus()
        self._show()

    def _leave_out(self) -> None:
        marked = self.query_one("#tests", OptionList).highlighted
        if marked is None:
            self.notify("Mark a test in the list first.", severity="error")
            return
        self._left_out.add(self._tests()[marked])
        self._added = [pair for pair in self._added if pair not in self._left_out]
        self._show()

    def _show(self) -> None:
        """Say what was found."""
        found, tests = self._found, self._tests()
        limits = found.limits
        shown = self.query_one("#tests", OptionList)
        shown.clear_options()
        shown.add_options([f"{number}  {_line(a)}  →  {_line(b)}" for number, (a, b) in enumerate(tests, start=1)])
        many = f"{len(tests)} test{'' if len(tests) == 1 else 's'}" if tests else "no test yet: add one under Tests"
        title = f"“{found.title}”" if found.title else "no title yet"
        words = [f"{title}, {many}, {limits.cpu_seconds:g} s, {limits.memory_bytes // MEBIBYTE} MiB.", *found.unclear]
        self.query_one("#found", Label).update(" ".join([*words, self._warning]))
        for identity, value in (
            ("title", found.title),
            ("seconds", f"{limits.cpu_seconds:g}"),
            ("memory", str(limits.memory_bytes // MEBIBYTE)),
        ):
            self.query_one(f"#{identity}", Input).placeholder = value


def _pair(test: Test) -> tuple[str, str]:
    return test.input, test.expected


def _line(text: str) -> str:
    """Show a text in one line."""
    line = "⏎".join(text.rstrip("\n").split("\n"))
    return line if len(line) <= 30 else f"{line[:29]}…"
