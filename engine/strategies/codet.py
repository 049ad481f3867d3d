"""CodeT: programs that pass the same written tests vouch for each other, and the tests for them.

Chen et al. 2022, "CodeT: Code Generation with Generated Tests" (arXiv 2207.10397), and its released code
(microsoft/CodeT). N programs and M answers with tests, of each of which the first five count; every program is run on
every test; programs that pass exactly the same tests form a group, scored by tests × √programs, copies counted.
The answer is a random member of the best group, and `codet-product` takes the product of the paper's text.

As published: 100 programs, 100 answers with tests (HumanEval), five tests of each, 0.1 s for a test.
Here otherwise: the settings say how many programs and how often each is debugged (published: never), M is 10; public
tests are known, so programs must pass them first; limits are the problem's; tests are inputs with outputs and not
Python asserts.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from engine.errors import BudgetError
from engine.events.methods import RankingMade, Standing
from engine.steps.agreement import agreements, ranks
from engine.steps.pool import copies_of, filter_survivors, speakers
from engine.steps.sampling import draw_samples
from engine.steps.selecting import closest, select
from engine.steps.written_tests import passed_tests, write_tests

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.events.samples import RevisionId
    from engine.events.selection import SelectionMade
    from engine.runtime.run import Run
    from engine.steps.agreement import Agreement, Formula

_ANSWERS = 10
_TESTS_EACH = 5


async def codet(run: Run, formula: Formula = "sqrt") -> SelectionMade | None:
    """Let programs and written tests vouch for each other, √programs × tests; None when no sample yielded a program."""
    pool = speakers(await draw_samples(run))
    if not pool:
        return None
    survivors = filter_survivors(run, pool)
    if not survivors[0].survives:
        return closest(run, survivors[0])
    try:
        tests = await write_tests(run, _ANSWERS, _TESTS_EACH)
        passed = await passed_tests(run, survivors, tests)
    except BudgetError as error:
        return select(run, survivors[0], 1 / len(survivors), f"the first survivor, since {error}")
    copies = copies_of(survivors, pool)
    groups = agreements(passed, copies, {test.name: test.count for test in tests}, formula)
    if not groups:
        lack = f"no survivor passes any of {len(tests)} written tests" if tests else "no tests were written"
        return select(run, survivors[0], 1 / len(survivors), f"the first survivor, since {lack}")
    run.conclude(RankingMade("agreement", tuple(_standing(group, copies, formula) for group in groups), len(tests)))
    best = ranks(groups)[0]
    chosen = run.random("member", formula).choice(best)
    reason = (
        f"one of {len(best)} programs of the best group, which agree on {len(groups[0].tests)} of {len(tests)} "
        f"written tests ({len(groups)} groups)"
    )
    share = groups[0].score / sum(group.score for group in groups)
    return select(run, next(item for item in survivors if item.id == chosen), share, reason)


async def codet_product(run: Run) -> SelectionMade | None:
    """The same by programs × tests, as the paper's text says; None when no sample yielded a program."""
    return await codet(run, "product")


def _standing(group: Agreement[RevisionId, str], copies: Mapping[RevisionId, int], formula: Formula) -> Standing:
    sign = "√" if formula == "sqrt" else ""
    programs = sum(copies[member] for member in group.members)
    weight = round(group.score / (math.sqrt(programs) if sign else programs))
    why = f"tests written {weight} times × {sign}{programs} programs"
    return Standing(group.members, round(group.score, 6), tuple(sorted(group.tests)), why)
