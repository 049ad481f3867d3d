"""Why this one? The evidence behind a selection, or behind a sample that was not selected.

`why` is a function of the board alone (and of the problem, which knows the expected outputs); `lines` writes
its answer for a command line.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Final

from engine.errors import UnknownNameError
from engine.events.overrides import AddTest
from engine.events.run import BudgetEnded, Graded
from engine.events.samples import CustomTestChecked
from engine.events.selection import BracketDrawn, ClustersFormed, GrammarLearnt, SurvivorsFiltered
from engine.projections.evidence.case import Case, program
from engine.projections.evidence.confidence import confidence
from engine.projections.evidence.costs import cost, sample_cost
from engine.projections.evidence.decisions import decisions
from engine.projections.evidence.matches import cluster, cluster_label, find_cluster, match_
from engine.projections.evidence.methods import method_evidence
from engine.projections.evidence.rounds import rounds
from engine.projections.speaking import speaker
from engine.projections.statements import CodeDiff, Explanation, Statement
from engine.projections.submitting import merit, submit_order
from engine.projections.wording import counted, doubted_test, dropped_rule, printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.events.samples import RevisionId
    from engine.events.selection import Cluster, SelectionMade
    from engine.problem.model import Problem
    from engine.projections.board import Board
    from engine.projections.pieces import Match, Sample

__all__ = ["Explanation", "Statement", "lines", "why"]

_UNDER_WAY: Final = {
    "waiting": "has not begun",
    "streaming": "is being written",
    "testing": "is being tested",
}


def why(board: Board, sample: int | None = None, problem: Problem | None = None) -> Explanation:
    """Explain a selection.

    Args:
        board: what is known of the run, finished or not.
        sample: number of the sample to explain; None explains the selected one.
        problem: brings the tests' expected outputs and the rules of comparison; without it an explanation
            says what was printed, but not what was expected.

    Raises:
        UnknownNameError: the run has no such sample.
    """
    case = Case(board, problem)
    selection = board.selection
    if selection and sample in {None, selection.revision.sample}:
        return _explanation(case, selection.revision.sample, _champion(case, selection))
    if sample is None:
        return _explanation(case, None, _nothing_selected(case))
    if sample not in board.samples:
        return _explanation(case, sample, _not_begun(board, sample))
    return _explanation(case, sample, _other(case, board.samples[sample]))


def lines(explanation: Explanation, width: int | None = None) -> list[str]:
    """Write an explanation as indented lines; `[#123]` names the event that a statement rests on.

    Args:
        explanation: what `why` answered.
        width: columns to wrap at; None leaves every statement on one line.
    """
    return list(_written(explanation.root, 0, width))


def _explanation(case: Case, sample: int | None, root: Statement) -> Explanation:
    complete = case.board.finished is not None
    if not complete:
        note = Statement("the run is not finished: this is what is known so far", case.board.seq)
        root = Statement(root.text, root.seq, (note, *root.children), root.detail)
    return Explanation(sample, complete, root)


# -------------------------------------------------------------------- the selected sample


def _champion(case: Case, selection: SelectionMade) -> Statement:
    board, revision = case.board, selection.revision
    sample = board.samples.get(revision.sample)
    found = find_cluster(board, revision)
    children = [*_caveats(case), *confidence(board, selection)]
    if found:
        if board.method.ranking is None:
            children += [_path(case, found), *_other_matches(case, found)]
        children.append(cluster(case, found))
    children += speaker(board, revision)
    children += method_evidence(case, revision)
    if sample:
        children += [rounds(case, sample), sample_cost(case, sample)]
    children += [*decisions(case), *_next_to_submit(board)]
    children.append(cost(case))
    text = (
        f"S{revision.sample:02d} round {revision.round} is {_status(selection)}, "
        f"confidence {selection.confidence:.2f}: {printable(selection.reason)}"
    )
    return Statement(text, board.selection_seq, tuple(children), program(case, revision), str(revision))


def _next_to_submit(board: Board) -> tuple[Statement, ...]:
    """What would be submitted after the selected program, where there is anything else."""
    others = submit_order(board)[1:]
    if not others:
        return ()
    places = enumerate(others, 2)
    children = tuple(
        Statement(f"{at}. {item.revision}: {item.why}", item.seq or board.seq, about=str(item.revision))
        for at, item in places
    )
    return (Statement(f"if it is wrong, submit {others[0].revision} next", children[0].seq, children),)


def _status(selection: SelectionMade) -> str:
    return "selected" if selection.status == "selected" else "the best effort"


def _caveats(case: Case) -> list[Statement]:
    board = case.board
    notes = []
    if board.filtered and board.filtered.best_effort:
        text = "no revision passes all tests: the closest ones took part in the selection"
        notes.append(Statement(text, board.seq_of(SurvivorsFiltered)))
    notes += [Statement(f"announced: {printable(note.text).rstrip('.')}", note.seq) for note in board.notes]
    notes += [
        Statement(doubted_test(name, why), board.seq_of(CustomTestChecked))
        for name, why in board.doubted.items()
        if why and any(made.name == name for made in board.overrides.of(AddTest))
    ]
    for dropped in board.grammar.dropped if board.grammar else ():
        notes.append(Statement(dropped_rule(dropped), board.seq_of(GrammarLearnt)))
    if board.budget_ended:
        reason = printable(board.budget_ended.reason)
        notes.append(Statement(f"the budget ended early: {reason}", board.seq_of(BudgetEnded)))
    if board.graded:
        tests = board.graded.tests
        good = board.graded.verdict == "AC"
        where = f"all {len(tests)} secret tests" if good else f"secret test {printable(tests[-1].name)}"
        notes.append(Statement(f"graded afterwards: {board.graded.verdict} on {where}", board.seq_of(Graded)))
    return notes


def _path(case: Case, found: Cluster) -> Statement:
    played = _matches_of(case.board, found.name)
    if not played:
        seq = case.board.seq_of(BracketDrawn if case.board.bracket else ClustersFormed)
        return Statement(f"{found.name} played no match: {_why_no_match(case.board)}", seq)
    won = sum(match.winner == found.name for match in played)
    text = f"{cluster_label(case.board, found.name)} won {won} of {counted(len(played), 'match', 'matches')}"
    seq = case.board.bracket.seq if case.board.bracket else 0
    return Statement(text, seq, tuple(match_(case, match, found.name) for match in played))


def _other_matches(case: Case, found: Cluster) -> tuple[Statement, ...]:
    """The matches that the champion's cluster did not play, each from its winner's side."""
    mine = {match.plan.match for match in _matches_of(case.board, found.name)}
    matches = case.board.bracket.matches.values() if case.board.bracket else ()
    others = tuple(
        match_(case, match, match.winner or match.left)
        for match in matches
        if match.left and match.plan.match not in mine
    )
    if not others:
        return ()
    assert case.board.bracket
    return (Statement(f"{counted(len(others), 'match', 'matches')} without it", case.board.bracket.seq, others),)


def _matches_of(board: Board, name: str) -> list[Match]:
    """The matches of a cluster in the order of the bracket, those that it is only due to play left out."""
    matches = board.bracket.matches.values() if board.bracket else ()
    return [match for match in matches if name in {match.left, match.right, match.plan.left, match.plan.right}]


def _why_no_match(board: Board) -> str:
    grouping = board.bracket.drawn if board.bracket else board.formed
    if grouping and len(grouping.clusters) == 1:
        return "it is the only cluster"
    return "the run ended before the tournament" if board.finished else "there is no tournament yet"


# -------------------------------------------------------------------- nothing selected


def _nothing_selected(case: Case) -> Statement:
    board = case.board
    text, seq = "nothing is selected yet", board.seq
    if board.finished:
        seq = board.seq
        reason = printable(board.finished.reason)
        text = f"nothing was selected, the run {board.finished.status}{f': {reason}' if reason else ''}"
    children = [*_caveats(case), _standing(board), *decisions(case)]
    if board.formed:
        children.append(_grouping(board))
    if board.bracket:
        children.append(_tournament(case))
    return Statement(text, seq, (*children, cost(case)))


def _standing(board: Board) -> Statement:
    samples = board.ordered_samples()
    ended = [sample for sample in samples if sample.state in {"survivor", "failing", "failed"}]
    survivors = len(board.survivors())
    verb = "passes" if survivors == 1 else "pass"
    text = f"{len(ended)} of {counted(len(samples), 'sample')} are done, {survivors} {verb} all tests"
    return Statement(text, board.seq, tuple(_sample_line(sample) for sample in samples))


def _sample_line(sample: Sample) -> Statement:
    words = _UNDER_WAY.get(sample.state) or {
        "survivor": f"passes all tests ({sample.best})",
        "failing": f"fails tests, its best is {sample.best}",
        "failed": "yielded no program",
    }.get(sample.state, sample.state)
    seq = sample.rounds[-1].seq if sample.rounds else sample.seq
    return Statement(f"{sample.name} {words}", seq, about=sample.name)


def _grouping(board: Board) -> Statement:
    assert board.formed
    names = ", ".join(cluster_label(board, item.name) for item in board.formed.clusters)
    text = f"clusters after {counted(board.formed.inputs, 'valid input')}: {names}"
    return Statement(text, board.seq_of(ClustersFormed))


def _tournament(case: Case) -> Statement:
    assert case.board.bracket
    matches = case.board.bracket.matches.values()
    decided = sum(match.decided is not None for match in matches)
    children = tuple(match_(case, match, match.winner or match.left) for match in matches if match.left)
    text = f"{decided} of {counted(len(matches), 'match', 'matches')} are decided"
    return Statement(text, case.board.bracket.seq, children)


# -------------------------------------------------------------------- another sample


def _not_begun(board: Board, sample: int) -> Statement:
    asked = board.started.settings.samples if board.started else 0
    name = f"S{sample:02d}"
    if not 1 <= sample <= asked:
        raise UnknownNameError("sample", name, (item.name for item in board.ordered_samples()))
    return Statement(f"{name} was never begun" if board.finished else f"{name} has not begun", board.seq)


def _other(case: Case, sample: Sample) -> Statement:
    text, seq, reasons = _verdict(case, sample)
    if sample.best:
        reasons = (*reasons, *method_evidence(case, sample.best))
    own = (rounds(case, sample), *decisions(case, sample), sample_cost(case, sample))
    detail = program(case, sample.best) if sample.best else None
    return Statement(f"{sample.name} {text}", seq, (*reasons, *own), detail, sample.name)


_Verdict = tuple[str, int, tuple[Statement, ...]]
"""What happened to a sample in one sentence, the event it rests on, and the evidence."""


def _verdict(case: Case, sample: Sample) -> _Verdict:
    last = sample.rounds[-1].seq if sample.rounds else sample.seq
    best = sample.best
    if sample.state in _UNDER_WAY:
        return f"{_UNDER_WAY[sample.state]}, so nothing is decided about it", last, ()
    if best is None:
        reason = next((r.failure for r in reversed(sample.rounds) if r.failure), "no round yielded a program")
        return f"failed: {printable(reason)}", last, ()
    filtered = case.board.filtered
    taking_part = filtered is not None and best in filtered.survivors
    original = next((to for of, to in filtered.duplicates if of == best), None) if filtered else None
    if original:
        return _same_program(case, best, original, last)
    if sample.state == "failing" and not taking_part:
        return _fails_tests(case, sample, best)
    if not taking_part:
        return "passes all tests; the selection has not begun", last, ()
    return _fate(case, best, last)


def _fails_tests(case: Case, sample: Sample, best: RevisionId) -> _Verdict:
    round_ = sample.round(best.round)
    assert round_
    text = f"is out: its best revision, {best}, passes {round_.passed} of {counted(round_.total, 'test')}"
    failed = ", ".join(printable(test.test) for test in case.failures(round_))
    return f"{text}{f' and fails {failed}' if failed else ''}", round_.seq, ()


def _same_program(case: Case, best: RevisionId, original: RevisionId, last: int) -> _Verdict:
    selection = case.board.selection
    if selection and selection.revision == original:
        return f"has the same program as {original}, which was selected", case.board.selection_seq, ()
    text, seq, evidence = _fate(case, original, last)
    behind = Statement(f"{original} {text}", seq, evidence)
    return f"has the same program as {original}, which stands for {best}", last, (behind,)


def _fate(case: Case, revision: RevisionId, last: int) -> _Verdict:
    board = case.board
    found = find_cluster(board, revision)
    if found is None:
        return "takes part in the selection and is in no cluster yet", last, ()
    if board.selection and find_cluster(board, board.selection.revision) == found:
        return _represented(case, found, revision, board.selection.revision)
    played = _matches_of(board, found.name)
    lost = [match for match in played if match.decided and match.decided.loser == found.name]
    evidence = (*(match_(case, match, found.name) for match in lost or played), cluster(case, found))
    seq = lost[-1].seq if lost else board.bracket.seq if board.bracket else last
    return f"is in {cluster_label(board, found.name)}, {_losses(board, lost)}", seq, evidence


def _losses(board: Board, lost: list[Match]) -> str:
    if not lost:
        return "which has lost no match" + ("" if board.finished else " so far")
    told = []
    for match in lost:
        assert match.decided
        on = f" on input {match.inputs[-1].input}" if match.inputs else ""
        told.append(f"{match.plan.match} against {cluster_label(board, match.decided.winner)}{on}")
    return f"which lost {', '.join(told)}"


def _represented(case: Case, found: Cluster, revision: RevisionId, chosen: RevisionId) -> _Verdict:
    mine, theirs = merit(case.board, revision), merit(case.board, chosen)
    children = (
        Statement(f"{revision}: {_merit_words(mine)}", _last_execution(case.board, revision)),
        Statement(f"{chosen}: {_merit_words(theirs)}", _last_execution(case.board, chosen)),
        cluster(case, found),
    )
    text = f"is in the champion's cluster {found.name}, which {chosen} represents: {_edge(mine, theirs)}"
    return text, case.board.selection_seq, children


def _last_execution(board: Board, revision: RevisionId) -> int:
    made = board.revisions.get(revision)
    ran = (item.seq for item in board.executions.values() if made and item.finished.program == made.program)
    return max(ran, default=board.selection_seq)


def _merit_words(measured: tuple[int, float]) -> str:
    unclean, seconds = measured
    clean = "clean on all valid inputs" if not unclean else f"not clean on {counted(unclean, 'valid input')}"
    return f"{clean}, at most about {seconds:g} s of CPU on one"


def _edge(mine: tuple[int, float], theirs: tuple[int, float]) -> str:
    for own, other, word in zip(mine, theirs, ("cleaner", "faster"), strict=True):
        if other < own:
            return f"it is {word}"
        if own < other:
            break
    return "the two have the same outcomes, and the first of them speaks for both"


# -------------------------------------------------------------------- as text

_INDENT: Final = "  "


def _written(statement: Statement, depth: int, width: int | None) -> Iterator[str]:
    margin = _INDENT * depth
    text = statement.text + (f" [#{statement.seq}]" if statement.seq else "")
    if width is None:
        yield margin + text
    else:
        hanging = margin + _INDENT * 2
        columns = max(width, len(hanging) + 20)
        yield from textwrap.wrap(text, columns, initial_indent=margin, subsequent_indent=hanging)
    if isinstance(statement.detail, CodeDiff):
        yield from (_code_line(line, margin + _INDENT, width) for line in statement.detail.lines)
    for child in statement.children:
        yield from _written(child, depth + 1, width)


def _code_line(line: str, margin: str, width: int | None) -> str:
    text = margin + printable(line.expandtabs(4))
    return text if width is None or len(text) <= width else text[: max(1, width - 1)] + "…"
