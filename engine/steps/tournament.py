"""The tournament between clusters: rules first, then the judge, on inputs that were seen to distinguish."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from engine.errors import BudgetError
from engine.events.executions import Outcome
from engine.events.samples import RevisionId
from engine.events.selection import (
    BracketDrawn,
    Cluster,
    Deciding,
    MatchDecided,
    MatchInput,
    MatchOpened,
    MatchPlan,
    PersonAsked,
)
from engine.inputs import size
from engine.problem.model import digest
from engine.runtime.together import together
from engine.steps.bracket import draw_knockout
from engine.steps.feedback import cut
from engine.steps.judging import Question, Shown, judge, seen, votes_of
from engine.steps.merit import Ran
from engine.steps.pool import Revision
from engine.steps.shrinking import READABLE, shrink
from engine.steps.synthesis import SynthesizedInput, record_input
from engine.steps.validating import check_validity

if TYPE_CHECKING:
    from engine.runtime.run import Run
    from engine.steps.merit import Measure, Merit

_ENDINGS = {
    "WA": "is called wrong by the interactor",
    "RE": "crashes",
    "TLE": "is too slow",
    "MLE": "needs too much memory",
    "OLE": "prints without end",
    "IE": "could not be run",
    "CE": "does not compile",
}


_LONGEST_REASON = 200
"""Characters of a checker's message that a rule quotes."""


class Evidence(Struct, frozen=True):
    """What the tournament rests on: the survivors, the inputs that count, and all outcomes on these."""

    survivors: Mapping[RevisionId, Revision]
    inputs: Sequence[SynthesizedInput]
    outcomes: Mapping[RevisionId, Sequence[Outcome]]

    def representative(self, cluster: Cluster) -> Revision:
        """Choose the member that stands for its cluster: the cleanest, then the fastest, then the first.

        Speed is the CPU time of the slowest execution in tenths of a second: finer, and noise would choose. Length
        is no merit: in four runs that failed, the shortest member had been taken, and it was a hasty one.
        """
        return min((self.survivors[name] for name in cluster.members), key=self._rank)

    def _rank(self, revision: Revision) -> tuple[int, int, RevisionId]:
        outcomes = [*self.outcomes[revision.id], *(result.outcome for result in revision.results)]
        unclean = sum(not outcome.clean for outcome in outcomes)
        tenths = int(max((outcome.cpu_seconds for outcome in outcomes), default=0.0) * 10)
        return unclean, tenths, revision.id


class Side(Struct, frozen=True):
    """One side of a match."""

    cluster: Cluster
    revision: Revision
    programs: frozenset[str]
    """Digests of the programs of all members."""


class Fought(Struct, frozen=True):
    """A finished match."""

    winner: Cluster
    decided: MatchDecided
    points: tuple[tuple[float, float], ...] = ()
    """What the judge gave the left and the right side on each input."""
    shown: tuple[str, ...] = ()
    """The inputs that it rests on, in the order in which they were looked at."""
    votes: int = 2
    """How many votes these rest on, for each input."""


async def knockout(
    run: Run, clusters: Sequence[Cluster], evidence: Evidence, measure: Measure
) -> tuple[Cluster, list[Fought]]:
    """Play a knockout between clusters, the matches of a round side by side.

    Returns:
        the champion, and all matches, the first round first; a lone cluster is it without any.
    """
    if len(clusters) == 1:
        if run.concluded_any(BracketDrawn):  # before a decision of the person there was a tournament
            run.conclude(BracketDrawn("", "knockout", (), ()))
        return clusters[0], []
    bracket = draw_knockout(clusters)
    run.conclude(bracket)
    by_name = {cluster.name: cluster for cluster in clusters}
    plans = {plan.match: plan for plan in bracket.matches}
    contest = Contest(run, bracket.bracket, evidence, measure)

    fought: dict[str, Fought] = {}

    async def winner_of(place: str) -> Cluster:
        if place in by_name:
            return by_name[place]
        plan = plans[place]
        left, right = await together(winner_of(side) for side in (plan.left, plan.right))
        fought[place] = await contest.play(plan, left, right)
        return fought[place].winner

    champion = await winner_of(bracket.matches[-1].match)
    return champion, [fought[plan.match] for plan in bracket.matches]


class Contest:
    """Plays the matches of one bracket."""

    def __init__(self, run: Run, bracket: str, evidence: Evidence, measure: Measure) -> None:
        """Prepare to play.

        Args:
            run: where it happens.
            bracket: digest of the bracket.
            evidence: what is known of the survivors.
            measure: compares what they do.
        """
        self._run = run
        self._bracket = bracket
        self._evidence = evidence
        self._measure = measure
        self._shown: dict[str, list[str]] = {}
        """By match, the inputs that it rests on."""

    async def play(self, plan: MatchPlan, left: Cluster, right: Cluster) -> Fought:
        """Play one match.

        A side that is wrong on more valid inputs than the other, by rule, loses; otherwise the judge sees up to
        `best_of` inputs on which both end cleanly and differ, until one side cannot be caught up with, or the
        budget ends; one that is too long to follow only where there is no other. A draw goes to the larger cluster.
        """
        sides = self._side(left), self._side(right)
        self._run.conclude(MatchOpened(self._bracket, plan.match, left.name, right.name, self._rests_on(*sides)))
        decided, points = self._by_person(plan, *sides), list[tuple[float, float]]()
        if decided is None:
            decided, points = await self._by_evidence(plan, *sides)
        self._run.conclude(decided)
        winner = left if decided.winner == left.name else right
        shown = tuple(self._shown.get(plan.match, ()))
        return Fought(winner, decided, tuple(points), shown, 2 * len(votes_of(self._run.settings)))

    async def _by_evidence(
        self, plan: MatchPlan, left: Side, right: Side
    ) -> tuple[MatchDecided, list[tuple[float, float]]]:
        """Decide by rule, else by the judge; with the points of each input that was judged."""
        try:
            merits = await self._merits(left, right)
        except BudgetError as error:
            why = f"the two could not be compared any more ({error})"
            return self._by_size(plan, left.cluster, right.cluster, (0.0, 0.0), why), []
        ruled = await self._by_rule(plan, left, right, merits)
        return (ruled, []) if ruled else await self._by_judge(plan, left, right, merits)

    def _side(self, cluster: Cluster) -> Side:
        programs = frozenset(self._evidence.survivors[name].program.digest for name in cluster.members)
        return Side(cluster, self._evidence.representative(cluster), programs)

    def _rests_on(self, left: Side, right: Side) -> str:
        again, _ = self._run.overrides.judged_again(left.programs, right.programs)
        inputs = [made.text for made in self._evidence.inputs]
        return digest(left.revision.program.digest, right.revision.program.digest, str(again), *inputs)

    # ---------------------------------------------------------------- the person

    def _by_person(self, plan: MatchPlan, left: Side, right: Side) -> MatchDecided | None:
        said = self._run.overrides.decision(left.programs, right.programs)
        if said is None:
            return None
        number, side = said
        winner, loser = (left, right) if side == "left" else (right, left)
        reason = f"a person holds {winner.cluster.name} right (decision {number})"
        return self._decision(plan, winner.cluster, loser.cluster, "person", reason, (0.0, 0.0))

    async def _wait_for_person(self, plan: MatchPlan, why: str) -> None:
        """Wait until a person decides; raises BudgetError when nobody will."""
        self._run.conclude(PersonAsked(self._bracket, plan.match, why))
        await self._run.person()

    async def _merits(self, left: Side, right: Side) -> list[Merit]:
        """Compare the two on the inputs that both were run on; a side that fell was spared the later ones."""
        rows = [self._evidence.outcomes[side.revision.id] for side in (left, right)]
        both = min(map(len, rows))
        ran = [Ran(side.revision.program, tuple(row[:both])) for side, row in zip((left, right), rows, strict=True)]
        return await self._measure.compare([made.text for made in self._evidence.inputs[:both]], *ran)

    # ---------------------------------------------------------------- rules

    async def _by_rule(self, plan: MatchPlan, left: Side, right: Side, merits: Sequence[Merit]) -> MatchDecided | None:
        allowed = [at for at, made in enumerate(self._evidence.inputs[: len(merits)]) if made.checked]
        lost = [[at for at in allowed if merits[at] == better] for better in ("right", "left")]
        if len(lost[0]) == len(lost[1]):
            return None
        loser, winner, failures = (left, right, lost[0]) if len(lost[0]) > len(lost[1]) else (right, left, lost[1])
        index = min(failures, key=lambda number: size(self._evidence.inputs[number].text))
        failure = self._evidence.outcomes[loser.revision.id][index].failure
        made = self._evidence.inputs[index]
        # A smaller input would be a faster one, and every try of it costs the whole time limit.
        text = made.text if failure == "TLE" else await self._shrunk(made, left, right)
        if failure is None:
            rule = await self._by_checker(text, loser, winner)
        else:
            (outcome,) = await self._run.execute(loser.revision.program, [text])
            said = _quoted(outcome.judge_message) if failure == "WA" else ""
            rule = f"{loser.cluster.name} {_ENDINGS[failure]} on a valid input{said}"
        await self._meet(plan, made, text, left, right, rule, winner.cluster.name)
        score = (float(len(lost[1])), float(len(lost[0])))
        return self._decision(plan, winner.cluster, loser.cluster, "rule", rule, score)

    async def _by_checker(self, text: str, loser: Side, winner: Side) -> str:
        """Say why an output is wrong whichever of the two is taken for right, in the checker's words if it has any."""
        rule = (
            f"the checker accepts {winner.cluster.name}'s output measured by {loser.cluster.name}'s, "
            f"and rejects {loser.cluster.name}'s measured by {winner.cluster.name}'s"
        )
        try:
            ran = [
                Ran(side.revision.program, tuple(await self._run.execute(side.revision.program, [text])))
                for side in (winner, loser)
            ]
            said = await self._measure.reason(text, *ran)
        except BudgetError:
            said = ""
        return f"{rule}{_quoted(said)}"

    # ---------------------------------------------------------------- the judge

    async def _by_judge(
        self, plan: MatchPlan, left: Side, right: Side, merits: Sequence[Merit]
    ) -> tuple[MatchDecided, list[tuple[float, float]]]:
        score = (0.0, 0.0)
        given: list[tuple[float, float]] = []
        judged: set[str] = set()
        ended = ""
        best_of = self._run.settings.best_of
        decides = self._who_decides(left, right)
        human = decides == "human"
        for made in self._distinguishing(left, right, merits):
            lead = abs(score[0] - score[1])
            if len(judged) == best_of or lead > best_of - len(judged):
                break
            if made.text in judged:
                continue
            text = await self._shrunk(made, left, right)
            if judged and len(text) > READABLE:
                break  # nobody can follow it, nor any later one, and votes on it would weigh as much as the others
            # Two inputs may shrink to the same one; then the larger one is another question.
            shown = await self._meet(plan, made, made.text if text in judged else text, left, right)
            judged.add(shown.text)
            if human:
                continue
            try:
                points = await judge(self._run, await self._question(plan, shown, left, right))
            except BudgetError as error:
                ended = f"the judge could not be asked any more ({error})"
                break
            given.append(points)
            score = (score[0] + points[0], score[1] + points[1])
        if not judged and "open" in merits:
            many = merits.count("open")
            ended = f"the checker cannot tell without a true answer, so both may be right on {many} inputs"
        if (judged or human) and not ended and (why := _doubt(decides, score, len(judged))):
            try:
                await self._wait_for_person(plan, why)
            except BudgetError as error:
                ended = f"no person decided ({error})"
        return self._by_score(plan, left.cluster, right.cluster, score, 0 if human else len(judged), ended), given

    def _who_decides(self, left: Side, right: Side) -> Literal["model", "human", "unsure"]:
        """Whose word counts where no rule does: a match that the person has put to the judge is the judge's."""
        put_to_the_judge, _ = self._run.overrides.judged_again(left.programs, right.programs)
        return "model" if put_to_the_judge else self._run.settings.judge

    def _distinguishing(self, left: Side, right: Side, merits: Sequence[Merit]) -> list[SynthesizedInput]:
        """Inputs on which both sides end cleanly and at most one is right: those of a person, then the smallest."""
        rows = (self._evidence.outcomes[side.revision.id] for side in (left, right))
        found = [
            made
            for made, merit, a, b in zip(self._evidence.inputs, merits, *rows, strict=False)
            if a.clean and b.clean and merit in {"left", "right", "differ"}
        ]
        of_the_person = {item.text for item in self._run.overrides.inputs()}
        return sorted(found, key=lambda made: (made.text not in of_the_person, size(made.text)))

    async def _question(self, plan: MatchPlan, made: SynthesizedInput, left: Side, right: Side) -> Question:
        outcomes = [await self._run.execute(side.revision.program, [made.text]) for side in (left, right)]
        shown = [Shown(side.cluster.name, seen(row[0])) for side, row in zip((left, right), outcomes, strict=True)]
        again, model = self._run.overrides.judged_again(left.programs, right.programs)
        return Question(self._bracket, plan.match, made, shown[0], shown[1], again, model)

    async def _shrunk(self, made: SynthesizedInput, left: Side, right: Side) -> str:
        """Shrink an input as far as the budget goes; not one that nobody checked: nothing would hold it back."""
        if not (made.checked or made.taken):
            return made.text
        try:
            return await shrink(self._run, made.text, left.revision, right.revision, self._measure)
        except BudgetError:
            return made.text

    async def _meet(
        self,
        plan: MatchPlan,
        made: SynthesizedInput,
        text: str,
        left: Side,
        right: Side,
        rule: str = "",
        winner: str = "",
    ) -> SynthesizedInput:
        """Put an input on which the two sides differ into the journal, as it was made or as it was shrunk."""
        run, shown, origin = self._run, made, ""
        if text != made.text:
            name, origin = f"{made.name}/{plan.match}", made.name
            (finding,) = await check_validity(run, [text])  # known since it was shrunk
            shown = record_input(run, name, text, "shrinking", f"shrunk from {made.name}", finding)
        self._shown.setdefault(plan.match, []).append(text)
        left_key, right_key = (run.execution_key(side.revision.program, text) for side in (left, right))
        run.conclude(MatchInput(self._bracket, plan.match, shown.name, left_key, right_key, origin, rule, winner))
        return shown

    # ---------------------------------------------------------------- decisions

    def _by_score(
        self, plan: MatchPlan, left: Cluster, right: Cluster, score: tuple[float, float], inputs: int, ended: str
    ) -> MatchDecided:
        """Decide by points; `ended` says why the judge saw fewer inputs than there were, if so."""
        if score[0] == score[1]:
            even = "the judge's votes are even" if inputs else "no input was found that tells the sides apart"
            return self._by_size(plan, left, right, score, ended or even)
        winner, loser = (left, right) if score[0] > score[1] else (right, left)
        many = "input" if inputs == 1 else "inputs"
        reason = f"the judge holds {winner.name} right, {max(score):g} to {min(score):g} on {inputs} {many}"
        return self._decision(plan, winner, loser, "judge", f"{reason}; {ended}" if ended else reason, score)

    def _by_size(
        self, plan: MatchPlan, left: Cluster, right: Cluster, score: tuple[float, float], why: str
    ) -> MatchDecided:
        winner, loser = (right, left) if len(right.members) > len(left.members) else (left, right)
        reason = f"{why}, so the larger cluster, {winner.name}, goes on"
        if len(left.members) == len(right.members):
            reason = f"{why} and the clusters are of one size, so the one seeded higher, {winner.name}, goes on"
        return self._decision(plan, winner, loser, "size", reason, score)

    def _decision(
        self,
        plan: MatchPlan,
        winner: Cluster,
        loser: Cluster,
        by: Deciding,
        reason: str,
        score: tuple[float, float],
    ) -> MatchDecided:
        return MatchDecided(self._bracket, plan.match, winner.name, loser.name, by, reason, score)


def _doubt(decides: Literal["model", "human", "unsure"], score: tuple[float, float], inputs: int) -> str:
    """Why a person should decide; empty when the judge's votes do."""
    if decides == "human":
        return "a person judges every match that no rule decides"
    if decides == "model" or abs(score[0] - score[1]) > inputs / 2:
        return ""
    return f"the judge is unsure: {score[0]:g} to {score[1]:g} points on {inputs} inputs"


def _quoted(message: str) -> str:
    words = " ".join(message.split())
    return f": “{cut(words, _LONGEST_REASON)}”" if words else ""
