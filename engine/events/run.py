"""The life of a run, and what a person did to it."""

from __future__ import annotations

from typing import ClassVar, Literal

from msgspec import Struct

from engine.events.conclusion import Conclusion
from engine.events.executions import Verdict
from engine.events.prices import Price
from engine.events.settings import Settings

SCHEMA = 1
"""Version of the journal; a reader accepts every version up to its own."""


class ProblemReference(Struct, frozen=True, omit_defaults=True):
    """Which problem a run works on."""

    name: str
    title: str
    folder: str
    digest: str
    """Of statement, public tests, limits, and rules or checker; a resume refuses a problem that has changed."""
    judge: Literal["", "checker", "interactor"] = ""
    """Which program of the package judges; empty where outputs are compared with the expected ones."""


class Origin(Struct, frozen=True, omit_defaults=True):
    """The run that another one was forked from: what was asked there is taken over here, and not paid again."""

    run: str
    strategy: str
    last: int
    """Number of the last event that was read; a run that was at work may have gone further."""
    finished: bool = False
    """Whether it had come to its end."""


class RunStarted(Struct, frozen=True, tag="run_started"):
    """First line of every journal: everything that was chosen."""

    run: str
    problem: ProblemReference
    strategy: str
    settings: Settings
    models: dict[str, str]
    """Role to `provider/model`."""
    schema: int = SCHEMA
    version: str = ""
    """Of this program."""
    prices: tuple[Price, ...] = ()
    """Of each model, as known at the start; a resume goes on with them."""
    origin: Origin | None = None
    """None unless it was forked from another run."""


class PriceFound(Struct, frozen=True, tag="price_found"):
    """What a model costs that a person named after the start."""

    price: Price


class EngineStarted(Struct, frozen=True, tag="engine_started", omit_defaults=True):
    """An engine opened the journal: at the start and at every resume."""

    tier: str
    """How closed the executor is."""
    notice: str = ""
    """What a person must know about the model in use."""


class EngineStopped(Struct, frozen=True, tag="engine_stopped", omit_defaults=True):
    """The engine left before the run was finished; the run can be resumed."""

    reason: str
    failed: bool = False
    """Whether something must be mended first; else somebody asked it to leave."""


class NoticeGiven(Conclusion, frozen=True, tag="notice_given"):
    """Something that a person should know and that stops nothing: what was asked for and cannot be had here."""

    ABOUT: ClassVar = ("text",)

    text: str


class Paused(Struct, frozen=True, tag="paused"):
    """A person asked that no new call or execution starts."""


class Resumed(Struct, frozen=True, tag="resumed"):
    """A person lifted the pause."""


class BudgetEnded(Struct, frozen=True, tag="budget_ended"):
    """From here on nothing new is called; the run ends with the best so far."""

    what: Literal["calls", "tokens", "dollars", "seconds", "person"]
    """What ended: a budget, or a person's patience (stop)."""
    reason: str


class RunFinished(Conclusion, frozen=True, tag="run_finished"):
    """Nothing more will happen, but for a grade."""

    status: Literal["selected", "best effort", "budget ended", "failed"]
    reason: str = ""


class TestGrade(Struct, frozen=True):
    """Verdict of one secret test; its contents stay out of the journal."""

    __test__ = False

    name: str
    verdict: Verdict
    cpu_seconds: float


class Graded(Struct, frozen=True, tag="graded"):
    """The selected program met the secret tests, after the selection."""

    program: str
    verdict: Verdict
    """AC, or the verdict of the first test that is not."""
    tests: tuple[TestGrade, ...]


RunEvent = (
    RunStarted
    | PriceFound
    | EngineStarted
    | EngineStopped
    | NoticeGiven
    | Paused
    | Resumed
    | BudgetEnded
    | RunFinished
    | Graded
)
"""What happens to a run as a whole."""
