"""How outcomes, outputs and places of the bracket are put into words, the same in every text.

What programs print is hostile: it may hold escape codes. Everything here returns printable text without line
ends.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from engine.problem.compare import first_difference

if TYPE_CHECKING:
    from engine.events.executions import Outcome, Verdict
    from engine.events.run import BudgetEnded
    from engine.events.samples import RevisionId
    from engine.events.selection import BracketDrawn, Cluster, DroppedRule
    from engine.problem.model import OutputRules
    from engine.projections.board import Board

_THOUGHTS = ("reason", "plan", "steps")
"""Fields of an answer in which a model thinks before it decides."""
VERDICT_WORDS: Final[dict[Verdict, str]] = {
    "AC": "accepted",
    "WA": "wrong answer",
    "TLE": "time limit exceeded",
    "MLE": "memory limit exceeded",
    "RE": "run-time error",
    "OLE": "output limit exceeded",
    "CE": "compile error",
    "IE": "a fault of ours",
}

_DEEDS: Final = {
    "TLE": "exceeds the time limit",
    "MLE": "exceeds the memory limit",
    "OLE": "exceeds the output limit",
    "RE": "crashes",
    "CE": "does not compile",
    "IE": "could not be run (a fault of ours)",
    "WA": "is called wrong by the interactor",
}

_NUMBERED = re.compile(r"[A-Z]+0*(\d+)")


def printable(text: str) -> str:
    """Escape every character that would not print, line ends included."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode() for c in text)


def one_line(text: str, limit: int = 80) -> str:
    """Show a text in one printable line: lines joined by `; `, cut after `limit` characters, its length said."""
    body = text.strip()
    if not body:
        return "nothing"
    head = printable("; ".join(line.strip() for line in body[: limit + 1].splitlines()))
    if len(body) <= limit:
        return head
    return f"{head[:limit].rstrip('; ')} … ({len(body):,} characters)"


def counted(number: int, thing: str, things: str = "") -> str:
    """`1 sample`, `2 samples`, `1,024 samples`."""
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"


def times(number: int) -> str:
    """`once`, `twice`, `3 times`."""
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def number_of(name: str) -> str:
    """The number in a name: `4` for `C04`, `3` for `M3`; a name of another form stays as it is."""
    found = _NUMBERED.fullmatch(name)
    return found.group(1) if found else name


def votes(number: float) -> str:
    """A score without needless decimals: `2`, `1.5`."""
    return f"{number:g}"


def sentence(text: str) -> str:
    """A text as a sentence: printable, capital first letter, full stop."""
    body = printable(text.strip())
    if not body:
        return ""
    first = body[0] if "://" in body.partition(" ")[0] else body[0].upper()  # an address stays as it is
    return first + body[1:] + ("" if body[-1] in ".!?" else ".")


def complaint(outcome: Outcome) -> str:
    """The last line of what a program wrote to standard error, or a compiler's first error; or nothing."""
    lines = outcome.error.strip().splitlines()
    if outcome.ending == "CE":  # compilers say the rest after it, and end with a mark below a column
        lines = [next((line for line in lines if "error" in line.lower()), lines[0])] if lines else []
    return one_line(lines[-1], 120).rstrip(".") if lines else ""


def deed(outcome: Outcome) -> str:
    """What an execution did, as a verb: `prints 18`, `crashes (ValueError: ...)`."""
    if outcome.failure is None:
        return "is accepted by the interactor" if outcome.judged else f"prints {one_line(outcome.output)}"
    words = _DEEDS[outcome.failure]
    reason = quoted(outcome.judge_message) if outcome.failure == "WA" else complaint(outcome)
    return f"{words} ({reason})" if reason and outcome.failure in {"RE", "CE", "IE", "WA"} else words


def quoted(message: str) -> str:
    """What a checker or interactor said, in one line with quotation marks; nothing if it said nothing."""
    return f"“{one_line(message, 160)}”" if message.strip() else ""


def failed_test(
    test: str,
    verdict: Verdict,
    outcome: Outcome | None,
    expected: str | None,
    rules: OutputRules,
    said: str | None = None,
) -> str:
    """How a test was failed: `wrong answer on test 2, expected 4, got 5`.

    Args:
        test: name of the test.
        verdict: any verdict but AC.
        outcome: what the program did, None when that is not known.
        expected: the test's expected output, None when the problem is not at hand.
        rules: how outputs of the problem are compared.
        said: what a checker or interactor said, None when outputs are compared.
    """
    words = f"{VERDICT_WORDS[verdict]} on test {printable(test)}"
    if outcome is None:
        return words
    if verdict != "WA":
        reason = quoted(said or "") if verdict == "IE" and said else complaint(outcome)
        return f"{words}: {reason}" if reason else words
    if said is not None:
        got = "" if outcome.judged else f", got {one_line(outcome.output, 40)}"
        judge = "interactor" if outcome.judged else "checker"
        return f"{words}{got}" + (f"; the {judge} says {quoted(said)}" if said.strip() else "")
    if expected is None:
        return f"{words}, got {one_line(outcome.output, 40)}"
    return f"{words}, {_expected_and_got(expected, outcome.output, rules)}"


def _expected_and_got(expected: str, got: str, rules: OutputRules) -> str:
    difference = first_difference(expected, got, rules)
    if difference is None or max(len(expected.strip()), len(got.strip())) <= 24:
        return f"expected {one_line(expected, 40)}, got {one_line(got, 40)}"
    wanted, found = _word(difference.expected), _word(difference.got)
    return f"expected {wanted}, got {found} at word {difference.token + 1}"


def parting(left: Outcome, right: Outcome, rules: OutputRules) -> str:
    """Where two clean outputs part: `first difference at word 3: 4 and 5`; nothing where one word is all."""
    if not (left.clean and right.clean):
        return ""
    difference = first_difference(left.output, right.output, rules)
    if difference is None:
        return "" if left.whole and right.whole else "first difference beyond what was kept"
    if max(len(left.output.split()), len(right.output.split())) < 2:
        return ""
    here, there = _word(difference.expected), _word(difference.got)
    return f"first difference at word {difference.token + 1}: {here} and {there}"


def _word(token: str | None) -> str:
    return "the end" if token is None else one_line(token, 40)


def place(drawn: BracketDrawn, match: str) -> str:
    """Where a match stands: `final`, `semi final 1`, `round 1, match 3`."""
    plan = next((plan for plan in drawn.matches if plan.match == match), None)
    if plan is None:
        return ""
    peers = [other.match for other in drawn.matches if other.round == plan.round]
    number = peers.index(match) + 1
    left = max(other.round for other in drawn.matches) - plan.round
    if drawn.format == "knockout" and left == 0 and len(peers) == 1:
        return "final"
    if drawn.format == "knockout" and left in {1, 2} and len(peers) <= 2**left:
        return f"{'semi' if left == 1 else 'quarter'} final {number}"
    return f"round {plan.round + 1}, match {number}"


def samples_in(board: Board, cluster: Cluster) -> set[RevisionId]:
    """The revisions that a cluster stands for: its members, and those with the same program as a member."""
    members = set(cluster.members)
    duplicates = board.filtered.duplicates if board.filtered else ()
    return members | {revision for revision, original in duplicates if original in members}


def past_budget(ended: BudgetEnded) -> str:
    """What to do where a budget was too small; nothing where a person said stop."""
    return "" if ended.what == "person" else f"to go further, start it anew with a larger --budget {ended.what}=N"


def doubted_test(name: str, why: str) -> str:
    """That a custom test has an input that the problem does not allow."""
    return f"test {name} counts, since a person added it, but its input is not allowed: {printable(why)}"


def dropped_rule(dropped: DroppedRule) -> str:
    """Say that a rule about the inputs does not count, whose it is, and why."""
    said = f"“{printable(dropped.rule)}”, which {dropped.whose or 'a person'} said of the inputs, does not count"
    return f"{said}: {printable(dropped.why).rstrip('.')}"


def opinion_words(text: str, yes: str = "yes ", no: str = "no ") -> str:
    """An answer that is a JSON object without the signs of JSON, what it decides first; any other as it stands.

    Args:
        text: the answer.
        yes: stands for each true of a list.
        no: likewise for each false.
    """
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return text
    if not isinstance(said, dict):
        return text
    thoughts = [str(said[name]) for name in _THOUGHTS if said.get(name)]
    decided = [f"{name} {_value_words(value, yes, no)}" for name, value in said.items() if name not in _THOUGHTS]
    return ". ".join([", ".join(decided), *thoughts])


def _value_words(value: Any, yes: str, no: str) -> str:
    if isinstance(value, list) and value and all(isinstance(item, bool) for item in value):
        return "".join(yes if item else no for item in value).rstrip()
    if isinstance(value, list):
        return "; ".join(_value_words(item, yes, no) for item in value)
    return " ".join(str(value).split())
