"""The one table of what a person can do: it feeds bindings, key line, help, command palette and documents.

An action that cannot be done now stays where it is and says why, so that fingers can learn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tui import situation
from tui.decisions import DECISIONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui.decisions import Decision, Subject
    from tui.situation import Situation

Place = Literal["home", "run", "why", "compare", "runs", "strategies"]
_EVERYWHERE: tuple[Place, ...] = ("home", "run", "why", "compare", "runs", "strategies")


@dataclass(frozen=True, slots=True)
class Action:
    """Something that a person can do."""

    id: str
    keys: str
    """As Textual names them, separated by commas; the first is the one that is shown."""
    title: str
    help: str
    places: tuple[Place, ...] = ("run",)
    why_not: Callable[[Situation], str] = situation.always
    """The reason why it cannot be done now; empty when it can."""
    shown: bool = False
    """Whether the key line names it."""
    passing: bool = False
    """Whether it leaves the key line while it cannot be done, since it belongs to another kind of run."""

    @property
    def all_keys(self) -> tuple[str, ...]:
        """Every key that does it, as they stand on the screen."""
        return tuple(_KEY_NAMES.get(name, name) for name in self.keys.split(","))

    @property
    def ascii_keys(self) -> tuple[str, ...]:
        """The same where arrows cannot be drawn: there they are words."""
        keys = zip(self.keys.split(","), self.all_keys, strict=True)
        return tuple(shown if shown.isascii() else name for name, shown in keys)

    @property
    def key(self) -> str:
        """The first key, as it stands on the screen."""
        return self.all_keys[0]


_KEY_NAMES = {
    "question_mark": "?",
    "slash": "/",
    "left_curly_bracket": "{",
    "right_curly_bracket": "}",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "plus": "+",
    "underscore": "_",
    "space": "space",
    "comma": ",",
    "full_stop": ".",
    "escape": "esc",
    "down": "↓",
    "up": "↑",
    "left": "←",
    "right": "→",
}

_NEEDS: dict[Subject, Callable[[Situation], str]] = {
    "match": situation.on_match,
    "sample": situation.on_sample,
    "run": situation.decidable,
}


def _deciding(made: Decision) -> Action:
    """The key of a decision."""
    shown = made.name == "decide"
    return Action(made.name, made.keys, made.title, f"{made.about}.", why_not=_NEEDS[made.subject], shown=shown)


ACTIONS: tuple[Action, ...] = (
    Action("view_samples", "1", "samples", "All samples, and the tests of the one under the cursor."),
    Action("view_sample", "2", "program", "One sample: its rounds, its program, its tests."),
    Action("view_bracket", "3", "bracket", "Inputs, clusters and the tournament, with the match under the cursor."),
    Action("view_statement", "4", "statement", "The problem: statement, limits, public tests."),
    Action("down", "down,j", "next", "Next sample, match or line."),
    Action("up", "up,k", "previous", "Previous sample, match or line."),
    Action(
        "right", "right,l", "onward", "Next round of the sample; in the bracket, the match that the winner goes to."
    ),
    Action(
        "left", "left,h", "backward", "Previous round of the sample; in the bracket, the match that a side came from."
    ),
    Action("page_down", "pagedown", "page down", "Scroll what is shown down."),
    Action("page_up", "pageup", "page up", "Scroll what is shown up."),
    Action("next_test", "t", "next test", "Show the next test of the sample."),
    Action(
        "said_earlier",
        "comma",
        "said earlier",
        "Earlier lines of what program and interactor said.",
        why_not=situation.interactive,
    ),
    Action(
        "said_later",
        "full_stop",
        "said later",
        "Later lines of what program and interactor said.",
        why_not=situation.interactive,
    ),
    Action("open", "enter", "open", "Look closer: from the samples to the program, from the bracket to the match."),
    Action("back", "escape", "back", "Leave what is open: the filter, the close look, the screen."),
    Action("filter", "slash", "filter", "Show only samples whose id, state or verdict contains some text."),
    Action("zoom_in", "plus", "larger", "Draw the bracket larger, or what is shown alone."),
    Action("zoom_out", "underscore", "smaller", "Draw the bracket smaller, or everything beside each other."),
    Action(
        "earlier",
        "left_square_bracket",
        "earlier",
        "The bracket from earlier rounds on; in a replay, back to the mark before.",
        why_not=situation.shiftable,
    ),
    Action(
        "later",
        "right_square_bracket",
        "later",
        "The bracket from later rounds on; in a replay, on to the next mark.",
        why_not=situation.shiftable,
    ),
    Action("fit", "0", "fit", "Fit the bracket to the screen, and follow what happens."),
    Action("why", "w", "why", "Why this one? From the selection down to each input and vote.", shown=True),
    Action(
        "method",
        "M",
        "method",
        "The method that selects here: its paper, and what is done otherwise.",
        ("run", "strategies"),
    ),
    Action(
        "grade", "g", "grade", "Run the selected program on the secret tests.", why_not=situation.gradable, shown=True
    ),
    Action(
        "pause", "P", "pause", "Start no new call or execution; again: go on.", why_not=situation.pausable, shown=True
    ),
    Action("stop", "S", "stop", "End the run now with the best so far.", why_not=situation.pausable, shown=True),
    Action(
        "resume",
        "u",
        "resume",
        "Start an engine that goes on with this run.",
        why_not=situation.resumable,
        shown=True,
        passing=True,
    ),
    Action("replay", "r", "replay", "Play this run again.", why_not=situation.finished, shown=True),
    Action("play", "space", "play", "Play, or stand still.", why_not=situation.replaying, shown=True, passing=True),
    Action("slower", "less_than_sign", "slower", "Replay at half the speed.", why_not=situation.replaying),
    Action(
        "faster",
        "greater_than_sign",
        "faster",
        "Replay at twice the speed.",
        why_not=situation.replaying,
        shown=True,
        passing=True,
    ),
    Action(
        "compare",
        "c",
        "compare",
        "This program beside another one: the selected one, or its own round before; of a match, both sides' programs.",
        why_not=situation.comparable,
    ),
    Action(
        "export",
        "X",
        "export",
        "Take something out, into a file or the clipboard: the program, a report, the text of this screen.",
        _EVERYWHERE,
    ),
    Action(
        "next_waiting",
        "n",
        "yours",
        "Go to the next match that waits for your decision.",
        why_not=situation.waiting,
        shown=True,
        passing=True,
    ),
    Action(
        "undo", "z", "undo", "Take your latest decision back.", why_not=situation.undoable, shown=True, passing=True
    ),
    Action("redo", "Z", "redo", "Have the decision hold again that you took back last.", why_not=situation.redoable),
    Action(
        "decided",
        "U",
        "decisions",
        "All that you have decided: take any of it back, or have it hold again.",
        why_not=situation.decided,
    ),
    *map(_deciding, DECISIONS),
    Action("edit_outside", "E", "edit outside", "Edit the program in $VISUAL or $EDITOR.", why_not=situation.on_sample),
    Action(
        "fork_run",
        "A",
        "other method",
        "Start this run by another method, on the samples and all else that it knows: nothing is paid again.",
        ("home", "run"),
    ),
    Action("copy", "y", "copy", "Copy the program that is shown to the clipboard."),
    Action("start", "enter", "start", "Solve the problem under the cursor, or open the run.", ("home",), shown=True),
    Action(
        "start_with", "s", "choices", "Choose strategy, samples, rounds and seed, then solve.", ("home",), shown=True
    ),
    Action(
        "compare_strategies",
        "c",
        "compare",
        "Run several strategies on the problem under the cursor, on the same samples.",
        ("home",),
        shown=True,
    ),
    Action("models", "m", "models", "Choose the models: one for all roles, or one for each.", ("home",), shown=True),
    Action("open_folder", "o", "open", "Solve a Kattis problem package of your own.", ("home",), shown=True),
    Action("new_problem", "n", "new", "Make a problem of your own: paste its statement.", ("home",), shown=True),
    Action("edit_problem", "e", "edit", "Change the problem of your own under the cursor.", ("home",)),
    Action("delete_run", "D", "delete", "Delete the run under the cursor for good, after a question.", ("home",)),
    Action(
        "compare_runs",
        "b",
        "beside",
        "Mark the run under the cursor; on another, hold the two side by side.",
        ("home",),
    ),
    Action("import_run", "i", "import", "Bring in a run that was exported, on this machine or another.", ("home",)),
    Action("switch", "tab", "lists", "Between problems and runs.", ("home",), shown=True),
    Action("filter_home", "slash", "filter", "Show only what has some text in it; Escape shows all.", ("home",)),
    Action("unfilter", "escape", "all", "Show all again.", ("home",)),
    Action("refresh", "R,f5", "refresh", "Read the list of runs again.", ("home",)),
    Action("tour", "T", "tour", "What this is, and which keys lead on, in one page.", ("home",)),
    Action("part_program", "1", "program", "What differs between the programs.", ("compare",), shown=True),
    Action("part_tests", "2", "tests", "The verdicts of both on each test.", ("compare",), shown=True),
    Action(
        "part_inputs", "3", "inputs", "The inputs on which they differ, and both outputs.", ("compare",), shown=True
    ),
    Action("open_strategy", "enter", "open", "Open the run of the strategy.", ("strategies",), shown=True),
    Action(
        "stop_comparing",
        "S",
        "stop",
        "Stop; what is finished is kept.",
        ("strategies",),
        why_not=situation.working,
        shown=True,
    ),
    Action(
        "go_on", "u", "go on", "Go on with what is left.", ("strategies",), why_not=situation.not_working, shown=True
    ),
    Action(
        "next_seed",
        "right_square_bracket,right",
        "seed",
        "The table of the next seed, after all of them that of all together.",
        ("strategies",),
        why_not=situation.of_seeds,
        shown=True,
    ),
    Action(
        "previous_seed",
        "left_square_bracket,left",
        "seed back",
        "The table of the seed before.",
        ("strategies",),
        why_not=situation.of_seeds,
    ),
    Action("leave_comparison", "escape", "back", "Back home; the comparison goes on.", ("strategies",), shown=True),
    Action(
        "next",
        "down,j",
        "next",
        "A line down, the next input, match or strategy.",
        ("compare", "runs", "strategies"),
    ),
    Action("previous", "up,k", "previous", "A line up, or the one before.", ("compare", "runs", "strategies")),
    Action("next_page", "pagedown,space", "page down", "Scroll down.", ("compare",)),
    Action("previous_page", "pageup", "page up", "Scroll up.", ("compare",)),
    Action("left_next", "left_square_bracket", "left", "Another revision on the left.", ("compare",), shown=True),
    Action("right_next", "right_square_bracket", "right", "Another revision on the right.", ("compare",), shown=True),
    Action("left_previous", "left_curly_bracket", "left back", "The revision before on the left.", ("compare",)),
    Action("right_previous", "right_curly_bracket", "right back", "The revision before on the right.", ("compare",)),
    Action("choose_left", "L", "left of all", "Choose the program on the left among all.", ("compare",)),
    Action("choose_right", "R", "right of all", "Choose the program on the right among all.", ("compare",)),
    Action("swap", "x", "swap", "Left for right.", ("compare",), shown=True),
    Action(
        "unified", "u", "split", "Programs beside each other, or one line below the other.", ("compare",), shown=True
    ),
    Action("whole", "a", "all lines", "Show equal lines, too, or fold them.", ("compare",), shown=True),
    Action("part_samples", "1", "samples", "What was chosen, and each sample in both runs.", ("runs",), shown=True),
    Action("part_brackets", "3", "brackets", "The tournaments of both runs side by side.", ("runs",), shown=True),
    Action("other_side", "tab", "other run", "The arrows move in the other run's tournament.", ("runs",), shown=True),
    Action("card_down", "pagedown", "page down", "Further lines of the match.", ("runs",)),
    Action("card_up", "pageup", "page up", "Earlier lines of the match.", ("runs",)),
    Action("pair_programs", "enter", "programs", "The sample's programs in both runs.", ("runs",), shown=True),
    Action("pair_selected", "s", "selected", "The selected programs of both runs.", ("runs",), shown=True),
    Action("below", "j", "below", "The statement below.", ("why",)),
    Action("above", "k", "above", "The statement above.", ("why",)),
    Action("unfold", "right,l", "unfold", "What the statement rests on.", ("why",)),
    Action("fold", "left,h", "fold", "Fold the statement, or go to the one that it belongs to.", ("why",)),
    Action("go_there", "g", "go there", "Show the round, test or match that it speaks of.", ("why",), shown=True),
    Action("event", "v", "event", "The event of the journal that it rests on, in full.", ("why",), shown=True),
    Action("search", "slash", "search", "Go to the next statement with some words.", ("why",), shown=True),
    Action("search_on", "n", "next", "Go to the next statement with the same words.", ("why",), shown=True),
    Action("search_back", "N", "previous", "Go to the statement before with the same words.", ("why",)),
    Action("back_home", "escape,w", "back", "Back to where you were.", ("why", "compare", "runs"), shown=True),
    Action(
        "anew", "ctrl+l", "draw anew", "Draw all anew, where something else has written on the terminal.", _EVERYWHERE
    ),
    Action("help", "question_mark", "help", "Every key of this screen.", _EVERYWHERE, shown=True),
    Action(
        "quit",
        "q",
        "quit",
        "Leave; a run that goes on can go on without a view.",
        _EVERYWHERE,
        shown=True,
    ),
)


def actions_at(place: Place) -> tuple[Action, ...]:
    """What can be done at a place, in the order of the table."""
    return tuple(action for action in ACTIONS if place in action.places)
