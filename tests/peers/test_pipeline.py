"""Whole runs of S* with aimock, a server that answers by prompt: samples with bugs, a repair, inputs, a judge."""

from __future__ import annotations

import json
import os
import subprocess
import sysconfig
from collections import Counter
from pathlib import Path

import pytest
import span
from meddling import Drop, Meddler, TurnAway
from peers import MODELS, command_of, environment, free_port, played, post, served, the

from engine.events.calls import CallDelayed, CallFailed, CallFinished, CallInterrupted, CallStarted
from engine.events.run import NoticeGiven
from engine.events.samples import RevisionMade
from engine.events.selection import SelectionMade, VoteCast
from engine.journal import read_journal
from engine.journal.runs import list_runs
from engine.projections.board import fold
from engine.testing import ToyRun
from engine.testing.toy import script

pytestmark = pytest.mark.slow


# -------------------------------------------------------------------- the engine's steps, on scripted executions


def answers():
    """What the players of the toy say to each last message; a message that comes twice is answered twice alike."""
    table = {}

    def remembered(request):
        return table.setdefault(request.messages[-1].text, script(request))

    size = -1
    while size != len(table):  # the first answer may lead elsewhere, where new questions wait
        size = len(table)
        toy = ToyRun(script=remembered)
        selection = toy.play("s-star")
    return table, toy, selection


@pytest.fixture(scope="module")
def aimock(tmp_path_factory):
    command = command_of("SSTAR_TEST_AIMOCK")
    table, toy, selection = answers()
    fixtures = [
        {"match": {"userMessage": message}, "response": {"content": answer}, "chunkSize": 7}
        for message, answer in sorted(table.items(), key=lambda item: -len(item[0]))
    ]
    path = tmp_path_factory.mktemp("aimock") / "fixtures.json"
    path.write_text(json.dumps({"fixtures": fixtures}))
    port = free_port()
    arguments = ["-p", str(port), "-h", "127.0.0.1", "-f", str(path), "--log-level", "silent", "--strict"]
    with served([command, *arguments], port, "/__aimock/health") as url:
        yield url, toy, selection


@pytest.mark.parametrize("name", MODELS)
def test_the_same_run_through_every_wire(aimock, name):
    url, calm, selection = aimock
    toy, found = played(name, environment(url))
    assert found == selection
    assert not the(CallFailed, toy)
    assert sorted(event.text for event in the(CallFinished, toy)) == sorted(
        event.text for event in the(CallFinished, calm)
    )


@pytest.mark.parametrize("name", MODELS)
def test_a_run_with_a_turned_away_first_call(aimock, name):
    url, _, selection = aimock
    post(f"{url}/__aimock/error", {"status": 529, "body": {"message": "Overloaded", "type": "overloaded_error"}})
    toy, found = played(name, environment(url))
    assert found == selection
    (delay,) = the(CallDelayed, toy)
    assert "529: Overloaded" in delay.reason


# -------------------------------------------------------------------- everything real: `sstar`, its engine, its sandbox


@pytest.fixture(scope="module")
def players(tmp_path_factory):
    """The players of the problem Span."""
    folder = tmp_path_factory.mktemp("span")
    (folder / "fixtures.json").write_text(json.dumps({"fixtures": span.fixtures(chunkSize=9)}))
    span.write_package(folder)
    port = free_port()
    arguments = ["-p", str(port), "-h", "127.0.0.1", "-f", str(folder / "fixtures.json"), "--log-level", "silent"]
    with served([command_of("SSTAR_TEST_AIMOCK"), *arguments, "--strict"], port, "/__aimock/health") as url:
        yield url, folder / "span"


def solved(players, home, name, strategy="s-star"):
    """The events of a run by the command line."""
    url, package = players
    sstar = Path(sysconfig.get_path("scripts")) / "sstar"
    options = ["--model", name, "--strategy", strategy, "--samples", "6", "--inputs", "8", "--effort", "low"]
    done = subprocess.run(
        [sstar, "solve", package, *options, "--display", "plain"],
        env=os.environ | environment(url) | {"SSTAR_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (run,) = list_runs(home / "runs")
    return [entry.event for entry in read_journal(run.journal)], fold(read_journal(run.journal)), done.stdout


def conclusion(events):
    """What must be the same whoever carried the words: programs, clusters, votes, and the cluster that won."""
    made = sorted((event.revision, event.program) for event in events if isinstance(event, RevisionMade))
    votes = sorted(
        (vote.match, vote.input, vote.first, vote.choice or "") for vote in events if isinstance(vote, VoteCast)
    )
    (selection,) = [event for event in events if isinstance(event, SelectionMade)]
    return made, votes, selection.status, selection.reason


@pytest.mark.parametrize("strategy", ["s-star", "s-star-paper"])
def test_the_whole_program_selects_the_same_over_every_wire(players, tmp_path, strategy):
    found = {}
    for name in MODELS[:3]:
        events, board, said = solved(players, tmp_path / name.partition("/")[0], name, strategy)
        roles = Counter(event.role for event in events if isinstance(event, CallStarted))
        assert roles["solver"] == 6
        assert roles["debugger"] >= 2
        assert roles["judge"] >= 2
        assert roles["input writer"] >= 1
        assert not [event for event in events if isinstance(event, CallFailed | CallDelayed | NoticeGiven)]
        assert "max(xs) - min(xs)" in board.text(board.selection.text) or "xs.sort()" in board.text(
            board.selection.text
        )
        assert "Selected: sample" in said
        found[name] = conclusion(events)
    assert len({repr(item) for item in found.values()}) == 1, found


@pytest.mark.parametrize("name", MODELS[:3])
def test_a_run_that_is_turned_away_and_loses_a_stream_selects_the_same(players, tmp_path, name):
    calm, _, _ = solved(players, tmp_path / "calm", name)
    url, package = players
    with Meddler(url, {3: TurnAway(seconds=1), 5: Drop(after_bytes=900)}) as meddler:
        events, board, said = solved((meddler.url, package), tmp_path / "spoilt", name)
    delays = [event for event in events if isinstance(event, CallDelayed)]
    (refused,) = [event for event in delays if "429: Too many requests for this key" in event.reason]
    (broken,) = [event for event in delays if "broke off" in event.reason]
    assert refused.seconds >= 1
    lost = [event for event in events if isinstance(event, CallInterrupted)]
    assert sorted(event.refused for event in lost) == [False, True]
    starts = Counter(event.key for event in events if isinstance(event, CallStarted))
    assert {key for key, times in starts.items() if times > 1} == {refused.key, broken.key}
    assert all(board.calls[key].state == "finished" for key in starts)
    assert "429" in said
    assert "broke off" in said
    assert conclusion(events) == conclusion(calm)
