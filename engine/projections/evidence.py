"""The parts of an explanation, each a tree of statements: a sample's rounds, a match, a cluster, a cost."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.events.methods import NodeScored
from engine.events.selection import TO_BE_DRAWN, ClustersFormed
from engine.problem.compare import first_difference
from engine.problem.model import OutputRules
from engine.projections.costs import ROLE_WORDS, board_cost_words, cost_words, price_words
from engine.projections.statements import (
    ClusterMembers,
    CodeDiff,
    Costs,
    FailedTest,
    JudgeVote,
    ProgramText,
    Statement,
    TwoOutputs,
)
from engine.projections.statistics import Work, call_seconds, sample_work, statistics
from engine.projections.wording import (
    counted,
    deed,
    failed_test,
    one_line,
    parting,
    place,
    printable,
    samples_in,
    votes,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.events.executions import Outcome
    from engine.events.samples import RevisionId, RevisionMade, TestFinished
    from engine.events.selection import Cluster, MatchDecided, MatchInput, VoteCast
    from engine.problem.model import Problem, Test
    from engine.projections.board import Board
    from engine.projections.ledger import Spent
    from engine.projections.pieces import Input, Match, Round, Sample


@dataclass(frozen=True)
class Case:
    """A run to be explained; the problem brings the expected outputs, which are not in the journal."""

    board: Board
    problem: Problem | None = None

    @property
    def rules(self) -> OutputRules:
        """How outputs are compared."""
        return self.problem.output_rules if self.problem else OutputRules()

    @property
    def judged(self) -> bool:
        """Whether a program of the package judges, so that where two outputs part says nothing."""
        return bool(self.board.judge)

    def test(self, name: str) -> Test | None:
        """Find a test of the problem."""
        tests = self.problem.tests if self.problem else ()
        return next((test for test in tests if test.name == name), None)

    def outcome(self, key: str) -> Outcome | None:
        """Look up what an execution did."""
        execution = self.board.executions.get(key)
        return execution.outcome if execution else None

    def execution_seq(self, key: str) -> int:
        """Number of the event that an execution's outcome stands in."""
        execution = self.board.executions.get(key)
        return execution.seq if execution else 0

    def failures(self, round_: Round) -> list[TestFinished]:
        """The tests that a round fails, in the problem's order (in the journal's without the problem)."""
        order = {test.name: number for number, test in enumerate(self.problem.tests if self.problem else ())}
        failed = [test for test in round_.tests.values() if test.verdict != "AC"]
        return sorted(failed, key=lambda test: order.get(test.test, len(order)))


# -------------------------------------------------------------------- rounds


def rounds(case: Case, sample: Sample) -> Statement:
    """Tell all rounds of a sample: what they passed, what failed and how, what each changed."""
    children: list[Statement] = []
    before: RevisionMade | None = None
    for round_ in sample.rounds:
        children.append(_round(case, round_, before))
        before = round_.revision or before
    hint = f", dealt the hint “{printable(sample.hint)}”" if sample.hint else ""
    return Statement(f"{sample.name} had {counted(len(sample.rounds), 'round')}{hint}", sample.seq, tuple(children))


def program(case: Case, revision: RevisionId) -> ProgramText | None:
    """Fetch a revision's program."""
    made = case.board.revisions.get(revision)
    return ProgramText(revision, made.language, case.board.text(made.text)) if made else None


def _round(case: Case, round_: Round, before: RevisionMade | None) -> Statement:
    made = round_.revision
    children = [_failing_test(case, test) for test in case.failures(round_)]
    if made and before:
        children.append(_changes(case, before, made, round_.seq))
    text = f"round {round_.number}{_by_hand(made)}{_by_judgement(round_)}: {_result(round_)}{_call_cost(case, round_)}"
    return Statement(text, round_.seq, tuple(children), program(case, made.revision) if made else None)


def _by_hand(made: RevisionMade | None) -> str:
    return ", by a person" if made and made.author == "person" else ""


def _by_judgement(round_: Round) -> str:
    return ", told of an input on which a judge holds another output right" if round_.judged else ""


def _result(round_: Round) -> str:
    if round_.failure:
        return f"no program: {printable(round_.failure)}"
    if round_.done:
        return "there is no test" if not round_.total else f"passes {round_.passed} of {counted(round_.total, 'test')}"
    if round_.revision:
        return f"is being tested, {counted(len(round_.tests), 'test')} so far"
    return "the answer is still to come"


def _call_cost(case: Case, round_: Round) -> str:
    call = case.board.calls.get(round_.call)
    if call is None:
        return ""
    tokens = "" if call.output_tokens is None else f"{counted(call.output_tokens, 'token')}, "
    return f" ({tokens}{call_seconds(case.board, call):.1f} s)"


def _failing_test(case: Case, finished: TestFinished) -> Statement:
    board, test = case.board, case.test(finished.test)
    execution = board.executions.get(finished.execution)
    outcome = execution.outcome if execution else None
    expected = test.expected if test else None
    given = (board.texts.get(execution.finished.input) if execution else None) or (test.input if test else None)
    difference = None
    if finished.verdict == "WA" and outcome and expected is not None and not case.judged:
        difference = first_difference(expected, outcome.output, case.rules)
    message = board.judgement(finished)
    said = message if case.judged else None
    text = failed_test(finished.test, finished.verdict, outcome, expected, case.rules, said)
    if given:
        text += f"; input “{one_line(given)}”"
    detail = FailedTest(finished.test, finished.verdict, given, expected, outcome, difference, case.judged, message)
    return Statement(text, case.execution_seq(finished.execution), (), detail)


def _changes(case: Case, before: RevisionMade, after: RevisionMade, seq: int) -> Statement:
    old, new = case.board.text(before.text).splitlines(), case.board.text(after.text).splitlines()
    names = str(before.revision), str(after.revision)
    lines = tuple(difflib.unified_diff(old, new, *names, lineterm=""))
    added = sum(line.startswith("+") for line in lines[2:])
    removed = sum(line.startswith("-") for line in lines[2:])
    text = f"changed since round {before.revision.round}: {counted(added, 'line')} added, {removed} removed"
    if not lines:
        text = f"the program of round {before.revision.round} came back unchanged"
    return Statement(text, seq, (), CodeDiff(before.revision, after.revision, lines))


# -------------------------------------------------------------------- clusters


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


# -------------------------------------------------------------------- matches


def match_(case: Case, match: Match, side: str) -> Statement:
    """Tell a match from the side of one cluster: opponent, result, inputs with both outputs, votes."""
    bracket = case.board.bracket
    where = place(bracket.drawn, match.plan.match) if bracket else ""
    children = [_match_input(case, match, item) for item in match.inputs]
    shown = {item.input for item in match.inputs}
    children += [_vote(case, match, vote) for vote in match.votes if vote.input not in shown]
    text = f"{match.plan.match} ({where}): {_match_result(case.board, match, side)}"
    return Statement(text, match.seq or (bracket.seq if bracket else 0), tuple(children))


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


# -------------------------------------------------------------------- cost


def cost(case: Case) -> Statement:
    """Tell what the run took, in all and by stage."""
    numbers = statistics(case.board)
    seq = case.board.seq  # a sum over all events up to here
    parts = tuple(
        Statement(f"{part.stage}: {_spent(part.work)}", seq, detail=Costs(part.work)) for part in numbers.stages
    )
    text = f"the run took {numbers.elapsed_seconds:.1f} s; {_spent(numbers.total)}"
    return Statement(text, seq, (*parts, *_money(case)), Costs(numbers.total))


def _money(case: Case) -> Iterator[Statement]:
    """Tell what the calls cost: in all, by what they were for, and by model."""
    board = case.board
    if board.started is None or not board.ledger.total.answers:
        return
    ledger = board.ledger
    roles = tuple(
        Statement(f"{ROLE_WORDS[role]}: {_tokens(spent)}, {board_cost_words(board, spent)}", board.seq)
        for role, spent in ledger.roles.items()
    )
    models = tuple(
        Statement(
            f"{model}: {_tokens(spent)}, {cost_words(spent, {ledger.price(model).kind})}; "
            f"{price_words(ledger.price(model))}",
            board.seq,
        )
        for model, spent in ledger.models.items()
    )
    yield Statement(f"cost: {board_cost_words(board)}; {_tokens(ledger.total)}", 1, (*roles, *models))


def _tokens(spent: Spent) -> str:
    cached = f" ({spent.cached_tokens:,} from the cache)" if spent.cached_tokens else ""
    thought = f" ({spent.thinking_tokens:,} of thinking)" if spent.thinking_tokens else ""
    return f"{counted(spent.input_tokens, 'input token')}{cached}, {spent.output_tokens:,} output{thought}"


def sample_cost(case: Case, sample: Sample) -> Statement:
    """Tell what one sample took."""
    own = sample_work(case.board, sample.number)
    spent = case.board.ledger.samples.get(sample.number)
    money = f", {board_cost_words(case.board, spent)}" if spent else ""
    return Statement(f"{sample.name} took {_spent(own)}{money}", case.board.seq, detail=Costs(own))


def _spent(work: Work) -> str:
    parts = []
    if work.calls:
        tokens = counted(work.output_tokens, "output token")
        parts.append(f"{counted(work.calls, 'call')} with {tokens} in {work.model_seconds:.1f} s of model time")
    if work.executions:
        parts.append(f"{counted(work.executions, 'execution')} in {work.cpu_seconds:.2f} s of CPU")
    if work.checks:
        parts.append(counted(work.checks, "check"))
    return ", ".join(parts) or "nothing"


# -------------------------------------------------------------------- what other methods rest on


def method_evidence(case: Case, revision: RevisionId) -> list[Statement]:
    """Its place in the ranking, its node in the tree, and what a model said of it."""
    method = case.board.method
    found = []
    if method.ranking and (placed := method.place(revision)):
        others = [str(name) for name in placed.standing.members if name != revision]
        beside = f", with {', '.join(others)}" if others else ""
        why = f": {printable(placed.standing.why)}" if placed.standing.why else ""
        score = f"score {placed.standing.score:g}{why}"
        text = f"place {placed.place} of {len(method.ranking.standings)} by {method.ranking.by}, {score}{beside}"
        found.append(Statement(text, method.seqs.get(method.ranking.by, 0)))
    for node in method.nodes.values():
        if node.revision == revision:
            below = f" below {node.parent}" if node.parent else ""
            text = f"node {node.node}{below} of the tree, value {node.value:g}, {counted(node.visits, 'visit')}"
            found.append(Statement(text, case.board.seq_of(NodeScored)))
    alone = len(case.board.samples) == 1
    for note in method.notes.values():
        if note.revision == revision or (alone and note.revision is None):
            said = one_line(case.board.text(note.text), 160)
            found.append(Statement(f"{printable(note.stage)}: {said}", method.seqs[note.note]))
    return found
