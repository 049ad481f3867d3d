"""Why this one? The explanation as a tree, and beside it what the statement under the cursor rests on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.console import Group
from rich.syntax import Syntax
from rich.text import Text
from textual.containers import Container, VerticalScroll
from textual.widgets import Static, Tree

from engine.projections.statements import CodeDiff, FailedTest, JudgeVote, ProgramText, Statement, TwoOutputs
from tui.actions import actions_at
from tui.screens.acting import ActingScreen, bindings
from tui.surfaces import keyline
from tui.surfaces.judged import MANY
from tui.surfaces.text import clean
from tui.surfaces.widget import Surface

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.widgets.tree import TreeNode

    from engine.events.executions import Outcome
    from engine.projections.statements import Explanation
    from tui.exporting import Export
    from tui.surfaces.text import Line, Look


class WhyScreen(ActingScreen):
    """An explanation; every statement names the event of the journal that it rests on."""

    PLACE = "why"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("why")]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 - Textual declares it so

    def __init__(self, explanation: Explanation, look: Look) -> None:
        """Show an explanation."""
        super().__init__()
        self._explanation = explanation
        self._sought = ""
        self._look = look

    def compose(self) -> ComposeResult:
        """The tree, and the detail of the statement under the cursor."""
        root = self._explanation.root
        with Container(id="why"):
            tree: Tree[Statement] = Tree(self._label(root), data=root, id="statements")
            tree.guide_depth = 2
            if self._look.glyphs.ascii:
                tree.ICON_NODE, tree.ICON_NODE_EXPANDED = "> ", "v "
                tree.LINES = dict.fromkeys(tree.LINES, ("  ", "| ", "`-", "+-"))
            self._grow(tree.root, root, depth=0)
            tree.root.expand()
            yield tree
            with VerticalScroll(id="detail"):
                yield Static(id="evidence")
        keys = Surface(self._paint_keys, id="keys")
        keys.can_focus = False  # the tree and its detail take the keys
        yield keys

    def on_mount(self) -> None:
        """The arrows move in the tree at once."""
        self.query_one(Tree).focus()

    def on_surface_clicked(self, event: Surface.Clicked) -> None:
        """Do what a key does that was clicked."""
        key = keyline.hit(self._keys(), "", event.surface.size.width, event.column)
        if key == "enter":
            self.query_one(Tree).action_select_cursor()
        elif key == "tab":
            self.focus_next()
        else:
            self.click_key(key)

    def _paint_keys(self, width: int, height: int) -> list[Line]:
        return keyline.paint(self._keys(), "", width, height, self._look)

    @staticmethod
    def _keys() -> list[tuple[str, str, bool]]:
        offered = [(action.key, action.title, True) for action in actions_at("why") if action.shown]
        return [("enter", "open", True), ("tab", "detail", True), *offered]

    def on_tree_node_highlighted(self, event: Tree.NodeHighlighted[Statement]) -> None:
        """Show what a statement rests on."""
        if event.node.data is not None:
            self.query_one("#evidence", Static).update(evidence(event.node.data, self._look))
            self.query_one("#detail").scroll_home(animate=False)

    def exports(self) -> list[Export]:
        """The whole explanation."""
        from engine.projections.lineage import lines
        from tui.exporting import text_export  # only who takes something needs it

        about = "the whole explanation, with the numbers of events"
        told = "".join(f"{line}\n" for line in lines(self._explanation))
        return [text_export("why", "why", about, Path.cwd() / "why.txt", lambda: told)]

    def say(self, text: str) -> None:
        """Tell something that passes."""
        self.notify(text)

    def do_back_home(self) -> None:
        """Back to the run."""
        self.dismiss()

    def do_search(self) -> None:
        """Ask for words, and go to the next statement that has them."""
        from tui.screens.dialogs import LineInput  # an input line, for this question alone

        def search(wanted: str | None) -> None:
            if wanted:
                self._sought = wanted
                self.do_search_on()

        self.app.push_screen(LineInput("Search for", "words, a name, or #123 for an event"), search)

    def do_search_on(self) -> None:
        """Go to the next statement with the same words."""
        self._search(1)

    def do_search_back(self) -> None:
        """Go to the statement before with the same words."""
        self._search(-1)

    def _search(self, step: int) -> None:
        """Go round the statements from the one under the cursor, forwards or backwards."""
        if not self._sought:
            self.do_search()
            return
        tree: Tree[Statement] = self.query_one(Tree)
        nodes = list(_under(tree.root))[::step]
        at = nodes.index(tree.cursor_node) + 1 if tree.cursor_node in nodes else 0
        sought = self._sought.lower()
        found = next((node for node in (*nodes[at:], *nodes[:at]) if sought in str(node.label).lower()), None)
        if found is None:
            self.say(f"search: no statement has “{self._sought}”")
            return
        above = found.parent
        while above:
            above.expand()
            above = above.parent
        self.call_after_refresh(tree.move_cursor, found)

    def do_quit(self) -> None:
        """Leave as the run screen below does, which asks while an engine is at work."""
        below = self.app.screen_stack[-2]
        self.dismiss()
        if isinstance(below, ActingScreen):
            below.action_act("quit")

    def _grow(self, node: TreeNode[Statement], statement: Statement, depth: int) -> None:
        for child in statement.children:
            label = self._label(child)
            if child.children:
                self._grow(node.add(label, data=child, expand=depth < 1), child, depth + 1)
            else:
                node.add_leaf(label, data=child)

    def _label(self, statement: Statement) -> Text:
        label = Text(clean(statement.text, self._look))
        if statement.seq:
            label.append(f"  #{statement.seq}", style="dim")
        return label


def _under(node: TreeNode[Statement]) -> Iterator[TreeNode[Statement]]:
    """A node and all below it, in the order in which they stand."""
    yield node
    for child in node.children:
        yield from _under(child)


def evidence(statement: Statement, look: Look) -> RenderableType:
    """What a statement rests on, in full."""
    head = Text(clean(statement.text, look), style="bold")
    if statement.seq:
        head.append(f"\nevent {statement.seq} of the journal", style="dim")
    return Group(head, Text(""), *_detail(statement, look))


def _detail(statement: Statement, look: Look) -> list[RenderableType]:
    match statement.detail:
        case ProgramText(text=text, language=language):
            return [_code(text, language, look)]
        case CodeDiff() as diff:
            return [_code("\n".join(diff.lines), "diff", look)]
        case FailedTest() as test:
            return [_titled(title, text, look) for title, text in _failed(test) if text]
        case TwoOutputs() as two:
            sides = ((two.left, two.left_outcome), (two.right, two.right_outcome))
            outputs = [(f"{name} {_does(outcome)}", _printed(outcome)) for name, outcome in sides]
            return [_titled(title, text, look) for title, text in [("input", two.text), *outputs]]
        case JudgeVote() as vote:
            return [_titled("the judge's whole answer", vote.answer or vote.reason, look)]
        case _:
            return []


def _failed(test: FailedTest) -> list[tuple[str, str | None]]:
    got = test.outcome
    if got and got.transcript:
        return [
            ("the interactor says", test.message),
            ("what was said: > by the program, < by the interactor", got.transcript),
            ("standard error", got.error),
            ("input, which only the interactor reads", test.input),
        ]
    return [
        ("the checker says", test.message),
        ("input", test.input),
        (f"one right output ({MANY})" if test.judged else "expected", test.expected),
        ("got", got.output if got else None),
        ("standard error", got.error if got else None),
    ]


def _does(outcome: Outcome | None) -> str:
    return "says (>), and is told (<)" if outcome and outcome.transcript else "prints"


def _printed(outcome: Outcome | None) -> str:
    if outcome is None:
        return "(not in the journal)"
    text = outcome.transcript or outcome.output
    if outcome.failure is None:
        return text
    if outcome.failure == "WA":
        return f"({outcome.failure}) {outcome.judge_message}\n{text}"
    return f"({outcome.failure}) {outcome.error}" + (f"\n{outcome.transcript}" if outcome.transcript else "")


def _titled(title: str, text: str, look: Look) -> Text:
    lines = "\n".join(clean(line, look) for line in text.splitlines()[:400])
    return Text.assemble((f"{title}\n", "dim"), lines, "\n")


def _code(text: str, language: str, look: Look) -> Syntax:
    harmless = "\n".join(clean(line, look) for line in text.splitlines())
    return Syntax(harmless, language, theme="ansi_dark", background_color="default", word_wrap=True)
