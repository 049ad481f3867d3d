"""Keys: everything that can change an answer is in them, and nothing else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from engine.events.run import RunFinished
from engine.events.samples import RevisionId, RoundStarted, SampleFinished
from engine.events.selection import ClustersFormed
from engine.models.protocol import Message, Request
from engine.problem.model import Limits, Program, SourceFile
from engine.runtime.facts import Facts, call_key, execution_key, path_text

REQUEST = Request("solver", (Message("user", "solve"),), ("sample", 1, "round", 0), seed=1)
PROGRAM = Program("python", (SourceFile("main.py", "print(1)"),))


def test_every_part_of_a_request_that_can_change_the_answer_changes_the_key():
    others = [
        ("other", REQUEST),
        ("m", structs.replace(REQUEST, role="debugger")),
        ("m", structs.replace(REQUEST, path=("sample", 2, "round", 0))),
        ("m", structs.replace(REQUEST, messages=(Message("user", "solve it"),))),
        ("m", structs.replace(REQUEST, messages=(Message("system", "solve"),))),
        ("m", structs.replace(REQUEST, messages=(Message("user", "solve"), Message("user", "")))),
        ("m", structs.replace(REQUEST, messages=(Message("user", "so"), Message("user", "lve")))),
    ]
    keys = {call_key(model, request) for model, request in [("m", REQUEST), *others]}
    assert len(keys) == len(others) + 1


def test_every_part_of_an_execution_changes_its_key():
    limits = Limits()
    keys = {
        execution_key(PROGRAM, "1\n", limits),
        execution_key(PROGRAM, "1", limits),
        execution_key(structs.replace(PROGRAM, language="cpp"), "1\n", limits),
        execution_key(Program("python", (*PROGRAM.files, SourceFile("b.py", ""))), "1\n", limits),
        execution_key(PROGRAM, "1\n", limits, arguments=("a", "b")),
        execution_key(PROGRAM, "1\n", limits, arguments=("a b",)),
        *(
            execution_key(PROGRAM, "1\n", structs.replace(limits, **{name: 7}))
            for name in ("cpu_seconds", "memory_bytes", "output_bytes")
        ),
    }
    assert len(keys) == 9


@given(st.lists(st.lists(st.integers(0, 3) | st.sampled_from(["0", "1", "int:0", ""]), max_size=3), min_size=2))
def test_paths_share_no_text(paths):
    assert len({path_text(tuple(path)) for path in paths}) == len({repr(path) for path in paths})


def test_keys_do_not_change_between_versions():
    """A journal of an earlier version must find its answers; a new key would pay for everything again."""
    assert call_key("m", REQUEST) == "972339bfff1e67e9"
    assert execution_key(PROGRAM, "1\n", Limits()) == "bee95dba7a7f41a1"


def test_a_conclusion_counts_as_made_only_while_it_is_the_latest_about_its_matter():
    first, second = ClustersFormed(1, 5, ()), ClustersFormed(1, 6, ())
    facts = Facts()
    assert not facts.conclusions.holds(first)
    facts.learn(first)
    assert facts.conclusions.holds(first)
    assert not facts.conclusions.holds(second)
    facts.learn(second)
    assert not facts.conclusions.holds(first)
    facts.learn(ClustersFormed(2, 9, ()))
    assert facts.conclusions.holds(second), "another stage is another matter"


def test_conclusions_about_different_things_do_not_meet():
    facts = Facts([RoundStarted(1, 0, "k"), SampleFinished(1, RevisionId(1, 0), survivor=True)])
    assert facts.conclusions.holds(RoundStarted(1, 0, "k"))
    assert not facts.conclusions.holds(RoundStarted(1, 1, "k"))
    assert not facts.conclusions.holds(RoundStarted(2, 0, "k"))
    assert not facts.conclusions.holds(SampleFinished(1, RevisionId(1, 1), survivor=True))
    assert not facts.conclusions.holds(RunFinished("selected"))
