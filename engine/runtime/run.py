"""What a strategy is given: questions to models and programs, each asked once and remembered for ever."""

from __future__ import annotations

import asyncio
import random
from copy import copy
from typing import TYPE_CHECKING, Generic, NoReturn, TypeVar
from weakref import WeakValueDictionary

from msgspec import Struct, structs

from engine.errors import FatalModelError, ModelError, ProviderError
from engine.events.calls import CallFailed, TextStored
from engine.events.capabilities import CapabilityAsked
from engine.events.executions import ExecutionFinished
from engine.events.overrides import Fork, OverrideMade, OverrideRedone, OverrideUndone
from engine.events.run import PriceFound
from engine.execution.protocol import Job
from engine.models.protocol import Request
from engine.problem.model import digest
from engine.projections.overrides import named
from engine.runtime.calling import Caller
from engine.runtime.checking import Checking
from engine.runtime.control import Control
from engine.runtime.facts import Facts, call_key, execution_key, path_text
from engine.runtime.taking import Known, Taking

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from engine.events.calls import Delta, Path, Role
    from engine.events.capabilities import Capability
    from engine.events.codec import Event
    from engine.events.executions import Checked, Outcome
    from engine.events.overrides import By, Override
    from engine.events.prices import Price
    from engine.events.settings import Settings
    from engine.execution.protocol import Executor
    from engine.journal.writer import Journal
    from engine.models.protocol import Ability, Message, Model, Schema, Wish
    from engine.problem.model import Checker, Limits, Problem, Program, Test
    from engine.projections.overrides import Overrides
    from engine.runtime.checking import Claim

T = TypeVar("T")

_ASK_AGAIN_AFTER = (1.0, 4.0)
"""Seconds after which a server that could not be asked what it offers is asked again."""


class Answer(Struct, frozen=True):
    """A model's whole answer, and the key of the call that brought it."""

    call: str
    text: str
    finish_reason: str
    output_tokens: int | None = None
    """None where the provider said nothing."""
    likely: tuple[tuple[str, float], ...] = ()
    """What could have come first, with natural log-probabilities; see `Continuation.likely`."""


def no_other_model(name: str) -> NoReturn:
    """Raise FatalModelError: where nobody can open another model, none but those of the roles can be asked."""
    raise FatalModelError(f"No model but those of the run can be asked here, so {name} cannot.")


class Run:
    """One strategy at work on one problem.

    Everything that is not a pure function of what came before goes through `complete`, `execute`, `check` and
    `random`; what the strategy concludes goes through `conclude`. That is all it takes to resume exactly.
    """

    def __init__(
        self,
        problem: Problem,
        settings: Settings,
        models: Mapping[Role, Model],
        executor: Executor,
        journal: Journal,
        publish: Callable[[Delta], None] = lambda _: None,
        other: Callable[[str], Model] = no_other_model,
        known: Known | None = None,
    ) -> None:
        """Go on from what the journal says.

        Args:
            problem: what the strategy may see.
            settings: the choices of this run.
            models: who answers in each role.
            executor: who runs programs.
            journal: where events go, and where the facts are.
            publish: takes pieces of answers that are still arriving.
            other: opens a model that a person named in a decision.
            known: what the run that this one was forked from knew.
        """
        self.problem = problem
        self.settings = settings
        self._models = models
        self._other = other
        self._executor = executor
        self._journal = journal
        self._facts = Facts(entry.event for entry in journal.entries)
        self.control = Control(settings, self._facts, self._record)
        self._caller = Caller(
            settings.concurrency, self._facts, self.control, journal, self._record, self.store, publish
        )
        self._jobs: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._is_unheard = False
        self._checking = Checking(problem, executor, self._facts, self._record)
        self._taking = Taking(known or Known(), self._facts, self._record)

    # ---------------------------------------------------------------- models

    def model_of(self, role: Role) -> str:
        """The name of the model that is asked in a role; empty where nobody can be asked."""
        return self._models[role].name if role in self._models else ""

    def call_key(
        self,
        path: Path,
        role: Role,
        messages: Sequence[Message],
        schema: Schema | None = None,
        wish: Wish | None = None,
        model: str = "",
    ) -> str:
        """Key of the call that `complete` makes with the same arguments."""
        name = model or self._models[role].name
        return call_key(name, self._request(path, role, messages, schema, wish))

    async def complete(
        self,
        path: Path,
        role: Role,
        messages: Sequence[Message],
        schema: Schema | None = None,
        wish: Wish | None = None,
        model: str = "",
    ) -> Answer:
        """Ask the model of a role, or recall what it answered.

        Args:
            path: where in the strategy this is asked.
            role: who is asked.
            messages: what is asked.
            schema: the form that the answer should have; a model that cannot be held to it answers freely.
            wish: what is asked for in place of an answer; only of a model that offers it (see `offers`).
            model: asked in place of the model of the role; a name that a person gave.

        Raises:
            ModelError: it failed; so it does again whenever this is asked in this run.
            BudgetError: the budget has ended.
            FatalModelError: nothing can be asked until a person has mended something; no fact is made of it.
        """
        request = self._request(path, role, messages, schema, wish)
        name = model or self._models[role].name
        key = call_key(name, request)
        if key not in self._facts.answers:
            self._taking.answer(key, lambda: self._caller.started(key, name, request))
        if key not in self._facts.answers:
            await self._caller.fetch(key, self._other(model) if model else self._models[role], request)
        known = self._facts.answers[key]
        if isinstance(known, CallFailed):
            raise ModelError(known.reason)
        return Answer(key, known.text, known.finish_reason, known.usage.output_tokens, known.likely)

    async def offers(self, role: Role, capability: Capability) -> CapabilityAsked:
        """Ask the model of a role whether it offers something, or recall what it said at the start.

        Raises:
            BudgetError: the budget has ended.
            FatalModelError: its server could not be asked.
        """
        model = self._models[role]
        key = model.name, capability
        if key not in self._facts.abilities:
            self._taking.ability(*key)
        if key not in self._facts.abilities:
            await self.control.admit()
            said = await self.control.rest(_ability(model, capability))
            if key not in self._facts.abilities:
                self._record(CapabilityAsked(model.name, capability, said.offered, said.how))
        return self._facts.abilities[key]

    def _request(
        self, path: Path, role: Role, messages: Sequence[Message], schema: Schema | None, wish: Wish | None
    ) -> Request:
        seed = self.random(*path).getrandbits(32)
        return Request(role, tuple(messages), path, seed, schema, self.settings.effort, wish)

    # ---------------------------------------------------------------- programs

    async def execute(
        self,
        program: Program,
        inputs: Sequence[str],
        limits: Limits | None = None,
        each: Callable[[int, Outcome], None] = lambda *_: None,
        *,
        alone: bool = False,
        arguments: Sequence[str] = (),
    ) -> list[Outcome]:
        """Run a program on inputs, or recall what it did; the outcomes are in the order of the inputs.

        In an interactive problem the interactor is given a test's input with its answer, and any other input with
        an empty one, since nobody knows it.

        Args:
            program: what to run.
            inputs: its standard inputs.
            limits: the problem's, unless given.
            each: told the position and the outcome of each input, in order, as it becomes known.
            alone: it stands for itself, as a validator does: no interactor talks with it, no function of it is called.
            arguments: what it is called with.

        Raises:
            ExecutorError: a fault of ours.
            BudgetError: time is up.
        """
        limits = limits or self.problem.limits
        interactor = None if alone else self._interactor
        keys = [execution_key(program, text, limits, interactor, self._answer(text), arguments) for text in inputs]
        job = digest(program.digest, *keys)
        # Equal jobs of different samples wait for each other, so that the second finds everything known.
        async with self._jobs.setdefault(job, asyncio.Lock()):
            self._taking.outcomes(keys)
            fresh = {key: text for key, text in zip(keys, inputs, strict=True) if key not in self._facts.outcomes}
            reporter = _InOrder(keys, self._facts.outcomes, each)
            if fresh:
                await self.control.admit()
                texts = tuple(fresh.values())
                answers = tuple(map(self._answer, texts)) if interactor else ()
                runnable = program if alone else self.problem.runnable(program)
                asked = Job(runnable, texts, limits, interactor, answers, tuple(arguments))
                await self.control.bounded(self._run_job(program, asked, list(fresh), reporter))
            reporter.report()
        return [self._facts.outcomes[key] for key in keys]

    async def _run_job(self, program: Program, job: Job, keys: Sequence[str], reporter: _InOrder[Outcome]) -> None:
        places = iter(zip(keys, job.inputs, strict=True))
        async for outcome in self._executor.run(job):
            key, text = next(places)
            if key not in self._facts.outcomes:
                self._record(ExecutionFinished(key, program.digest, digest(text), outcome))
            reporter.report()

    def execution_key(self, program: Program, text: str) -> str:
        """Key of the execution of a program on an input under the problem's limits."""
        return execution_key(program, text, self.problem.limits, self._interactor, self._answer(text))

    @property
    def _interactor(self) -> Checker | None:
        return self.problem.checker if self.problem.interactive else None

    def _answer(self, text: str) -> str:
        return next((test.expected for test in self.tests if test.input == text), "")

    async def check(
        self, claims: Sequence[Claim], each: Callable[[int, Checked], None] = lambda *_: None
    ) -> list[Checked]:
        """Have the problem's checker judge outputs, or recall what it said; by the output rules where it has none.

        Args:
            claims: what is asked about.
            each: told the position and the judgement of each claim, in order, as it becomes known.

        Raises:
            ExecutorError: a fault of ours; one of the checker is an IE instead.
            BudgetError: time is up.
        """
        keys = [self.check_key(claim) for claim in claims]
        async with self._jobs.setdefault(digest("checks", *keys), asyncio.Lock()):
            self._taking.checks(keys)
            fresh = {key: claim for key, claim in zip(keys, claims, strict=True) if key not in self._facts.checks}
            reporter = _InOrder(keys, self._facts.checks, each)
            if fresh:
                await self.control.admit()
                await self.control.bounded(self._checking.ask(fresh, reporter.report))
            reporter.report()
        return [self._facts.checks[key] for key in keys]

    def check_key(self, claim: Claim) -> str:
        """Key of what is said of a claim."""
        return self._checking.key(claim)

    # ---------------------------------------------------------------- chance and conclusions

    def random(self, *path: str | int) -> random.Random:
        """A generator of random numbers that depends on the seed, the problem and the path alone."""
        return random.Random(f"{self.settings.seed}:{self.problem.name}:{path_text(path)}")

    def store(self, text: str) -> str:
        """Store a text once; the result is its digest."""
        name = digest(text)
        if name not in self._facts.texts:
            self._record(TextStored(name, text))
        return name

    def unheard(self) -> Run:
        """The same run, whose facts are the same, but that writes down no conclusion: to look ahead.

        No person is asked meanwhile: what the judge says counts.
        """
        made = copy(self)
        made.settings = structs.replace(self.settings, judge="model")
        made._is_unheard = True  # noqa: SLF001  # its own, in a copy of itself
        return made

    def conclude(self, event: Event, *, last: bool = False) -> None:
        """Record what the strategy concluded, unless the journal says exactly this already.

        Args:
            event: the conclusion.
            last: nothing of its kind follows; so what stands after it in the journal is made to hold no more.
        """
        if not self._is_unheard and not self._facts.conclusions.holds(event, last=last):
            self._record(event)

    def concluded_any(self, kind: type) -> bool:
        """Whether the strategy has concluded something of a kind that may have to be withdrawn."""
        return self._facts.conclusions.knows(kind)

    # ---------------------------------------------------------------- the person

    @property
    def overrides(self) -> Overrides:
        """What a person has decided in place of the strategy."""
        return self._facts.overrides

    @property
    def tests(self) -> tuple[Test, ...]:
        """The tests that count: the public ones as a person corrected them, and the custom ones."""
        return self.overrides.tests(self.problem.tests)

    async def person(self) -> NoReturn:
        """Wait for a decision of the person, which will have the strategy worked through anew.

        Raises:
            BudgetError: nobody will decide any more.
        """
        await self.control.rest(asyncio.Event().wait())
        raise AssertionError("nothing sets this event")

    def override(self, override: Override, by: By) -> None:
        """Record a decision; whoever works the strategy through must begin anew (see `Passes`)."""
        number = len(self.overrides.made) + 1
        self._record(OverrideMade(number, named(override, number, self._samples), by))

    def price(self, price: Price) -> None:
        """Record what a model costs that was named after the start."""
        self._record(PriceFound(price))

    def undo(self, number: int, by: By) -> None:
        """Record that a decision is taken back."""
        self._record(OverrideUndone(number, by))

    def redo(self, number: int, by: By) -> None:
        """Record that a decision that was taken back holds again."""
        self._record(OverrideRedone(number, by))

    @property
    def _samples(self) -> int:
        forks = [made.override.sample for made in self.overrides.made.values() if isinstance(made.override, Fork)]
        return max([self.settings.samples, *forks])

    def keep_calls(self, *, keep: bool) -> None:
        """Whether calls in flight go on when those who wait for them are stopped: they will be asked for again."""
        self._caller.keep = keep

    async def leave(self) -> None:
        """Cut off the calls that nobody waits for any more."""
        await self._caller.leave()

    def _record(self, event: Event) -> None:
        self._journal.append(event)
        self._facts.learn(event)


async def _ability(model: Model, capability: Capability) -> Ability:
    """Ask a model what it offers, and again while its server is in trouble."""
    for seconds in _ASK_AGAIN_AFTER:
        try:
            return await model.ability(capability)
        except ProviderError:
            await asyncio.sleep(seconds)
    try:
        return await model.ability(capability)
    except ProviderError as error:
        raise FatalModelError(f"{error} It was to say what it offers ({capability}), before the run begins.") from error


class _InOrder(Generic[T]):
    """Tells facts in the order in which they were asked for, each once, as far as they are known."""

    def __init__(self, keys: Sequence[str], known: Mapping[str, T], each: Callable[[int, T], None]) -> None:
        self._keys, self._facts, self._each = keys, known, each
        self._told = 0

    def report(self) -> None:
        """Tell what can be told by now."""
        while self._told < len(self._keys) and (key := self._keys[self._told]) in self._facts:
            self._told += 1
            self._each(self._told - 1, self._facts[key])
