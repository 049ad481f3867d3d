"""A dialog that takes something out of a run: into a file, or into the clipboard."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Input, Label, OptionList
from textual.widgets.option_list import Option

from engine.errors import SStarError
from tui.screens.copying import copied
from tui.screens.dialogs import Dialog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from tui.exporting import Export


class ExportDialog(Dialog[str]):
    """Offers things to take; the answer says what was done. It stays until that has worked."""

    def __init__(self, exports: Sequence[Export]) -> None:
        """Offer these; the first one is under the cursor."""
        super().__init__()
        self._exports = exports
        self._asked: Path | None = None
        """A file that is there already, and about which the person was asked."""

    def compose(self) -> ComposeResult:
        """What there is, and the file for the one under the cursor."""
        rows = [Option(f"{item.title:9} {item.about}", item.id) for item in self._exports]
        with Vertical(id="box"):
            yield Label("What do you want to take out?", id="question")
            yield OptionList(*rows, markup=False)
            yield Input(id="path")
            yield Label("Enter in the list goes on to the file, Esc leaves.", id="state", markup=False)
            with Horizontal(id="buttons"):
                yield Button("Write", id="write", compact=True, variant="primary")
                yield Button("Copy", id="copy", compact=True)
                yield Button("Cancel", id="cancel", compact=True)

    def on_mount(self) -> None:
        """The arrows move in the list at once."""
        listed = self.query_one(OptionList)
        listed.focus()
        listed.highlighted = 0

    @property
    def _export(self) -> Export:
        return self._exports[self.query_one(OptionList).highlighted or 0]

    def on_option_list_option_highlighted(self) -> None:
        """Offer its file."""
        self.query_one("#path", Input).value = str(self._export.path)
        self.query_one("#copy").disabled = self._export.text is None

    def on_option_list_option_selected(self) -> None:
        """Go on to the file."""
        self.query_one("#path").focus()

    def on_input_changed(self) -> None:
        """Another file, another question."""
        self._asked = None

    def on_input_submitted(self) -> None:
        """Write it."""
        self._write()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Do what the button says."""
        match event.button.id:
            case "write":
                self._write()
            case "copy":
                self.run_worker(self._copy(), group="export", exclusive=True)
            case _:
                self.dismiss(None)

    def _write(self) -> None:
        """Write it, after a question where a file is there already."""
        export, path = self._export, Path(self.query_one("#path", Input).value.strip()).expanduser()
        if export.text and path.exists() and path != self._asked:
            self._asked = path
            self._tell(f"{path} is there already: once more replaces it.")
            return
        self.run_worker(self._written(export, path), group="export", exclusive=True)

    async def _written(self, export: Export, path: Path) -> None:
        """Write it off the loop: a long run takes a while to tell."""
        try:
            written = await asyncio.to_thread(export.write, path)
        except SStarError as error:
            self._tell(str(error))
        else:
            self.dismiss(f"written: {written}")

    async def _copy(self) -> None:
        export = self._export
        if export.text is None:
            return
        try:
            text = await asyncio.to_thread(export.text)
        except SStarError as error:
            self._tell(str(error))
        else:
            self.dismiss(await copied(self.app, text, f"the {export.title}"))

    def _tell(self, text: str) -> None:
        self.query_one("#state", Label).update(text)
