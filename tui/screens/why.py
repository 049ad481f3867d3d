"""Why this one? The explanation as a tree, and beside it what the statement under the cursor rests on."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.containers import Container, VerticalScroll
from textual.widgets import Static, Tree

from engine.projections.statements import FailedTest, Statement
from tui.actions import actions_at
from tui.palette import palette
from tui.screens.acting import ActingScreen, bindings
from tui.screens.evidence import event, evidence
from tui.surfaces import keyline
from tui.surfaces.sides import RULES
from tui.surfaces.text import clean
from tui.surfaces.widget import Surface

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.console import RenderableType
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.widgets.tree import TreeNode

    from engine.problem.model import OutputRules
    from engine.projections.statements import Explanation
    from tui.exporting import Export
    from tui.palette import Palette
    from tui.surfaces.text import Line, Look


class WhyScreen(ActingScreen):
    """An explanation; every statement names the event of the journal that it rests on."""

    PLACE = "why"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("why")]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 - Textual declares it so

    def __init__(
        self,
        explanation: Explanation,
        look: Look,
        *,
        at: str = "",
        go: Callable[[str, str], None] | None = None,
        journal: Path | None = None,
        rules: OutputRules = RULES,
    ) -> None:
        """Show an explanation.

        Args:
            explanation: what is shown.
            look: how things are drawn.
            at: begin at the statement about this, such as `M3` or `S04r1`, if there is one.
            go: shows what a statement is about, and the test that it names, on the screen of the run.
            journal: of the run; its events can be read here.
            rules: how outputs are compared.
        """
        super().__init__()
        self._explanation = explanation
        self._sought = ""
        self._look = look
        self._at, self._go, self._journal, self._rules = at, go, journal, rules

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
        tree: Tree[Statement] = self.query_one(Tree)
        tree.focus()
        if self._at and (found := next((node for node in _under(tree.root) if _about(node) == self._at), None)):
            self._move_to(found)

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

    def on_tree_node_highlighted(self, highlighted: Tree.NodeHighlighted[Statement]) -> None:
        """Show what a statement rests on."""
        if highlighted.node.data is not None:
            self._show(evidence(highlighted.node.data, self._look, self._palette, self._rules))

    def _show(self, what: RenderableType) -> None:
        self.query_one("#evidence", Static).update(what)
        self.query_one("#detail").scroll_home(animate=False)

    @property
    def _palette(self) -> Palette:
        return palette(self.app.theme_variables, self.background_colors[1])

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

    # ---------------------------------------------------------------- from a statement to what it speaks of

    def do_go_there(self) -> None:
        """Show on the run's screen what the statement under the cursor is about."""
        node = self.query_one(Tree).cursor_node
        while node and node.data and not _about(node):
            node = node.parent
        if node is None or self._go is None:
            self.say("go there: this statement is about the whole run")
            return
        here = self.query_one(Tree).cursor_node
        detail = here.data.detail if here and here.data else None
        self.dismiss()
        self._go(_about(node), detail.test if isinstance(detail, FailedTest) else "")

    def do_event(self) -> None:
        """Show the event of the journal that the statement under the cursor rests on."""
        self.beside(self._read_event, "event")

    async def _read_event(self) -> None:
        """Off the loop: a journal may be long."""
        node = self.query_one(Tree).cursor_node
        statement = node.data if node else None
        if statement is None or not statement.seq or self._journal is None:
            self.say("event: this statement names none")
            return
        from tui.journal_line import event_text  # for this key alone

        text = await asyncio.to_thread(event_text, self._journal, statement.seq)
        self._show(event(statement, text, self._look))

    # ---------------------------------------------------------------- moving

    def do_below(self) -> None:
        """The statement below."""
        self.query_one(Tree).action_cursor_down()

    def do_above(self) -> None:
        """The statement above."""
        self.query_one(Tree).action_cursor_up()

    def do_unfold(self) -> None:
        """What the statement rests on."""
        tree: Tree[Statement] = self.query_one(Tree)
        node = tree.cursor_node
        if node and node.children:
            if node.is_expanded:
                tree.action_cursor_down()
            else:
                node.expand()

    def do_fold(self) -> None:
        """Fold the statement, or go to the one that rests on it."""
        tree: Tree[Statement] = self.query_one(Tree)
        node = tree.cursor_node
        if node and node.children and node.is_expanded:
            node.collapse()
        elif node and node.parent:
            tree.move_cursor(node.parent)

    def _move_to(self, found: TreeNode[Statement]) -> None:
        above = found.parent
        while above:
            above.expand()
            above = above.parent
        found.expand()
        self.call_after_refresh(self.query_one(Tree).move_cursor, found)

    # ---------------------------------------------------------------- search

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
        self._move_to(found)

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


def _about(node: TreeNode[Statement]) -> str:
    """What a statement speaks of, if it says so itself."""
    return node.data.about if node.data else ""
