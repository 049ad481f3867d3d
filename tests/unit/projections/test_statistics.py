"""What a run took."""

from __future__ import annotations

from typing import Any

import pytest

from engine.events.calls import CallStarted
from engine.projections.board import Board, fold
from engine.projections.statistics import Work, sample_work, statistics


def test_a_board_without_events_took_nothing() -> None:
    numbers = statistics(Board())
    assert numbers.total == Work()
    assert [part.stage for part in numbers.stages] == ["samples", "inputs", "tournament"]


def test_work_is_told_by_stage(scripted: Any) -> None:
    numbers = statistics(fold(scripted.story().entries))
    samples, inputs, tournament = (part.work for part in numbers.stages)
    assert (samples.calls, samples.output_tokens, samples.executions) == (8, 800, 21)
    assert samples.cpu_seconds == pytest.approx(0.19 + 2.01)
    assert (inputs.calls, inputs.executions) == (0, 8)
    assert (tournament.calls, tournament.output_tokens, tournament.model_seconds) == (2, 14, 4.0)
    assert numbers.elapsed_seconds == pytest.approx(21.1)
    assert {item.state: item.count for item in numbers.samples if item.count} == {
        "survivor": 5,
        "failing": 1,
        "failed": 1,
    }


def test_the_stages_add_up_to_the_total(scripted: Any) -> None:
    entries = scripted.story().entries
    for upto in range(len(entries) + 1):
        numbers = statistics(fold(entries[:upto]))
        for name in Work.__struct_fields__:
            parts = sum(getattr(part.work, name) for part in numbers.stages)
            assert parts == pytest.approx(getattr(numbers.total, name))


def test_a_sample_is_charged_for_its_calls_and_executions(scripted: Any) -> None:
    own = sample_work(fold(scripted.story().entries), 4)
    assert (own.calls, own.output_tokens, own.executions) == (1, 100, 3)


def test_executions_of_the_tournament_are_told_from_those_before_it(scripted: Any) -> None:
    script = scripted.story()
    revision = fold(script.entries).selection.revision
    given = script.input("I03", "1\n5\n")
    script.execution(revision, given, "5")
    assert statistics(fold(script.entries)).stages[2].work.executions == 1


def test_an_open_call_counts_up_to_now_and_a_repeated_one_once(scripted: Any) -> None:
    script = scripted.Script()
    script.start()
    for attempt in (1, 2):
        script.add(CallStarted("k", ("sample", 1, "round", 0), "solver", "m", (), attempt), 5.0)
    script.text("something else")
    script.now += 3.0
    script.text("and more")
    numbers = statistics(fold(script.entries))
    assert (numbers.total.calls, numbers.calls_sent, numbers.total.model_seconds) == (1, 2, 3.0)
