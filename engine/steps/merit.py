"""How what two programs did on one input compares: by the output rules, or by the package's checker.

Where many outputs may be right, two of them are compared by giving each to the checker as the answer that the other
is measured by. If either were right, the checker would have to accept the other one just when that is right, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from engine.errors import BudgetError
from engine.events.executions import Outcome
from engine.problem.compare import same_output
from engine.problem.model import Program
from engine.runtime.checking import Claim, printed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.events.executions import Checked
    from engine.problem.model import OutputRules
    from engine.runtime.run import Run
    from engine.steps.pool import Revision

_AT_A_TIME = 4

Merit = Literal["same", "open", "left", "right", "differ"]
"""What an input says of two sides.

* same: they did the same, or what they print is as good as each other
* open: both may be right; the checker cannot tell without a true answer. So it is, too, where it accepts neither
  measured by itself, and where one failed and the other's output is not accepted measured by itself: then the input is
  more likely at fault, and if not, none of the two is better
* left, right: the other one is wrong, by rule: it failed alone, or the checker accepts this side's output measured by
  the other's and not the other's measured by this one's, which cannot be if the other is right
* differ: at most one of them is right
"""


class Ran(Struct, frozen=True):
    """What a program did on some inputs, in their order."""

    program: Program
    outcomes: tuple[Outcome, ...]


class Measure:
    """Compares outcomes of one problem's programs."""

    def __init__(self, run: Run, mistrust: str = "") -> None:
        """Compare by what is known; `of` finds out whether the checker can be trusted with it.

        Args:
            run: where it happens.
            mistrust: why the checker cannot measure one output by another; empty if it can.
        """
        self._run = run
        self.mistrust = mistrust

    @classmethod
    async def of(cls, run: Run, survivors: Sequence[Revision]) -> Measure:
        """Try the checker on the public tests, where all survivors are known to be right.

        An answer file may hold anything that its checker wants to know, not only an output. If the checker does not
        accept a right output measured by another right one, what it says of other inputs means nothing.

        Raises:
            ExecutorError: as `Run.check`.
        """
        if not (run.problem.many_answers and survivors):
            return cls(run)
        claims = []
        for at, test in enumerate(run.tests):
            right = [item for item in survivors if item.results[at].verdict == "AC"]  # one may be accepted as it is
            texts = [printed(item.program, item.results[at].outcome) for item in right]
            if not texts:
                continue
            claims += [Claim(test.input, texts[0], text) for text in texts]
            claims += [Claim(test.input, text, texts[0]) for text in texts[1:]]
        try:
            refused = [checked for checked in await run.check(claims) if checked.verdict != "AC"]
        except BudgetError as error:
            return cls(run, f"the checker could not be tried on the public tests ({error})")
        if not refused:
            return cls(run)
        said = f": {refused[0].message.strip()}" if refused[0].message.strip() else ""
        return cls(run, f"on a public test the checker does not take a right output for an answer{said}")

    async def compare(self, inputs: Sequence[str], left: Ran, right: Ran) -> list[Merit]:
        """Compare two programs on inputs that both were run on.

        Raises:
            ExecutorError, BudgetError: as `Run.check`.
        """
        found = self._by_outcomes(left, right)
        await self._ask(inputs, left, right, found, [at for at, merit in enumerate(found) if merit is None])
        return [merit or "open" for merit in found]

    async def apart(self, inputs: Sequence[str], left: Ran, right: Ran) -> tuple[bool, list[int]]:
        """Whether an input tells two programs apart, and the inputs that were found to leave it open.

        Nothing is asked after the first difference: most pairs that differ do so early.

        Raises:
            ExecutorError, BudgetError: as `Run.check`.
        """
        found = self._by_outcomes(left, right)
        asked = [at for at, merit in enumerate(found) if merit is None]
        while not _differ(found) and asked:
            await self._ask(inputs, left, right, found, asked[:_AT_A_TIME])
            asked = asked[_AT_A_TIME:]
        return _differ(found), [at for at, merit in enumerate(found) if merit == "open"]

    def _by_outcomes(self, left: Ran, right: Ran) -> list[Merit | None]:
        problem = self._run.problem
        pairs = zip(left.outcomes, right.outcomes, strict=True)
        asked = problem.checker is not None and not self.mistrust
        return [
            _by_outcomes(a, b, problem.output_rules, compared=problem.checker is None, asked=asked) for a, b in pairs
        ]

    async def _ask(
        self, inputs: Sequence[str], left: Ran, right: Ran, found: list[Merit | None], places: Sequence[int]
    ) -> None:
        """Fill in what the checker says of some places."""
        if self.mistrust:
            for at in places:
                found[at] = "open"
            return
        alone = [at for at in places if left.outcomes[at].clean != right.outcomes[at].clean]
        await self._ask_alone(inputs, left, right, found, alone)
        places = [at for at in places if at not in alone]
        claims = []
        for at in places:
            ours, theirs = printed(left.program, left.outcomes[at]), printed(right.program, right.outcomes[at])
            claims += [Claim(inputs[at], theirs, ours), Claim(inputs[at], ours, theirs)]
        said = await self._run.check(claims) if claims else []
        refused = []
        for number, at in enumerate(places):
            pair = said[2 * number], said[2 * number + 1]
            found[at] = _by_checker(*pair)
            if all(checked.verdict == "WA" for checked in pair):
                refused.append((at, claims[2 * number].output, claims[2 * number + 1].output))
        own = [Claim(inputs[at], output, output) for at, *both in refused for output in both]
        said = await self._run.check(own) if own else []
        for number, (at, *_) in enumerate(refused):
            if all(checked.verdict == "WA" for checked in said[2 * number : 2 * number + 2]):
                found[at] = "open"

    async def _ask_alone(
        self, inputs: Sequence[str], left: Ran, right: Ran, found: list[Merit | None], places: Sequence[int]
    ) -> None:
        """Fill in the places where one failed: whoever did not is better, if what it printed may be right at all."""
        better = [left if left.outcomes[at].clean else right for at in places]
        outputs = [printed(side.program, side.outcomes[at]) for at, side in zip(places, better, strict=True)]
        claims = [Claim(inputs[at], output, output) for at, output in zip(places, outputs, strict=True)]
        said = await self._run.check(claims) if claims else []
        for at, side, checked in zip(places, better, said, strict=True):
            found[at] = "open" if checked.verdict == "WA" else "left" if side is left else "right"

    async def reason(self, text: str, better: Ran, worse: Ran) -> str:
        """What the checker says of the worse of two outputs, measured by the better one; both ran on `text` alone."""
        answer = printed(better.program, better.outcomes[0])
        output = printed(worse.program, worse.outcomes[0])
        (checked,) = await self._run.check([Claim(text, answer, output)])
        return checked.message.strip()


def same_outcome(left: Outcome, right: Outcome, rules: OutputRules) -> bool:
    """Whether two executions of one input did the same: ended badly in the same way, or print the same."""
    if not (left.clean and right.clean):
        return left.failure == right.failure
    if left.output_digest == right.output_digest and not rules.space_sensitive:
        return True
    if not (left.whole and right.whole):
        return False
    return same_output(left.output, right.output, rules)


def _differ(merits: Sequence[Merit | None]) -> bool:
    return not {"same", "open", None}.issuperset(merits)


def _by_outcomes(left: Outcome, right: Outcome, rules: OutputRules, *, compared: bool, asked: bool) -> Merit | None:
    """What the outcomes say alone; None where a checker must compare what they printed, or look at what one did."""
    if left.clean != right.clean:
        better = left if left.clean else right
        return None if asked and not better.judged else "left" if left.clean else "right"
    if left.clean and left.judged and right.judged:  # an interactor accepts both
        return "same"
    if compared or not left.clean:
        return "same" if same_outcome(left, right, rules) else "differ"
    return "same" if left.output == right.output and left.whole and right.whole else None


def _by_checker(ours: Checked, theirs: Checked) -> Merit:
    """From what is said of each side's output, measured by the other's."""
    match ours.verdict, theirs.verdict:
        case "AC", "AC":
            return "same"
        case "AC", "WA":
            return "left"
        case "WA", "AC":
            return "right"
        case _ if "WA" in {ours.verdict, theirs.verdict}:
            return "differ"
        case _:
            return "open"
