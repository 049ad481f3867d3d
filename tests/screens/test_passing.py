"""What is told in passing."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from pilots import opened, play, press, settle, until
from textual.widgets._toast import Toast

from tui.passing import Passing
from tui.screens.dialogs import Choice, Question

if TYPE_CHECKING:
    import engine


def test_what_expires_while_a_screen_opens_upon_it_goes(finished: engine.RunDirectory) -> None:
    """Textual would count its negative time for ever, and no key would be obeyed again."""

    async def main() -> None:
        async with opened(finished) as (app, pilot):
            await app.screen.mount(Toast(Passing("gone by now", timeout=5, raised_at=time.time() - 5.003)))
            await until(pilot, lambda: not app.screen.query(Toast))
            await press(pilot, "2")

    play(main)


def test_what_is_told_is_told_on_the_screen_that_opens_and_as_it_stands(finished: engine.RunDirectory) -> None:
    async def main() -> None:
        async with opened(finished) as (app, pilot):
            app.notify("a [b]bracket[/b]", title="[i]Title[/i]", severity="warning", timeout=30)
            await until(pilot, lambda: app.screen.query(Toast))
            app.push_screen(Question("Which side?", [Choice("cancel", "Cancel", "nothing is decided")]))
            await until(pilot, lambda: isinstance(app.screen, Question) and app.screen.query(Toast))
            await settle(pilot)
            assert str(app.screen.query_one(Toast).render()) == "[i]Title[/i]\na [b]bracket[/b]"

    play(main)


def test_it_has_some_time_left_as_long_as_anything_shows_it() -> None:
    now = time.time()
    old, new = Passing("old", timeout=5, raised_at=now - 6), Passing("new", timeout=5, raised_at=now)
    assert old.has_expired
    assert not new.has_expired
    assert 0 < old.time_left < 1
    assert 4 < new.time_left <= 5
