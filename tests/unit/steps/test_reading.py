"""Which inputs are allowed as a model reads it and as a person corrects it; what was made before is judged anew."""

from __future__ import annotations

import json

from msgspec import structs

from engine.events.overrides import CorrectGrammar
from engine.events.run import NoticeGiven
from engine.events.selection import GrammarLearnt
from engine.journal import MemoryJournal
from engine.projections.board import fold
from engine.projections.consequences import consequences
from engine.projections.deciding import why_not
from engine.projections.lineage import why
from engine.steps.validating import check_validity
from engine.testing import ToyRun, simulate
from engine.testing.toy import PROBLEM, SETTINGS, script
from tui.displays.plain import PlainDisplay
from tui.surfaces import inputs
from tui.surfaces.focus import Focus
from tui.surfaces.text import Look

WORDS = "The first line holds how many integers follow on the second. Print the largest minus the smallest."
VAGUE = structs.replace(PROBLEM, input_validators=(), statement=WORDS)
READ = structs.replace(PROBLEM, input_validators=())
RULES = ["c1 is n", "1 <= n <= 20", "-100 <= c2 <= 100"]


def toy_of(*rules, problem=VAGUE, journal=None, **settings):
    def answer(request):
        if request.path[0] == "reader":
            return json.dumps({"plan": "", "rules": rules})
        return script(request)

    chosen = structs.replace(SETTINGS, validator=False, **settings)
    return ToyRun(chosen, problem=problem, script=answer, journal=journal)


def judged(toy, *texts):
    return simulate(lambda: check_validity(toy.run, texts))


def the(kind, toy):
    return [event for event in toy.events if isinstance(event, kind)]


def test_what_a_model_reads_completes_what_is_read_by_rule():
    toy = toy_of(*RULES)
    findings = judged(toy, "2\n5 9\n", "2\n5 900\n", "21\n" + "1 " * 20 + "1\n")
    assert [finding.state for finding in findings] == ["valid", "invalid", "invalid"]
    assert findings[0].why == "it keeps every bound of the statement, as scripted read it"
    assert findings[0].by_model
    assert "c2: integer, 1 to 9" not in toy.model.asked[0].messages[0].text
    assert "c2: integer, -2 to 9 in the public inputs" in toy.model.asked[0].messages[0].text


def test_a_rule_that_a_public_input_is_against_or_that_cannot_be_read_is_dropped():
    toy = toy_of("1 <= c1 <= 2", "nonsense", "Complete.", "c2 distinct", *RULES, *["c2 integer"] * 40)
    assert [finding.state for finding in judged(toy, "2\n5 9\n", "2\n5 5\n")] == ["valid", "invalid"]
    toy.play()
    (learnt,) = the(GrammarLearnt, toy)
    assert (learnt.model, learnt.rules[:4]) == ("scripted", ("c2 distinct", *RULES))
    dropped = [one.rule for one in learnt.dropped]
    assert dropped == ["1 <= c1 <= 2", "nonsense", "Complete.", *["c2 integer"] * 7]
    assert {one.whose for one in learnt.dropped} == {"scripted"}
    reasons = ("public input 1 is against that", "“nonsense” is no rule", "has no say", *["Only 40 rules"] * 7)
    assert all(reason in one.why for reason, one in zip(reasons, learnt.dropped, strict=True))


def test_a_rule_that_does_not_count_is_said_wherever_inputs_and_reasons_are():
    toy = toy_of("nonsense", "1 <= q <= 2", *RULES)
    toy.play()
    board, entry = fold(toy.journal.entries), next(e for e in toy.journal.entries if isinstance(e.event, GrammarLearnt))
    known = [statement.text for statement in why(board, problem=VAGUE).root.children]
    plain = " ".join(PlainDisplay().sentences(board, entry))
    for words in ("“nonsense”, which scripted said of the inputs, does not count", "There is no q in the inputs"):
        assert any(words in text for text in known)
        assert words in plain
    painted = "\n".join(line.text for line in inputs.paint(board, Focus(), 120, 40, Look()))
    assert "“nonsense”, which scripted said of the inputs, does not count" in painted
    assert "(+1 more: w)" in painted


def test_a_rule_of_a_person_that_does_not_count_is_said_as_well():
    toy = toy_of(problem=READ)
    toy.run.override(CorrectGrammar("1 <= q <= 2"), "command line")
    toy.play()
    (dropped,) = the(GrammarLearnt, toy)[-1].dropped
    assert (dropped.rule, dropped.whose) == ("1 <= q <= 2", "")
    assert "There is no q in the inputs" in dropped.why


def test_a_model_is_asked_once_and_only_where_something_is_open():
    toy = toy_of(*RULES)
    judged(toy, "2\n5 9\n")
    again = toy_of(*RULES, journal=MemoryJournal(toy.journal.entries, clock=lambda: 0.0))
    assert judged(again, "2\n5 8\n")[0].state == "valid"
    assert (len(toy.asked()), len(again.asked())) == (1, 0)
    for other in (toy_of(problem=PROBLEM), toy_of(problem=READ), toy_of(reader=False)):
        judged(other, "2\n5 9\n")
        assert not other.asked()


def test_an_answer_that_is_none_is_said_and_leaves_inputs_unchecked():
    toy = ToyRun(structs.replace(SETTINGS, validator=False), problem=VAGUE, script=lambda _: "no")
    assert judged(toy, "2\n5 9\n")[0].state == "unchecked"
    assert any("could not be asked which inputs" in notice.text for notice in the(NoticeGiven, toy))


def inputs_of(toy):
    return {name: item.made for name, item in fold(toy.journal.entries).inputs.items()}


def test_a_correction_judges_inputs_anew_makes_others_and_can_be_taken_back():
    toy = toy_of(problem=READ)
    toy.play()
    before = inputs_of(toy)
    large = {name for name, made in before.items() if int(fold(toy.journal.entries).text(made.text).split()[0]) > 3}
    assert large
    assert all(made.validity == "valid" for made in before.values())

    corrected = toy_of(problem=READ, journal=MemoryJournal(toy.journal.entries, clock=lambda: 0.0))
    corrected.run.override(CorrectGrammar("1 <= n <= 4"), "command line")
    corrected.play()
    after = inputs_of(corrected)
    board = fold(corrected.journal.entries)
    for name, made in after.items():
        allowed = int(board.text(made.text).split()[0]) <= 4
        assert made.validity == ("valid" if allowed else "invalid"), name
        assert "as a person corrected it" in made.why if allowed else "is not between 1 and 4" in made.why
    assert {name for name in before if name.startswith("I") and "/" not in name} & set(after)
    assert any(name.startswith("R") for name in after)
    assert board.grammar.bounds[0] == "1 ≤ n ≤ 4"

    corrected.run.undo(1, "command line")
    corrected.play()
    assert inputs_of(corrected) == before
    assert fold(corrected.journal.entries).selection == fold(toy.journal.entries).selection


def test_why_a_correction_cannot_be_made_and_what_follows_from_one():
    toy = toy_of(problem=READ)
    toy.play()
    board = fold(toy.journal.entries)
    assert why_not(board, READ, CorrectGrammar("1 <= n <= 4")) == ""
    assert "public input 3" in why_not(board, READ, CorrectGrammar("1 <= n <= 3"))
    assert "is no rule" in why_not(board, READ, CorrectGrammar("hello"))
    assert "validators" in why_not(board, PROBLEM, CorrectGrammar("1 <= n <= 4"))
    said = consequences(board, CorrectGrammar(""))
    assert said[0] == "c1 n: integer, 1 ≤ n ≤ 20."
    assert any("count no more" in sentence for sentence in said)
