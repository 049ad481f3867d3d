"""Clusters and matches: who stands together, who met whom, on which inputs, and who said what of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.events.selection import TO_BE_DRAWN, ClustersFormed
from engine.problem.compare import first_difference
from engine.projections.evidence.costs import match_cost
from engine.projections.statements import ClusterMembers, JudgeVote, Statement, TwoOutputs
from engine.projections.wording import counted, deed, one_line, parting, place, printable, samples_in, votes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.events.executions import Outcome
    from engine.events.samples import RevisionId
    from engine.events.selection import Cluster, MatchDecided, MatchInput, VoteCast
    from engine.projections.board import Board
    from engine.projections.evidence.case import Case
    from engine.projections.pieces import Input, Match


def find_cluster(board: Board, revision: RevisionId) -> Cluster | None:
    """Find the cluster of a survivor, as the tournament or the latest grouping has it."""
    grouping = board.bracket.drawn if board.bracket else board.formed
    clusters = grouping.clusters if grouping else ()
    return next((cluster for cluster in clusters if revision in samples_in(board, cluster)), None)


def cluster_label(board: Board, name: str) -> str:
    """`C04 ×17`."""
    clusters: Iterable[Cluster] = board.formed.clusters if board.formed else ()
    known = {cluster.name: cluster for cluster in clusters} | (board.bracket.clusters if board.bracket else {})
    return f"{name} ×{len(samples_in(board, known[name]))}" if name in known else name


def cluster(case: Case, found: Cluster) -> Statement:
    """Tell who is in a cluster, and on how much its members agree."""
    board = case.board
    members = tuple(sorted(samples_in(board, found)))
    inputs = board.formed.inputs if board.formed else len(board.valid_inputs())
    who = ", ".join(map(str, members[:12])) + (", …" if len(members) > 12 else "")
    alone = len(members) == 1
    agreement = "stands alone" if alone else f"agree on all {counted(inputs, 'valid input')}"
    text = f"{found.name} is {counted(len(members), 'revision')}: {who}; "
    text += f"it {agreement} after {counted(inputs, 'valid input')}" if alone else f"they {agreement}"
    seq = board.bracket.seq if board.bracket else board.seq_of(ClustersFormed)
    return Statement(text, seq, _undecided(board), ClusterMembers(found.name, members))


def _undecided(board: Board) -> tuple[Statement, ...]:
    """Tell on which inputs nobody could say which outputs are right."""
    formed = board.formed
    if formed is None or not formed.undecided:
        return ()
    names = ", ".join(formed.undecided[:12]) + (", …" if len(formed.undecided) > 12 else "")
    why = f": {printable(formed.why_undecided)}" if formed.why_undecided else ""
    return (
        Statement(
            f"different outputs may all be right on {names}, which tell nobody apart{why}", board.seq_of(ClustersFormed)
        ),
    )


def match_(case: Case, match: Match, side: str) -> Statement:
    """Tell a match from the side of one cluster: opponent, result, inputs with both outputs, votes."""
    bracket = case.board.bracket
    where = place(bracket.drawn, match.plan.match) if bracket else ""
    children = [_match_input(case, match, item) for item in match.inputs]
    shown = {item.input for item in match.inputs}
    children += [_vote(case, match, vote) for vote in match.votes if vote.input not in shown]
    children += match_cost(case, match)
    text = f"{match.plan.match} ({where}): {_match_result(case.board, match, side)}"
    seq = match.seq or (bracket.seq if bracket else 0)
    return Statement(text, seq, tuple(children), about=match.plan.match)


def given_input(case: Case, name: str) -> tuple[Statement, ...]:
    """What came of an input that a person gave: whether it is allowed, and what each cluster does on it."""
    board = case.board
    made = board.inputs.get(name)
    if made is None:
        return ()
    why = f": {printable(made.made.why)}" if made.made.why else ""
    said = Statement(f"{name} is {made.made.validity}{why}", made.seq)
    grouping = board.bracket.drawn if board.bracket else board.formed
    ran = {item.finished.program: item for item in board.executions.values() if item.finished.input == made.made.text}
    children = []
    for found in grouping.clusters if grouping else ():
        programs = (board.revisions[member].program for member in found.members if member in board.revisions)
        execution = next((ran[program] for program in programs if program in ran), None)
        if execution:
            children.append(Statement(f"{found.name} {deed(execution.outcome)}", execution.seq))
    return (said, *children)


def _match_result(board: Board, match: Match, side: str) -> str:
    if not match.left and match.plan.left == TO_BE_DRAWN:
        return "not drawn, since the tournament was settled before" if board.selection else "still to be drawn"
    if not match.left:
        return f"{match.plan.left} against {match.plan.right}, still to come"
    opponent = cluster_label(board, match.right if side == match.left else match.left)
    if match.decided is None:
        return f"against {opponent}, not decided yet"
    return f"{_verb(match.decided, side)} {opponent}{_score(match, side)}{_decider(match.decided)}"


def _verb(decided: MatchDecided, side: str) -> str:
    if decided.by == "size":
        goes_on = "and went on before" if decided.winner == side else "and was left behind by"
        return f"was not told apart from, {goes_on},"
    return "won against" if decided.winner == side else "lost against"


def _score(match: Match, side: str) -> str:
    assert match.decided
    left, right = match.decided.score
    mine, theirs = (left, right) if side == match.left else (right, left)
    return f", {votes(mine)} to {votes(theirs)}" if mine or theirs else ""


def _decider(decided: MatchDecided) -> str:
    by = {"rule": "by rule", "judge": "by the judge", "person": "by a person", "size": "by size"}[decided.by]
    return f", {by}" + (f": {printable(decided.reason)}" if decided.reason else "")


def _match_input(case: Case, match: Match, item: MatchInput) -> Statement:
    board = case.board
    made = board.inputs.get(item.input)
    text = board.text(made.made.text) if made else ""
    left, right = case.outcome(item.left_execution), case.outcome(item.right_execution)
    children = [_origin(case, item)]
    if item.rule:
        seq = max(case.execution_seq(item.left_execution), case.execution_seq(item.right_execution))
        children.append(Statement(f"rule, {item.winner} wins: {printable(item.rule)}", seq))
    children += [_vote(case, match, vote) for vote in match.votes if vote.input == item.input]
    difference = None
    if left and right and left.clean and right.clean and not case.judged:
        difference = first_difference(left.output, right.output, case.rules)
    return Statement(
        _outputs(case, match, item.input, text, (left, right)),
        case.execution_seq(item.right_execution) or case.execution_seq(item.left_execution),
        tuple(children),
        TwoOutputs(item.input, text, made.made if made else None, match.left, match.right, left, right, difference),
    )


def _outputs(case: Case, match: Match, name: str, text: str, outcomes: tuple[Outcome | None, Outcome | None]) -> str:
    sides = [
        f"{side} {deed(outcome) if outcome else 'was run, its outcome is missing'}"
        for side, outcome in zip((match.left, match.right), outcomes, strict=True)
    ]
    left, right = outcomes
    where = parting(left, right, case.rules) if left and right and not case.judged else ""
    return f"input {name} “{one_line(text)}”: {', '.join(sides)}{f'; {where}' if where else ''}"


def _origin(case: Case, item: MatchInput) -> Statement:
    made = case.board.inputs.get(item.input)
    if made is None:
        return Statement(f"nothing is known of where {item.input} comes from", case.board.seq)
    why = f" ({printable(made.made.why)})" if made.made.why else ""
    larger = case.board.inputs.get(item.shrunk_from)
    shrunk = f"; shrunk from {item.shrunk_from}{_smaller(case.board, larger, made)}" if item.shrunk_from else ""
    how = _made_by(larger or made)
    return Statement(f"{item.input} is {how}, {made.made.validity}{why}{shrunk}", made.seq)


def _made_by(made: Input) -> str:
    """Where an input comes from: of one that was shrunk, where the larger one does."""
    return f"by {made.made.source}" + (f" ({printable(made.made.detail)})" if made.made.detail else "")


def _smaller(board: Board, larger: Input | None, made: Input) -> str:
    """How much smaller it has become, such as `, 40 lines to 2`."""
    if larger is None:
        return ""
    before, after = board.text(larger.made.text), board.text(made.made.text)
    for what, size in (("lines", lambda text: text.count("\n")), ("values", lambda text: len(text.split()))):
        if size(before) > size(after):
            return f", {size(before)} {what} to {size(after)}"
    return ""


def _vote(case: Case, match: Match, vote: VoteCast) -> Statement:
    call = case.board.calls.get(vote.call)
    holds = f"holds {vote.choice or ('both' if vote.both else 'neither')} right"
    reason = f": “{printable(vote.reason)}”" if vote.reason else ""
    text = f"the judge, shown {vote.first} first, {holds}{reason}"
    detail = JudgeVote(vote.input, vote.first, vote.choice, vote.reason, call.text if call else "", vote.both)
    return Statement(text, call.seq if call else match.seq, (), detail)
