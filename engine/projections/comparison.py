"""Two revisions side by side: their programs, their tests, and the inputs on which they differ."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from engine.errors import UnknownNameError
from engine.events.executions import Outcome, Verdict
from engine.events.samples import RevisionId
from engine.problem.compare import same_output
from engine.problem.model import OutputRules
from engine.projections.evidence.matches import find_cluster

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.events.samples import TestFinished
    from engine.problem.model import Problem
    from engine.projections.board import Board

_EXACT_LINES = 4000
"""Lines of both programs together up to which rare lines are not taken for the frame of a difference."""


class RowPair(Struct, frozen=True):
    """A line of each program that stand beside each other; None where one has nothing there."""

    kind: Literal["same", "changed"]
    left: str | None
    right: str | None
    left_number: int
    """Counted from 1; of the line, or of the one before the gap."""
    right_number: int


class TestPair(Struct, frozen=True):
    """What became of both on a test; None where a revision has not met it."""

    __test__ = False

    test: str
    left: Verdict | None
    right: Verdict | None
    input: str
    """Empty, as what is expected, where the problem is not at hand."""
    expected: str
    left_outcome: Outcome | None
    """What the revision did; None where it has not met the test."""
    right_outcome: Outcome | None


class InputPair(Struct, frozen=True):
    """A synthesized input on which both were executed, and what they did."""

    input: str
    text: str
    validity: str
    left: Outcome
    right: Outcome


class Side(Struct, frozen=True):
    """One of the two."""

    revision: RevisionId
    language: str
    text: str
    cluster: str
    """Empty for one that takes no part in the selection."""


class Comparison(Struct, frozen=True):
    """All that tells two revisions apart."""

    left: Side
    right: Side
    rows: tuple[RowPair, ...]
    tests: tuple[TestPair, ...]
    differing: tuple[InputPair, ...]
    """Inputs on which their outcomes differ."""
    agreeing: int
    """How many others both were executed on."""

    @property
    def changed(self) -> int:
        """How many rows differ."""
        return sum(row.kind == "changed" for row in self.rows)


def compare(
    board: Board, left: RevisionId, right: RevisionId, problem: Problem | None = None, other: Board | None = None
) -> Comparison:
    """Hold two revisions against each other.

    Args:
        board: the run.
        left: one revision.
        right: the other.
        problem: brings the rules by which outputs are compared, and the order of tests.
        other: the run of the right one; the same unless given.

    Raises:
        UnknownNameError: there is no such revision.
    """
    boards = board, other or board
    sides = _side(boards[0], left), _side(boards[1], right)
    inputs = list(_inputs(boards, left, right))
    rules = problem.output_rules if problem else OutputRules()
    differing = tuple(pair for pair in inputs if not _alike(pair.left, pair.right, rules))
    return Comparison(
        *sides,
        tuple(_rows(sides[0].text.splitlines(), sides[1].text.splitlines())),
        tuple(_tests(boards, left, right, problem)),
        differing,
        len(inputs) - len(differing),
    )


def companion(board: Board, revision: RevisionId) -> RevisionId:
    """Tell which other revision is first worth a look beside this one.

    The selected one; for it its own round before; without one, who lost the last match against it; else any.
    """
    chosen = board.selection.revision if board.selection else None
    if chosen and chosen != revision:
        return chosen
    before = RevisionId(revision.sample, revision.round - 1)
    if before in board.revisions:
        return before
    matches = list(board.bracket.matches.values()) if board.bracket else []
    losers = [match.decided.loser for match in reversed(matches) if match.decided]
    rivals = [member for name in losers if board.bracket for member in board.bracket.clusters[name].members]
    return next((item for item in (*rivals, *sorted(board.revisions)) if item != revision), revision)


def sides_of(board: Board, name: str) -> tuple[RevisionId, RevisionId] | None:
    """The two revisions that play a match for their clusters; None while its sides are not known."""
    match = board.bracket.matches.get(name) if board.bracket else None
    if match is None or not (match.left and match.right):
        return None
    last = match.inputs[-1] if match.inputs else None
    keys = (last.left_execution, last.right_execution) if last else ("", "")
    left, right = (_player(board, side, key) for side, key in zip((match.left, match.right), keys, strict=True))
    return left, right


def _player(board: Board, cluster: str, execution: str) -> RevisionId:
    """The member of a cluster whose outputs a match shows."""
    assert board.bracket
    members = board.bracket.clusters[cluster].members
    ran = board.executions.get(execution)
    made = (board.revisions[name] for name in members if name in board.revisions)
    return next((one.revision for one in made if ran and one.program == ran.finished.program), members[0])


def about_revision(board: Board, revision: RevisionId) -> str:
    """Its tests, its cluster and its place in the run: what it is told from others by."""
    sample = board.samples.get(revision.sample)
    round_ = sample.round(revision.round) if sample else None
    found = find_cluster(board, revision)
    return ", ".join(
        part
        for part in (
            f"passes {round_.passed} of {round_.total}" if round_ and round_.total else "no test yet",
            found.name if found else "in no cluster",
            "selected" if board.selection and board.selection.revision == revision else "",
        )
        if part
    )


def _side(board: Board, revision: RevisionId) -> Side:
    made = board.revisions.get(revision)
    if made is None:
        raise UnknownNameError("revision", str(revision), map(str, board.revisions))
    found = find_cluster(board, revision)
    return Side(revision, made.language, board.text(made.text), found.name if found else "")


def _rows(left: Sequence[str], right: Sequence[str]) -> Iterator[RowPair]:
    matcher = SequenceMatcher(None, left, right, autojunk=len(left) + len(right) > _EXACT_LINES)
    for tag, a, a_end, b, b_end in matcher.get_opcodes():
        for at in range(max(a_end - a, b_end - b)):
            i, j = min(a + at, a_end), min(b + at, b_end)
            yield RowPair(
                "same" if tag == "equal" else "changed",
                left[i] if i < a_end else None,
                right[j] if j < b_end else None,
                i + 1 if i < a_end else a_end,
                j + 1 if j < b_end else b_end,
            )


def _tests(
    boards: tuple[Board, Board], left: RevisionId, right: RevisionId, problem: Problem | None
) -> Iterator[TestPair]:
    met: list[dict[str, TestFinished]] = []
    for board, revision in zip(boards, (left, right), strict=True):
        sample = board.samples.get(revision.sample)
        round_ = sample.round(revision.round) if sample else None
        met.append(round_.tests if round_ else {})
    known = {test.name: test for test in boards[0].overrides.tests(problem.tests if problem else ())}
    for name in dict.fromkeys([*known, *met[0], *met[1]]):
        one, other = (tests.get(name) for tests in met)
        if one or other:
            test = known.get(name)
            yield TestPair(
                name,
                one.verdict if one else None,
                other.verdict if other else None,
                test.input if test else "",
                test.expected if test else "",
                _did(boards[0], one),
                _did(boards[1], other),
            )


def _did(board: Board, met: TestFinished | None) -> Outcome | None:
    ran = board.executions.get(met.execution) if met else None
    return ran.outcome if ran else None


def _inputs(boards: tuple[Board, Board], left: RevisionId, right: RevisionId) -> Iterator[InputPair]:
    """The inputs of either run, each text once, that both were executed on in any of the two."""
    programs = [board.revisions[revision].program for board, revision in zip(boards, (left, right), strict=True)]
    ran = {
        (item.finished.program, item.finished.input): item.outcome
        for board in boards
        for item in board.executions.values()
    }
    seen: set[str] = set()
    for board in boards:
        for name, item in board.inputs.items():
            one, other = (ran.get((program, item.made.text)) for program in programs)
            if one and other and item.made.text not in seen:
                seen.add(item.made.text)
                yield InputPair(name, board.text(item.made.text), item.made.validity, one, other)


def _alike(left: Outcome, right: Outcome, rules: OutputRules) -> bool:
    if left.failure or right.failure:
        return left.failure == right.failure
    if left.output_digest == right.output_digest:
        return True
    return left.whole and right.whole and same_output(left.output, right.output, rules)
