"""The plain display: append-only sentences for pipes, logs and screen readers.

No escape code, no glyph and no layout carries meaning, and nothing that was said is changed later.
"""

from __future__ import annotations

from itertools import groupby
from math import ceil
from typing import TYPE_CHECKING

from engine.events.calls import SLOWED_DOWN, CallDelayed
from engine.events.capabilities import CapabilityAsked
from engine.events.codec import Unknown
from engine.events.methods import NodeScored, NoteWritten, RankingMade
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
from engine.events.samples import RoundFailed, RoundFinished, SampleFinished
from engine.events.selection import (
    BracketDrawn,
    ClustersFormed,
    GrammarLearnt,
    MatchDecided,
    MatchOpened,
    PersonAsked,
    SelectionMade,
    SpeakerChosen,
    SurvivorsFiltered,
)
from engine.problem.model import OutputRules
from engine.projections.costs import ROLE_WORDS, board_cost_words, dollars, known_dollars, price_words
from engine.projections.decision_words import words
from engine.projections.submitting import submit_order
from engine.projections.wording import (
    VERDICT_WORDS,
    counted,
    deed,
    dropped_rule,
    failed_test,
    number_of,
    one_line,
    past_budget,
    place,
    printable,
    samples_in,
    sentence,
    times,
    votes,
)

if TYPE_CHECKING:
    from engine.events.codec import Entry
    from engine.events.executions import Outcome
    from engine.events.samples import RevisionId
    from engine.events.selection import Cluster, MatchInput, VoteCast
    from engine.problem.model import Problem, Test
    from engine.projections.board import Board
    from engine.projections.pieces import Match, Round


class PlainDisplay:
    """Says what happens, one sentence or a few for each event that a listener wants to hear of."""

    def __init__(self, problem: Problem | None = None) -> None:
        """Make a display; the problem, when it is at hand, brings the tests' expected outputs."""
        self._problem = problem
        self._notice = ""

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
            case MatchOpened(bracket, match) if _is_current(board, bracket):
                return [_opening(board, match)]
            case MatchDecided() as event if _is_current(board, event.bracket):
                return [_decision(board, event)]
            case SelectionMade() as event:
                return [_selection(board, event), *_next_to_submit(board)]
            case _:
                return [said for said in [_of_run(board, entry) or _of_samples(board, entry)] if said]

    def _engine_started(self, event: EngineStarted) -> list[str]:
        said = [_protection(event.tier)] if event.tier else []
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
            said = [f"The run is finished: {status}.", sentence(reason), sentence(further), f"Cost: {_cost(board)}."]
            return " ".join(part for part in said if part)
        case Graded() as event:
            return _grade(event)
        case OverrideMade(number, override, by):
            where = "" if by == "plain display" else f", from the {by}"
            return f"Decision {number} of a person{where}: {words(override)}. What rests on it is worked out anew."
        case OverrideUndone(number):
            made = board.overrides.made.get(number)
            what = f" ({words(made.override)})" if made else ""
            return f"Decision {number}{what} is taken back. What rested on it is worked out anew."
        case OverrideRedone(number):
            made = board.overrides.made.get(number)
            what = f" ({words(made.override)})" if made else ""
            return f"Decision {number}{what} holds again. What rests on it is worked out anew."
        case PersonAsked() as event if _is_current(board, event.bracket):
            return _question(board, event)
        case NoticeGiven(text):
            return sentence(text)
        case CapabilityAsked(offered=True) as event:
            return f"{event.model} offers what the method needs: {event.capability}, {event.how}."
        case Unknown():
            return f"Event {entry.seq} belongs to a newer version of this program and is passed over."
        case _:
            return ""


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
        f"{counted(chosen.samples, 'sample')}, {rounds}.{_prices(event)}"
    )


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


# -------------------------------------------------------------------- samples and clusters


def _of_samples(board: Board, entry: Entry) -> str:
    match entry.event:
        case RoundFailed(sample, number, reason):
            return f"Sample {sample}, round {number}: no program. {sentence(reason)}".rstrip()
        case SampleFinished(sample, None):
            return f"Sample {sample} failed: no round yielded a program."
        case GrammarLearnt() as event:
            return _grammar(event)
        case SurvivorsFiltered() as event:
            return _survivors(event)
        case NoteWritten(stage=stage, text=text, revision=revision):
            about = f", sample {revision.sample}, round {revision.round}" if revision else ""
            return sentence(f"{stage}{about}: {one_line(board.text(text), 120)}")
        case RankingMade() as event:
            return _ranked(event)
        case NodeScored(node, parent, value, visits=1):
            return f"Node {node}{f', below {parent}' if parent else ''}: value {value:.2f}."
        case ClustersFormed(inputs=0):
            return ""  # every survivor is in one cluster before the first input
        case ClustersFormed(inputs=inputs, clusters=clusters) as event:
            names = "; ".join(_sized(board, cluster) for cluster in clusters)
            total = counted(len(clusters), "cluster")
            said = f"After {counted(inputs, 'valid input')}: {total}. {sentence(names)}".rstrip()
            return f"{said} {_undecided(event)}".rstrip()
        case SpeakerChosen() as event:
            return _speaker(event)
        case BracketDrawn(format=form, clusters=clusters, matches=matches):
            between = f"{counted(len(matches), 'match', 'matches')} between {counted(len(clusters), 'cluster')}"
            return f"The tournament is drawn: {form}, {between}."
        case _:
            return ""


def _speaker(event: SpeakerChosen) -> str:
    size = f" on {counted(len(event.inputs), 'input')} of full size" if event.inputs else ""
    best = next(one for one in event.contenders if one.revision == event.speaker)
    clean = f"fails on {counted(best.failures, 'input')}" if best.failures else "ends cleanly everywhere"
    many = counted(len(event.contenders), "member")
    return (
        f"Sample {event.speaker.sample} speaks for {event.cluster}: of {many}{size} it is the best; it {clean}, "
        f"at most {best.cpu_seconds:.2f} s of CPU, {best.memory_bytes >> 20} MiB."
    )


def _ranked(event: RankingMade) -> str:
    first = event.standings[0] if event.standings else None
    if first is None:
        return f"Ranking by {event.by}: there is nothing to rank."
    who = ", ".join(f"sample {name.sample}" for name in first.members)
    why = f" ({first.why})" if first.why else ""
    return sentence(f"ranking by {event.by}: {counted(len(event.standings), 'place')}, the first is {who}{why}")


def _undecided(event: ClustersFormed) -> str:
    if not event.undecided:
        return ""
    why = f": {event.why_undecided}" if event.why_undecided else ""
    return sentence(f"on {counted(len(event.undecided), 'input')} different outputs may all be right{why}")


def _grammar(event: GrammarLearnt) -> str:
    """What is known of which inputs are allowed."""
    bounds = "; ".join(map(printable, event.bounds)) or "no bounds found in the statement"
    read = f" {event.model} read: {', '.join(map(printable, event.rules))}." if event.model else ""
    doubt = f" An input that keeps that may still be forbidden: {sentence(event.doubts[0])}" if event.doubts else ""
    return " ".join([f"Inputs: {bounds}.{read}{doubt}", *(sentence(dropped_rule(one)) for one in event.dropped)])


def _survivors(event: SurvivorsFiltered) -> str:
    distinct, same = len(event.survivors), len(event.duplicates)
    if event.best_effort:
        return f"No sample passes all tests; the closest {counted(distinct, 'program')} are compared."
    total = distinct + same
    verb = "passes" if total == 1 else "pass"
    programs = f", with {counted(distinct, 'different program')}" if same else ""
    return f"{counted(total, 'sample')} {verb} all tests{programs}."


def _sized(board: Board, cluster: Cluster) -> str:
    return f"cluster {number_of(cluster.name)}, {counted(len(samples_in(board, cluster)), 'sample')}"


# -------------------------------------------------------------------- matches


def _is_current(board: Board, bracket: str) -> bool:
    return board.bracket is not None and board.bracket.drawn.bracket == bracket


def _heading(board: Board, match: Match) -> str:
    assert board.bracket
    name, where = match.plan.match, place(board.bracket.drawn, match.plan.match)
    sides = [
        _sized(board, board.bracket.clusters[side]) if side in board.bracket.clusters else f"cluster {number_of(side)}"
        for side in (match.left, match.right)
    ]
    return f"Match {number_of(name)}, {where}. {sentence(f'{sides[0]}, against {sides[1]}')}"


def _opening(board: Board, name: str) -> str:
    assert board.bracket
    return f"{_heading(board, board.bracket.matches[name])} It begins."


def _question(board: Board, event: PersonAsked) -> str:
    assert board.bracket
    match = board.bracket.matches[event.match]
    evidence = [_evidence(board, match, item) for item in match.inputs]
    ask = f"It is yours to decide: {sentence(event.why)}"
    return " ".join([_heading(board, match), *evidence, ask])


def _decision(board: Board, event: MatchDecided) -> str:
    assert board.bracket
    match = board.bracket.matches[event.match]
    evidence = [_evidence(board, match, item) for item in match.inputs]
    return " ".join([_heading(board, match), *evidence, _result(event)])


def _evidence(board: Board, match: Match, item: MatchInput) -> str:
    made = board.inputs.get(item.input)
    text = one_line(board.text(made.made.text)) if made else item.input
    said = [f"Input: {text}."]
    for side, key in ((match.left, item.left_execution), (match.right, item.right_execution)):
        execution = board.executions.get(key)
        if execution:
            said.append(_deed(side, execution.outcome))
    if item.rule:
        said.append(sentence(f"by rule: {item.rule}"))
    said += _judgement([vote for vote in match.votes if vote.input == item.input])
    return " ".join(said)


def _deed(side: str, outcome: Outcome) -> str:
    return f"Cluster {number_of(side)} {deed(outcome)}."


def _judgement(cast: list[VoteCast]) -> list[str]:
    if not cast:
        return []
    choices = sorted(vote.choice or ("both" if vote.both else "") for vote in cast)
    parts = []
    for choice, group in groupby(choices, key=str):
        with_whom = choice if choice == "both" else f"cluster {number_of(choice)}" if choice else "neither"
        with_whom = f"with {with_whom}"
        parts.append(f"{with_whom} {times(len(list(group)))}")
    return [f"The judge sides {' and '.join(parts)}."]


def _result(event: MatchDecided) -> str:
    winner = f"Cluster {number_of(event.winner)}"
    left, right = event.score
    score = f", {votes(max(left, right))} to {votes(min(left, right))}" if left or right else ""
    match event.by:
        case "size":
            return f"The two were not told apart. {winner}, the larger one, goes on."
        case "person":
            return f"{winner} wins: decided by a person."
        case "rule":
            return f"{winner} wins by rule."
        case "judge":
            return f"{winner} wins{score}."
