"""The plain display: append-only sentences for pipes, logs and screen readers.

No escape code, no glyph and no layout carries meaning, and nothing that was said is changed later.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from engine.events.calls import SLOWED_DOWN, CallDelayed
from engine.events.capabilities import CapabilityAsked
from engine.events.codec import Unknown
from engine.events.overrides import OverrideMade, OverrideRedone, OverrideUndone
from engine.events.run import (
    BudgetEnded,
    EngineStarted,
    EngineStopped,
    Graded,
    NoticeGiven,
    Paused,
    Resumed,
    RunFinished,
    RunStarted,
)
from engine.events.samples import RoundFinished
from engine.events.selection import (
    Cluster,
    ClustersFormed,
    MatchDecided,
    MatchOpened,
    PersonAsked,
    SelectionMade,
)
from engine.problem.model import OutputRules
from engine.projections.costs import ROLE_WORDS, board_cost_words, dollars, known_dollars, price_words
from engine.projections.decision_words import words
from engine.projections.origin import origin_words, taken_words
from engine.projections.submitting import submit_order
from engine.projections.wording import (
    VERDICT_WORDS,
    counted,
    failed_test,
    past_budget,
    printable,
    sentence,
)
from tui.displays.plain_matches import decision, is_current, opening, question
from tui.displays.plain_samples import of_samples

if TYPE_CHECKING:
    from engine.events.codec import Entry
    from engine.events.samples import RevisionId
    from engine.problem.model import Problem, Test
    from engine.projections.board import Board
    from engine.projections.pieces import Round


class PlainDisplay:
    """Says what happens, one sentence or a few for each event that a listener wants to hear of."""

    def __init__(self, problem: Problem | None = None) -> None:
        """Make a display; the problem, when it is at hand, brings the tests' expected outputs."""
        self._problem = problem
        self._notice = ""
        self._tier = ""
        self._clusters: tuple[Cluster, ...] = ()
        """As they were said last."""

    def sentences(self, board: Board, entry: Entry) -> list[str]:
        """What to say of an event; silent for texts, calls, single executions and single tests.

        Args:
            board: the state of the run after the event.
            entry: the event.
        """
        match entry.event:
            case CallDelayed(key, attempt, reason, seconds):
                # One that goes on at once is told of by a notice, and one that waits for another by that other.
                if not seconds or reason == SLOWED_DOWN:
                    return []
                role = board.calls[key].started.role if key in board.calls else "model"
                failed = f"The {role}'s attempt {attempt} failed: {sentence(reason)}"
                return [f"{failed} The next one follows in {counted(ceil(seconds), 'second')}."]
            case EngineStarted() as event:
                return self._engine_started(event)
            case RoundFinished(revision, passed, total):
                return [self._round(board, revision, passed, total)]
            case MatchOpened(bracket, match) if is_current(board, bracket):
                return [opening(board, match)]
            case MatchDecided() as event if is_current(board, event.bracket):
                return [decision(board, event)]
            case ClustersFormed(clusters=clusters, undecided=()) if clusters == self._clusters:
                return []  # further inputs that tell nobody apart
            case ClustersFormed(clusters=clusters):
                self._clusters = clusters
                return [said for said in [of_samples(board, entry)] if said]
            case SelectionMade() as event:
                return [_selection(board, event), *_next_to_submit(board)]
            case _:
                return [said for said in [_of_run(board, entry) or of_samples(board, entry)] if said]

    def _engine_started(self, event: EngineStarted) -> list[str]:
        said = [_protection(event.tier)] if event.tier != self._tier else []
        self._tier = event.tier
        # Resumes start an engine again; the notice is for the person, who needs to hear it once.
        if event.notice and event.notice != self._notice:
            self._notice = event.notice
            said.append(sentence(event.notice))
        return said

    def _round(self, board: Board, revision: RevisionId, passed: int, total: int) -> str:
        whose = f"Sample {revision.sample}, round {revision.round}"
        kinds = {test.kind for test in self._tests(board)} or {"public"}
        tests = "public test" if kinds == {"public"} else "test"
        said = f"{whose}: " + (f"passes {passed} of {counted(total, tests)}" if total else f"there is no {tests}")
        sample = board.samples.get(revision.sample)
        round_ = sample.round(revision.round) if sample else None
        failure = self._first_failure(board, round_) if round_ else ""
        return f"{said}; {failure}." if failure else f"{said}."

    def _tests(self, board: Board) -> tuple[Test, ...]:
        """The tests that count; none where the problem is not at hand."""
        return board.overrides.tests(self._problem.tests) if self._problem else ()

    def _first_failure(self, board: Board, round_: Round) -> str:
        tests = {test.name: test for test in self._tests(board)}
        failed = [test for test in round_.tests.values() if test.verdict != "AC"]
        if not failed:
            return ""
        order = list(tests)
        first = min(failed, key=lambda test: order.index(test.test) if test.test in tests else len(order))
        execution = board.executions.get(first.execution)
        expected = tests[first.test].expected if first.test in tests else None
        rules = self._problem.output_rules if self._problem else OutputRules()
        outcome = execution.outcome if execution else None
        said = board.judgement(first) if board.judge else None
        return failed_test(first.test, first.verdict, outcome, expected, rules, said)


# -------------------------------------------------------------------- the run


def _of_run(board: Board, entry: Entry) -> str:
    match entry.event:
        case RunStarted() as event:
            return _beginning(event)
        case EngineStopped(reason):
            return f"The engine stopped: {sentence(reason)} The run can be resumed."
        case Paused():
            return "Paused: no new call or execution starts."
        case Resumed():
            return "Resumed."
        case BudgetEnded(reason=reason):
            return f"The budget has ended: {sentence(reason)} The best so far is chosen."
        case RunFinished(status, reason):
            further = past_budget(board.budget_ended) if board.budget_ended else ""
            chosen = f", {_name(board.selection.revision)}" if board.selection else ""
            taken = f"Taken over: {taken_words(board)}." if board.started and board.started.origin else ""
            said = [
                f"The run is finished: {status}{chosen}.",
                sentence(reason),
                sentence(further),
                f"Cost: {_cost(board)}.",
                taken,
            ]
            return " ".join(part for part in said if part)
        case Graded() as event:
            return _grade(event)
        case OverrideMade(number, override) if board.engine is None:
            return f"Decision {number} of a person, taken over: {words(override)}."
        case OverrideMade(number, override, by):
            where = "" if by == "plain display" else f", from the {by}"
            return f"Decision {number} of a person{where}: {words(override)}. What rests on it is worked out anew."
        case OverrideUndone(number):
            made = board.overrides.made.get(number)
            what = f" ({words(made.override)})" if made else ""
            if board.engine is None:
                return f"Decision {number} does not hold in this run."
            return f"Decision {number}{what} is taken back. What rested on it is worked out anew."
        case OverrideRedone(number):
            made = board.overrides.made.get(number)
            what = f" ({words(made.override)})" if made else ""
            return f"Decision {number}{what} holds again. What rests on it is worked out anew."
        case PersonAsked() as event if is_current(board, event.bracket):
            return question(board, event)
        case NoticeGiven(text):
            return sentence(text)
        case CapabilityAsked(offered=True) as event:
            return f"{event.model} offers what the method needs: {event.capability}, {event.how}."
        case Unknown():
            return f"Event {entry.seq} belongs to a newer version of this program and is passed over."
        case _:
            return ""


def _name(revision: RevisionId) -> str:
    return f"sample {revision.sample}, round {revision.round}"


def _cost(board: Board) -> str:
    """What the run has cost, and what it was spent on."""
    total = board_cost_words(board)
    if known_dollars(board) is None:
        return total
    parts = [f"{ROLE_WORDS[role]} {dollars(spent.dollars)}" for role, spent in board.ledger.roles.items()]
    return f"{total}: {', '.join(parts)}" if len(parts) > 1 else total


def _beginning(event: RunStarted) -> str:
    chosen = event.settings
    rounds = f"at most {counted(chosen.rounds, 'debug round')} each" if chosen.rounds else "without debug rounds"
    return (
        f"Run {event.run}: problem {printable(event.problem.title)}, strategy {event.strategy}, "
        f"{counted(chosen.samples, 'sample')}, {rounds}.{_prices(event)}{_origin(event)}"
    )


def _origin(event: RunStarted) -> str:
    if event.origin is None:
        return ""
    return f" Forked from {origin_words(event.origin)}: what was asked there is taken over."


def _prices(event: RunStarted) -> str:
    """What the models cost, unless the only one is free and says so itself."""
    said = (f" Price of {price.model}: {price_words(price)}." for price in event.prices if price.kind != "offline")
    return "".join(said)


def _protection(tier: str) -> str:
    if tier == "unisolated":
        return "Programs run unisolated: limited in time, memory and output, but not closed off from files and network."
    return f"Programs run in a sandbox, tier {tier}."


def _selection(board: Board, event: SelectionMade) -> str:
    chosen = event.revision
    sample = board.samples.get(chosen.sample)
    round_ = sample.round(chosen.round) if sample else None
    head = "Selected" if event.status == "selected" else "Best effort"
    said = f"{head}: sample {chosen.sample}, round {chosen.round}, confidence {event.confidence:.2f}."
    tests = f" It passes {round_.passed} of {counted(round_.total, 'test')}." if round_ and round_.total else ""
    return f"{said}{tests} {sentence(event.reason)}".rstrip()


def _next_to_submit(board: Board) -> list[str]:
    others = submit_order(board)[1:4]
    if not others:
        return []
    names = (f"sample {item.revision.sample}, round {item.revision.round}" for item in others)
    return [sentence(f"to submit if it is wrong: {'; then '.join(names)}")]


def _grade(event: Graded) -> str:
    passed = sum(test.verdict == "AC" for test in event.tests)
    failed = next((test for test in event.tests if test.verdict != "AC"), None)
    if failed is None:
        return f"Grade on the secret tests: {VERDICT_WORDS[event.verdict]}, all {passed} passed."
    where = f"on test {printable(failed.name)}, after {passed} that passed"
    return f"Grade on the secret tests: {VERDICT_WORDS[event.verdict]} {where}."
