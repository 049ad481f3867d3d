"""Every situation that a surface has to paint, as a scripted journal."""

from __future__ import annotations

import itertools
from typing import Literal

from scripted import ANSWER, PROGRAM, Story

from engine.events.calls import CallFinished, Delta
from engine.events.run import (
    BudgetEnded,
    Graded,
    Paused,
    RunFinished,
    TestGrade,
)
from engine.events.samples import (
    RevisionId,
    RoundFailed,
    RoundFinished,
    RoundStarted,
    SampleFinished,
    SampleStarted,
    TestFinished,
)
from engine.events.selection import (
    BracketDrawn,
    Cluster,
    ClustersFormed,
    InputSynthesized,
    MatchDecided,
    MatchInput,
    MatchOpened,
    MatchPlan,
    SelectionMade,
    SurvivorsFiltered,
    VoteCast,
)


def nothing() -> Story:
    story = Story()
    story.entries.clear()
    return story


def started() -> Story:
    return Story()


def streaming(samples: int = 12) -> Story:
    story = Story(samples)
    for number in range(1, samples + 1):
        story.start(number, ANSWER[: 60 + 37 * number % 600] if number % 7 else "")
    return story


def debugging() -> Story:
    """Samples in every state there is."""
    story = Story()
    story.survivor(1)
    wrong = story.revision(2)
    story.verdicts(wrong, "AC WA RE")
    story.start(2, ANSWER[:420], round_=1)
    crashed = story.revision(3)
    story.verdicts(crashed, "RE TLE WA")
    fixed = story.revision(3, 1)
    story.verdicts(fixed, "AC AC AC")
    story.finish(fixed, survivor=True)
    story.start(4, ANSWER[:90])
    story.start(5, ANSWER[:300])
    running = story.revision(6)
    story.one_test(running, "1", "AC")
    story.start(7)
    story.add(RoundFailed(7, 0, "no code in the answer"), SampleFinished(7, None, survivor=False))
    slow = story.revision(8)
    story.verdicts(slow, "AC TLE MLE")
    story.finish(slow, survivor=False)
    story.add(SampleStarted(9, "greedy"))
    for number in (10, 11, 12):
        story.survivor(number)
    return story


def all_failing() -> Story:
    story = Story(4)
    for number in range(1, 5):
        revision = story.revision(number)
        story.verdicts(revision, "WA WA RE" if number % 2 else "AC WA WA")
        story.finish(revision, survivor=False)
    best = RevisionId(2, 0)
    story.add(SurvivorsFiltered((best,), best_effort=True))
    story.add(ClustersFormed(0, 0, (Cluster("C01", (best,)),)))
    text = story.text(PROGRAM)
    story.add(SelectionMade(best, "p", text, 0.1, "best effort", "No program passes all tests; S02 is closest."))
    story.add(RunFinished("best effort", "no survivor"))
    return story


def inputs_stage() -> Story:
    story = Story(6)
    survivors = tuple(story.survivor(number) for number in range(1, 7))
    story.add(SurvivorsFiltered(survivors[:5], ((survivors[5], survivors[0]),)))
    made = (
        ("2\n1 1\n", "mutation", "mutation of public test 1: drop element 2", "valid", "22222"),
        ("0\n\n", "mutation", "mutation of public test 3: n is 0", "invalid", ""),
        ("4\n7 7 1 9\n", "model", "generator: few distinct heights", "valid", "22233"),
        ("5\n1 2 3 4 5\n", "model", "generator: sorted", "unchecked", "5"),
        ("1\n0\n", "person", "given by you", "valid", ""),
    )
    for index, (text, source, detail, validity, outputs) in enumerate(made, 1):
        name = story.text(text)
        why = "the validator rejects it: n must be positive" if validity == "invalid" else ""
        story.add(InputSynthesized(f"I{index:02d}", name, source, detail, validity, why))  # type: ignore[arg-type]
        for number, output in enumerate(outputs, 1):
            story.execution(f"p{number}r0", name, output)
    groups = (Cluster("C01", survivors[:3]), Cluster("C02", survivors[3:5]))
    story.add(ClustersFormed(1, 3, groups))
    return story


def seeding(size: int) -> list[int]:
    """Places of the seeds in a full bracket, so that the largest meet late."""
    order = [1]
    while len(order) < size:
        order = [seed for first in order for seed in (first, 2 * len(order) + 1 - first)]
    return order


def plans(clusters: int) -> tuple[MatchPlan, ...]:
    """A knockout with byes for the largest clusters."""
    size = 1
    while size < clusters:
        size *= 2
    level = [f"C{seed:02d}" if seed <= clusters else "" for seed in seeding(size)]
    found: list[MatchPlan] = []
    round_ = 0
    while len(level) > 1:
        following = []
        for left, right in zip(level[::2], level[1::2], strict=True):
            if left and right:
                found.append(MatchPlan(f"M{len(found) + 1}", round_, left, right))
                following.append(found[-1].match)
            else:
                following.append(left or right)
        level, round_ = following, round_ + 1
    return tuple(found)


BYS: tuple[Literal["judge", "rule", "person", "size"], ...] = ("judge", "judge", "rule", "person", "size", "judge")


class Tournament:
    """Plays a bracket on top of a story, match by match."""

    def __init__(
        self, clusters: int, fmt: Literal["knockout", "round-robin"] = "knockout", story: Story | None = None
    ) -> None:
        self.story = story or Story(max(12, 2 * clusters))
        sizes = [max(1, 2 * (clusters - index) // 3) for index in range(clusters)]
        number = itertools.count(1)
        groups = [
            Cluster(f"C{index + 1:02d}", tuple(RevisionId(next(number), index % 2) for _ in range(size)))
            for index, size in enumerate(sizes)
        ]
        for sample in (1, 2):
            self.story.survivor(sample)
        self.story.add(SurvivorsFiltered(tuple(member for group in groups for member in group.members)))
        self.story.add(ClustersFormed(1, 9, tuple(groups)))
        self.plans = plans(clusters) if fmt == "knockout" else self._pairs(clusters)
        self.story.add(BracketDrawn("b", fmt, tuple(groups), self.plans))
        self.winners = {group.name: group.name for group in groups}

    @staticmethod
    def _pairs(clusters: int) -> tuple[MatchPlan, ...]:
        names = [f"C{index + 1:02d}" for index in range(clusters)]
        pairs = enumerate(itertools.combinations(names, 2), 1)
        return tuple(MatchPlan(f"M{index}", 0, left, right) for index, (left, right) in pairs)

    def open(self, plan: MatchPlan, outputs: tuple[str, str] = ("18\n", "17\n")) -> tuple[str, str]:
        left, right = self.winners[plan.left], self.winners[plan.right]
        self.story.add(MatchOpened("b", plan.match, left, right))
        text = self.story.text(f"5\n1 1 1 2 {int(plan.match[1:]) + 8}\n")
        name = f"I{plan.match[1:]}"
        self.story.add(InputSynthesized(name, text, "shrinking", "shrunk", "valid"))
        runs = [self.story.execution(side, text, out) for side, out in zip((left, right), outputs, strict=True)]
        self.story.add(MatchInput("b", plan.match, name, *runs, shrunk_from="I03"))
        return left, right

    def vote(self, plan: MatchPlan, first: str, choice: str | None) -> None:
        key = self.story.call("match", "b", plan.match, "vote", role="judge")
        reason = "The second paragraph counts equal heights once, so the answer for 1 1 1 2 has one step less."
        self.story.add(CallFinished(key, reason))
        self.story.add(VoteCast("b", plan.match, f"I{plan.match[1:]}", first, choice, reason, key))

    def play(self, plan: MatchPlan) -> None:
        index = int(plan.match[1:])
        by = BYS[index % len(BYS)]
        crash = by == "rule"
        left, right = self.open(plan)
        if crash:
            text = self.story.text(f"1\n{index}\n")
            self.story.add(InputSynthesized(f"I{index}b", text, "model", "generator: one lamp", "valid"))
            clean = self.story.execution(left, text, "0\n")
            run = self.story.execution(right, text, "", "RE", "ZeroDivisionError: division by zero")
            rule = f"{right} crashes on a valid input"
            self.story.add(MatchInput("b", plan.match, f"I{index}b", clean, run, rule=rule, winner=left))
        else:
            self.vote(plan, left, left)
            self.vote(plan, right, left if by == "judge" else None)
        winner, loser = (right, left) if index % 5 == 3 and not crash else (left, right)
        score = (0.0, 0.0) if crash else (2.0, 0.0) if winner == left else (0.5, 1.5)
        reason = f"{winner} counts equal heights once"
        self.story.add(MatchDecided("b", plan.match, winner, loser, by, reason, score))
        self.winners[plan.match] = winner

    def judging(self, plan: MatchPlan) -> None:
        left, _right = self.open(plan)
        self.vote(plan, left, left)
        key = self.story.call("match", "b", plan.match, "vote", role="judge")
        self.story.deltas.append(Delta(key, 0, "Let me trace the input by hand. The heights are 1 1 1 2 9, so"))


def tournament(clusters: int, share: float = 0.5) -> Story:
    """The first matches are decided; the next one is with the judge, one more has just been opened."""
    game = Tournament(clusters)
    decided = int(len(game.plans) * share)
    for plan in game.plans[:decided]:
        game.play(plan)
    rest = [p for p in game.plans[decided:] if p.left in game.winners and p.right in game.winners]
    for plan in rest[:1]:
        game.judging(plan)
    for plan in rest[1:2]:
        game.story.add(MatchOpened("b", plan.match, game.winners[plan.left], game.winners[plan.right]))
    return game.story


def finished(clusters: int = 8) -> Story:
    game = Tournament(clusters)
    for plan in game.plans:
        game.play(plan)
    story = game.story
    text = story.text(PROGRAM)
    reason = "C01 won 3 matches, 2 of them by the judge; its program is the fastest of the cluster."
    story.add(SelectionMade(RevisionId(1, 0), "p1r0", text, 0.93, "selected", reason))
    story.add(RunFinished("selected"))
    story.add(Graded("p1r0", "AC", tuple(TestGrade(f"secret-{n}", "AC", 0.02) for n in range(1, 9))))
    return story


def round_robin(clusters: int = 5) -> Story:
    game = Tournament(clusters, "round-robin")
    for plan in game.plans[: len(game.plans) // 2]:
        game.story.add(MatchOpened("b", plan.match, plan.left, plan.right))
        game.story.add(MatchDecided("b", plan.match, plan.left, plan.right, "judge", "", (2.0, 0.0)))
    return game.story


def one_sample() -> Story:
    story = Story(1)
    only = story.survivor(1)
    story.add(SurvivorsFiltered((only,)), ClustersFormed(0, 0, (Cluster("C01", (only,)),)))
    story.add(BracketDrawn("b", "knockout", (Cluster("C01", (only,)),), ()))
    story.add(SelectionMade(only, "p", story.text(PROGRAM), 0.5, "selected", "The only survivor."))
    return story


def paused() -> Story:
    story = streaming(5)
    story.add(Paused(), BudgetEnded("calls", "400 calls are used up"))
    return story


def checked() -> Story:
    """A checker rejects a test, fails on another, and a match is decided by what it says; on one input nobody knows."""
    story = Story(4, judge="checker")
    revision = story.revision(3)
    story.checked(revision, "1", "AC", "1 2\n", "")
    story.checked(revision, "2", "WA", "20\n10\n30\n40\n50\n", "jars 7 and 1 are neighbours and both of kind 2\n")
    story.checked(revision, "3", "IE", "0\n", "the checker crashed: KeyError 'n'")
    story.add(RoundFinished(revision, 1, 3))
    story.finish(revision, survivor=False)
    game = Tournament(2, story=story)
    groups = story.entries[-2].event.clusters  # type: ignore[union-attr]
    story.add(ClustersFormed(1, 4, groups, ("I02",), "the checker fails without a true answer"))
    for name, text, outputs in (("I01", "2\n1 1\n", "aab"), ("I02", "4\n7 7 1 9\n", "abc"), ("I03", "1\n0\n", "aaa")):
        stored = story.text(text)
        story.add(InputSynthesized(name, stored, "mutation", "mutation of public test 1", "valid", "validator"))
        for number, output in enumerate(outputs, 1):
            story.execution(f"p{number}r0", stored, output)
    left, right = game.open(game.plans[0], ("1 2 1 2\n", "2 2 1 1\n"))
    story.add(VoteCast("b", "M1", "I1", left, None, "Both orders keep every rule.", "none", both=True))
    story.add(VoteCast("b", "M1", "I1", right, left, "The second has equal neighbours.", "none"))
    return story


def talking() -> Story:
    """An interactor calls a program wrong after a long talk, and a match is decided by that."""
    story = Story(4, judge="interactor")
    revision = story.revision(3)
    long = "< 1000\n" + "".join(f"> ? {number}\n< holds\n" for number in range(1, 46)) + "> ? 46\n"
    runs = [
        story.talked(f"p{revision}", "t1", "AC", "< 3\n> ? 2\n< breaks\n> ! 1\n"),
        story.talked(f"p{revision}", "t2", "WA", long, "more than 45 tries"),
        story.execution(f"p{revision}", "t3", "", "RE", "Traceback\nEOFError: EOF when reading a line"),
    ]
    for name, verdict, run in zip("123", ("AC", "WA", "RE"), runs, strict=True):
        story.add(TestFinished(revision, name, verdict, run))  # type: ignore[arg-type]
    story.add(RoundFinished(revision, 1, 3))
    story.finish(revision, survivor=False)
    Tournament(2, story=story)
    left, right = "C01", "C02"
    story.add(MatchOpened("b", "M1", left, right))
    text = story.text("3 3\n")
    story.add(InputSynthesized("I01", text, "mutation", "mutation of public test 1", "valid", "validator"))
    good = story.talked("p1r0", text, "AC", "< 3\n> ? 2\n< holds\n> ? 3\n< holds\n> ! 3\n")
    said = "the answer is 2, but the last rung that holds is 3"
    bad = story.talked("p2r0", text, "WA", "< 3\n> ? 2\n< holds\n> ! 2\n", said)
    rule = f"{right} is called wrong by the interactor on a valid input: “{said}”"
    story.add(MatchInput("b", "M1", "I01", good, bad, rule=rule, winner=left))
    story.add(MatchDecided("b", "M1", left, right, "rule", rule, (1.0, 0.0)))
    return story


HOSTILE = "\x1b[2J\x1b]0;owned\x07\x00\x9b31m\tA\u202eB\u200d漢字👩‍💻é\u0301\u0301\u0301\u0301\r\ufe0f\ud800 \x7f"


def hostile() -> Story:
    """Everything that a program or a model writes is meant to harm the terminal."""
    story = Story(6, notice=HOSTILE)
    story.start(4, "```python\n" + HOSTILE * 50 + "\n" + "x" * 20_000)
    bad = story.revision(5, program=HOSTILE + "\n" + "漢" * 5_000)
    huge = "".join(f"{line} {HOSTILE[:9]}\n" for line in range(10_000))
    story.verdicts(bad, "WA RE WA", (huge, HOSTILE, "y" * 60_000))
    story.add(SampleStarted(6, HOSTILE), RoundStarted(6, 0, "none"), RoundFailed(6, 0, HOSTILE))
    story.finish(bad, survivor=True)
    game = Tournament(2, story=story)
    left, right = game.open(game.plans[0], (HOSTILE, huge))
    story.add(VoteCast("b", "M1", HOSTILE, left, right, HOSTILE * 20, "none"))
    key = story.call("match", "b", "M1", role="judge")
    story.deltas.append(Delta(key, 0, HOSTILE * 30))
    return story


SITUATIONS = {
    "nothing": nothing,
    "started": started,
    "streaming": streaming,
    "debugging": debugging,
    "all_failing": all_failing,
    "inputs": inputs_stage,
    "bracket2": lambda: tournament(2),
    "bracket3": lambda: tournament(3),
    "bracket5": lambda: tournament(5),
    "bracket8": lambda: tournament(8),
    "bracket16": lambda: tournament(16),
    "bracket32": lambda: tournament(32),
    "finished": finished,
    "round_robin": round_robin,
    "one_sample": one_sample,
    "many": lambda: streaming(256),
    "paused": paused,
    "checked": checked,
    "talking": talking,
    "hostile": hostile,
}
"""Name to the function that tells the story."""
