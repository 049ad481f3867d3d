"""Which model is asked in which role, as a person chooses it in the application."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Literal

import msgspec
from msgspec import Struct

from engine.errors import UsageError
from engine.events.prices import Price
from engine.projections.costs import rates_words

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterable

    from engine.config import Loaded
    from engine.config.checking import Path as Key
    from engine.projections.summary import RunSummary

REHEARSAL = "rehearsal"
REHEARSAL_NOTICE = "offline rehearsal, no language model"
"""What a person is told of the offline model, from the first frame on."""
EVERYBODY: Key = ("model",)
"""The choice for all roles that have none of their own."""
JUDGE: Key = ("roles", "judge")
"""The role that a person can have."""
_HERE = "chosen here"


class Seat(Struct, frozen=True):
    """A role, or all of them, and who sits there."""

    key: tuple[str, ...]
    """Of the configuration."""
    title: str
    model: str
    """Empty when the role has none of its own."""
    source: str
    """Who said so."""


class Offered(Struct, frozen=True):
    """A model that a provider offers, or why it offers none; a line of `sstar models --display json`."""

    provider: str
    model: str = ""
    price: Price | None = None
    problem: str = ""
    kind: Literal["", "no key"] = ""

    @property
    def cost(self) -> str:
        """What the model costs, in few cells."""
        if self.price is None or not self.price.rates:
            return rates_words(self.price) if self.price else ""
        rates = self.price.rates[0]
        return f"${rates.input:g} in, ${rates.output:g} out a million tokens"


class ModelChoice:
    """The models of the roles; changes hold for this application until they are kept."""

    def __init__(self, configured: Loaded) -> None:
        """Begin with what is configured."""
        self.configured = configured
        self._changed: dict[Key, str | None] = {}

    @property
    def seats(self) -> list[Seat]:
        """All roles together, then each of them."""
        roles = self.configured.config.roles
        seats = [Seat(EVERYBODY, "all roles", self.configured.config.model, self.configured.source(*EVERYBODY))]
        for name in roles.__struct_fields__:
            own = getattr(roles, name) or ""
            source = self.configured.source("roles", name) if own else "as all roles"
            seats.append(Seat(("roles", name), name.replace("_", " "), own, source))
        return seats

    @property
    def changed(self) -> bool:
        """Whether anything was chosen that is not kept."""
        return bool(self._changed)

    @property
    def rehearsing(self) -> bool:
        """Whether the offline model writes the programs."""
        return self.configured.models()["solver"] == REHEARSAL

    def words(self) -> str:
        """The models that will be asked, in a few words."""
        names = list(dict.fromkeys(self.configured.models().values()))
        if names == [REHEARSAL]:
            return REHEARSAL_NOTICE
        return f"model {names[0]}" if len(names) == 1 else f"models {', '.join(names)}"

    def choose(self, key: Key, model: str | None) -> None:
        """Give a seat a model; None takes the one of a role away, so that it has the one of all."""
        if key == EVERYBODY:
            kept = {path: value for path, value in self.configured.values.items() if path[0] == "roles"}
            self.configured = self.configured.over({key: (_HERE, model)}).over(
                {path: (self.configured.source(*path), value) for path, value in kept.items()}
            )
        else:
            self.configured = self.configured.over({key: (_HERE, model)})
        self._changed[key] = model

    def keep(self) -> str:
        """Write what was chosen into config.toml; gives what a person should know. Raises ConfigError."""
        from engine.config.loading import variable
        from tui.configuring import change_file

        change_file(self._changed)
        over = [variable(key) for key in self._changed if os.environ.get(variable(key))]
        self._changed = {}
        note = f"; but {' and '.join(over)} in the environment goes before it" if over else ""
        return f"kept in {self.configured.file}{note}"

    def recent(self, runs: Iterable[RunSummary]) -> list[str]:
        """The models of the latest runs, the newest first; the offline one is always there and not among them."""
        names = [name for run in runs for name in run.model.split(", ")]
        return [name for name in dict.fromkeys(names) if name != REHEARSAL][:5]


async def offers(provider: str = "") -> AsyncGenerator[Offered]:
    """Ask providers for their models, all of them unless one is named, and yield them as they arrive.

    That is done by a process of its own: the SDKs take a second to import, in which a screen would stand still, and
    a keyring may wait for a person.

    Raises:
        UsageError: it could not be done; says why.
    """
    command = [sys.executable, "-P", "-m", "tui.cli", "models", *([provider] if provider else []), "--display", "json"]
    pipe = subprocess.PIPE
    # No subprocess of asyncio: its pipes would have to be closed by a loop that may be gone by then.
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe)  # noqa: ASYNC220
    assert process.stdout
    assert process.stderr
    silent = True
    try:
        while line := await asyncio.to_thread(process.stdout.readline):
            silent = False
            yield msgspec.json.decode(line, type=Offered)
        if silent:
            words = process.stderr.read().decode(errors="replace").strip().splitlines()
            raise UsageError(words[-1].removeprefix("sstar: ") if words else "No provider has a model to offer.")
    finally:
        # Nothing is awaited here: whoever leaves may take the loop along.
        process.kill()
        with process:
            pass
