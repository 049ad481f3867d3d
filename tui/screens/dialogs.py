"""Small questions over a screen; Escape always means: nothing happens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Input, Label, Select

from engine.config.checking import WrongValueError, value_of
from tui.launcher import Choices
from tui.screens.modal import Modal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

Answer = TypeVar("Answer")


class Dialog(Modal["Answer | None"], Generic[Answer]):
    """A question; None when it was not answered."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "leave", "cancel"), ("ctrl+c", "app.help_quit", "quit")]

    def action_leave(self) -> None:
        """Answer nothing."""
        self.dismiss(None)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers that a question offers."""

    id: str
    title: str
    about: str


@dataclass(frozen=True, slots=True)
class Aside:
    """Something to look at before one answers, over the question."""

    key: str
    title: str
    show: Callable[[], None]


class Question(Dialog[str]):
    """A question with a few answers; the first one is the default, so it should be the harmless one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("right,down", "app.focus_next", "next"),
        ("left,up", "app.focus_previous", "previous"),
    ]

    def __init__(self, text: str, choices: Sequence[Choice], aside: Aside | None = None) -> None:
        """Ask; `aside` is what can be looked at before."""
        super().__init__()
        self._text = text
        self._choices = choices
        self._aside = aside

    def compose(self) -> ComposeResult:
        """The question, what the answers mean, and a button for each."""
        with Vertical(id="box"):
            yield Label(self._text, id="question", markup=False)
            for choice in self._choices:
                yield Label(f"{choice.title}: {choice.about}", markup=False)
            with Horizontal(id="buttons"):
                for choice in self._choices:
                    yield Button(choice.title, id=choice.id)
                if self._aside:
                    yield Button(f"{self._aside.title} ({self._aside.key})", id="aside")

    def on_key(self, event: events.Key) -> None:
        """Show what there is to look at."""
        if self._aside and event.key == self._aside.key:
            event.stop()
            self._aside.show()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Answer, or look."""
        if self._aside and event.button.id == "aside":
            self._aside.show()
        else:
            self.dismiss(event.button.id)


class LineInput(Dialog[str]):
    """Asks for one line."""

    def __init__(self, text: str, placeholder: str) -> None:
        """Ask."""
        super().__init__()
        self._text = text
        self._placeholder = placeholder

    def compose(self) -> ComposeResult:
        """The question and a line."""
        with Vertical(id="box"):
            yield Label(self._text, id="question")
            yield Input(placeholder=self._placeholder)
            yield Label("Enter takes it, Esc leaves.")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Answer."""
        self.dismiss(event.value.strip() or None)


class StartDialog(Dialog[Choices]):
    """Asks how a run shall be started."""

    def __init__(
        self,
        title: str,
        usual: Choices,
        strategies: Sequence[str],
        languages: Sequence[str],
        estimate: Callable[[Choices], str],
        explain: Callable[[str], Dialog[str]],
    ) -> None:
        """Ask about one problem.

        Args:
            title: of the problem.
            usual: what is chosen already.
            strategies: their names.
            languages: their names.
            estimate: says what a choice will probably cost.
            explain: makes the dialog that explains the strategies, beginning at one, and asks for one.
        """
        super().__init__()
        self._usual = usual
        self._title = title
        self._strategies = strategies
        self._languages = languages
        self._estimate = estimate
        self._explain = explain

    def compose(self) -> ComposeResult:
        """One field a choice; Enter in any of them starts."""
        usual = self._usual
        with Vertical(id="box"):
            yield Label(f"Solve “{self._title}”", id="question", markup=False)
            with Horizontal(classes="field"):
                strategies = [(name, name) for name in self._strategies]
                yield Select(strategies, value=usual.strategy, allow_blank=False, id="strategy")
                languages = [("usual language", ""), *((name, name) for name in self._languages)]
                yield Select(languages, value=usual.language, allow_blank=False, id="language")
            for name, about, value in (
                ("samples", "independent attempts", usual.samples),
                ("rounds", "debug rounds, at most", usual.rounds),
                ("seed", "every random choice follows from it", usual.seed),
            ):
                with Horizontal(classes="field"):
                    yield Label(name, classes="name")
                    yield Input(str(value), id=name, type="integer", max_length=6)
                    yield Label(about)
            yield Label(id="estimate")
            with Horizontal(id="buttons"):
                yield Button("Start", id="start", variant="primary", compact=True)
                yield Button("Methods", id="methods", compact=True)
                yield Button("Cancel", id="cancel", compact=True)

    def on_mount(self) -> None:
        """Enter starts at once."""
        self.query_one("#start").focus()
        self._tell_cost()

    def on_input_changed(self) -> None:
        """Another number, another cost."""
        self._tell_cost()

    def on_select_changed(self) -> None:
        """Another strategy, another cost."""
        self._tell_cost()

    def on_input_submitted(self) -> None:
        """Enter in a field starts."""
        self._start()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Start, or leave."""
        match event.button.id:
            case "start":
                self._start()
            case "methods":
                self._ask_for_method()
            case _:
                self.dismiss(None)

    def _ask_for_method(self) -> None:
        """Explain the strategies; the one that is taken there is chosen here."""
        select = self.query_one("#strategy", Select)

        def taken(name: str | None) -> None:
            if name:
                select.value = name

        self.app.push_screen(self._explain(str(select.value)), taken)

    def _tell_cost(self) -> None:
        choices = self._choices()
        about = self._estimate(choices) if isinstance(choices, Choices) else choices
        self.query_one("#estimate", Label).update(about)

    def _start(self) -> None:
        choices = self._choices()
        if isinstance(choices, Choices):
            self.dismiss(choices)
        else:
            self.notify(choices, severity="error")

    def _choices(self) -> Choices | str:
        """What is chosen, or what is wrong with it."""
        numbers: dict[str, int] = {}
        for name in ("samples", "rounds", "seed"):
            try:
                numbers[name] = value_of((name,), self.query_one(f"#{name}", Input).value)
            except WrongValueError as error:
                return f"{name}: {error.reason}"
        strategy, language = (str(self.query_one(f"#{name}", Select).value) for name in ("strategy", "language"))
        return Choices(strategy, **numbers, language=language)
