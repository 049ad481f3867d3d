"""What the commands without a screen print: lists, explanations, the state of this machine."""

from __future__ import annotations

import os
import platform
import sys
from difflib import unified_diff
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import msgspec

import engine
from engine.config.loading import strange_variables
from engine.config.schema import PERSONS
from engine.errors import ConfigError, UnknownNameError, UsageError
from engine.events.samples import RevisionId
from engine.keys import tail
from engine.projections.comparison import compare
from engine.projections.costs import board_cost_words
from engine.projections.lineage import lines, why
from engine.projections.run_comparison import compare_runs
from engine.projections.wording import counted, deed, one_line, printable
from tui.starting import program_version

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from engine.events.executions import Outcome, Verdict
    from engine.models.providers import Providers
    from engine.projections.board import Board
    from engine.projections.comparison import Comparison
    from engine.projections.run_comparison import RunPair
    from tui.session import Session


def why_lines(session: Session, sample: int | None) -> list[str]:
    """Explain a selection, or why a sample was not selected, with the numbers of the events it rests on."""
    board = session.board()
    return lines(why(board, sample, session.problem()))


def diff_lines(
    session: Session, left: tuple[int, int | None], right: tuple[int, int | None], *, as_json: bool = False
) -> Iterator[str]:
    """Two programs of a run, held against each other.

    Args:
        session: the run.
        left: a sample's number and a round; None for the round that speaks for it.
        right: the same.
        as_json: one JSON object instead of sentences.

    Raises:
        UnknownNameError: the run has no such sample or revision.
    """
    board = session.board()
    made = compare(board, _revision(board, *left), _revision(board, *right), session.problem())
    return iter([json_line(made)]) if as_json else comparison_lines(made)


def json_line(told: object) -> str:
    """A value as one line of JSON."""
    return msgspec.json.encode(told).decode()


def comparison_lines(made: Comparison) -> Iterator[str]:
    """Two programs: a unified diff, the tests whose verdicts differ, the inputs on which they differ."""
    names = str(made.left.revision), str(made.right.revision)
    texts = made.left.text.splitlines(), made.right.text.splitlines()
    yield from (printable(line) for line in unified_diff(*texts, *names, lineterm=""))
    if not made.changed:
        yield f"{names[0]} and {names[1]} are the same text."
    for pair in made.tests:
        if pair.left != pair.right:
            met = (pair.left, pair.left_outcome), (pair.right, pair.right_outcome)
            said = [f"{name} {_met(*one)}" for name, one in zip(names, met, strict=True)]
            wanted = f"; expected “{one_line(pair.expected)}”" if pair.expected else ""
            yield f"test {pair.test}: {'; '.join(said)}{wanted}"
    for item in made.differing:
        given = f"input {item.input} ({item.validity}): “{one_line(item.text)}”"
        yield f"{given}: {names[0]} {deed(item.left)}; {names[1]} {deed(item.right)}"
    if made.differing:
        yield f"They agree on {counted(made.agreeing, 'other input')}."
    elif made.agreeing:
        yield f"They agree on all {counted(made.agreeing, 'input')} that both were executed on."
    else:
        yield "No input was run on both: only programs that pass all tests are compared on inputs."


def _met(verdict: Verdict | None, outcome: Outcome | None) -> str:
    """How a test went for a program: `WA, prints 12`."""
    if verdict is None:
        return "was not run on it"
    return f"{verdict}, {deed(outcome)}" if outcome else verdict


def run_diff_lines(left: Session, right: Session, *, as_json: bool = False) -> Iterator[str]:
    """Two runs: what differs in choices and outcomes, how much they share, each sample in both, both tournaments."""
    pair = compare_runs(left.board(), right.board())
    return iter([json_line(pair)]) if as_json else pair_lines(pair)


def pair_lines(pair: RunPair) -> Iterator[str]:
    """Two runs, as `run_diff_lines` says."""
    if pair.note:
        yield pair.note
    width = max(len(fact.name) for fact in pair.facts)
    yield f"{'':{width}}  {pair.left} | {pair.right}"
    for fact in pair.facts:
        yield f"{fact.name:{width}}  {f'{fact.left} | {fact.right}' if fact.differs else f'{fact.left} (both)'}"
    yield pair.sharing
    for item in pair.samples:
        shared = f" ({item.shared})" if item.shared else ""
        yield f"{item.name}: {item.left or 'not there'} | {item.right or 'not there'}{shared}"
    for name, matches in zip((pair.left, pair.right), pair.matches, strict=True):
        yield f"tournament of {name}: {counted(len(matches), 'match', 'matches') if matches else 'none'}"
        for match in matches:
            yield f"  {match.words}"


def _revision(board: Board, sample: int, round_: int | None) -> RevisionId:
    if sample not in board.samples:
        raise UnknownNameError("sample", f"S{sample:02d}", (item.name for item in board.ordered_samples()))
    best = board.samples[sample].best
    if round_ is None and best is not None:
        return best
    return RevisionId(sample, round_ or 0)


def problem_lines(*, as_json: bool) -> Iterator[str]:
    """The bundled problems, as a table or as JSON lines."""
    for name, folder in engine.bundled().items():
        package = engine.read_package(folder)
        problem = package.problem
        if as_json:
            row = {"name": name, "title": problem.title, "public_tests": len(problem.tests), "folder": str(folder)}
            yield json_line(row)
        else:
            limit = f"{problem.limits.cpu_seconds:g} s"
            yield f"{name:12} {problem.title:24} {counted(len(problem.tests), 'public test')}, {limit}"


def doctor_lines(runs: Path, flags: Mapping[tuple[str, ...], tuple[str, Any]]) -> Iterator[str]:
    """What works on this machine; `flags`: what the command line says of the configuration."""
    python = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    yield f"program     sstar {program_version()}, Textual {version('textual')}, {python}"
    choice = engine.choose_tier()
    yield f"execution   {choice.tier}: {engine.GUARANTEES[choice.tier]}"
    for item in choice.obstacles:
        yield f"            not {item.tier}: {item.why}. {item.remedy}."
    for name, language in engine.LANGUAGES.items():
        yield f"language    {name}: {language.version() or f'not found ({language.installed_by})'}"
    for name, about in engine.MODELS.items():
        yield f"model       {name}: {about}"
    yield from _configuration_lines(flags)
    yield f"runs        {runs} ({_writable(runs)})"
    encoding = (sys.stdout.encoding or "ascii").lower()
    signs = "Unicode signs" if encoding.startswith("utf") else "ASCII signs, since the output is not UTF-8"
    yield f"terminal    TERM={os.environ.get('TERM', 'not set')}, {signs}"


def _configuration_lines(flags: Mapping[tuple[str, ...], tuple[str, Any]]) -> Iterator[str]:
    """The providers, the models of the roles, and where all that was said; what is wrong with it, if anything is."""
    for name, near in strange_variables():
        yield f"environment {name} is read by nothing here.{f' Did you mean {near}?' if near else ''}"
    try:
        loaded, providers = engine.load_config(flags=flags), engine.providers_here()
    except ConfigError as error:
        yield f"config      {error}"
        return
    for name in providers.table:
        yield f"model       {name}/MODEL: {_reach(providers, name)}"
    for role in loaded.models():
        model, source = loaded.model(role)
        yield f"role        {role}: {model} ({source}){_lack(providers, model)}"
    if (who := loaded.config.roles.who_judges) != "model":
        yield f"role        judge: {PERSONS[who]} ({loaded.source('roles', 'judge')})"
    yield f"config      {loaded.file}{'' if loaded.file.exists() else ' (not there; `sstar config edit` makes it)'}"


def _lack(providers: Providers, model: str) -> str:
    """What keeps a model from being asked at all, in a word; the line of its provider says what to do."""
    if model in engine.MODELS:
        return ""
    name = model.partition("/")[0]
    try:
        providers.base_url(name)
        return "" if providers.key(name) or not providers[name].needs_key else ", which has no key"
    except UsageError:
        return ", which cannot be asked"


def _reach(providers: Providers, name: str) -> str:
    """Where a provider is, and where its key comes from; of the key the last four characters."""
    try:
        address, found = providers.base_url(name), providers.key(name)
    except UsageError as error:
        return str(error)
    if found:
        return f"{address}, key from {found.source} ({tail(found.value)})"
    provider = providers[name]
    if not provider.needs_key:
        return address
    return f"{address}, no key: `sstar keys set {name}`, or set {' or '.join(provider.key_variables)}"


def farewell(board: Board, *, running: bool) -> str:
    """What stays on the normal screen when the application has closed; `running`: an engine is at the run."""
    assert board.started is not None
    run = board.started.run
    if board.selection and board.finished:
        chosen = board.selection
        verdict = f"Secret tests: {board.graded.verdict}." if board.graded else f"Grade it: sstar grade {run}"
        return (
            f"{run}: S{chosen.revision.sample:02d} round {chosen.revision.round}, {board.finished.status}, "
            f"confidence {chosen.confidence:.2f}.\nCost: {board_cost_words(board)}.\n"
            f"Ask why: sstar why {run}\n{verdict}"
        )
    if board.finished:
        return f"{run}: {board.finished.status}. {board.finished.reason}\nCost: {board_cost_words(board)}."
    if running:
        return f"{run} goes on without a view. Come back: sstar attach {run}"
    return f"{run} was left before its end. Go on: sstar resume {run}"


def _writable(folder: Path) -> str:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        return f"cannot be made: {error.strerror}; choose another place with SSTAR_HOME"
    return "writable" if os.access(folder, os.W_OK) else "not writable; choose another place with SSTAR_HOME"
