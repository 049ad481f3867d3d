"""The engine's public API: all that a program around it needs.

Names are imported when they are first used, since a command such as `sstar runs` needs few of them and a
person waits for every import.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.composition import MODELS, ROLES, check, find_prices, providers_here, started_by
    from engine.config.loading import load_config
    from engine.errors import SStarError
    from engine.events.run import ProblemReference, RunStarted
    from engine.events.settings import Settings
    from engine.execution.languages import LANGUAGES
    from engine.execution.sandbox import GUARANTEES, choose_tier
    from engine.forking import Source, fork_run, read_source
    from engine.journal.archive import delete_run, export_run, import_run
    from engine.journal.directory import RunDirectory
    from engine.journal.reader import read_journal, read_started
    from engine.journal.runs import create_run, find_run, list_runs
    from engine.launch import LOG, last_words, spawn_engine
    from engine.models.prices import PriceRule, price_rule, read_price
    from engine.places import config_folder, crashes_folder, data_folder, problems_folder, runs_folder
    from engine.probing import Answer, Offer, ask_models, ask_needs, list_models
    from engine.problem.authoring import change_package, pasted_of, write_package
    from engine.problem.library import bundled, find, own
    from engine.problem.package import Package
    from engine.problem.pasted import Pasted, read_pasted, written
    from engine.problem.reading import read_package
    from engine.strategies import STRATEGIES
    from engine.strategies.outside import strategy_names
    from engine.strategies.pages import Page, strategy_page, strategy_titles

_WHERE = {
    "Answer": "engine.probing",
    "GUARANTEES": "engine.execution.sandbox",
    "LANGUAGES": "engine.execution.languages",
    "LOG": "engine.launch",
    "MODELS": "engine.composition",
    "Offer": "engine.probing",
    "Package": "engine.problem.package",
    "Pasted": "engine.problem.pasted",
    "PriceRule": "engine.models.prices",
    "ProblemReference": "engine.events.run",
    "ROLES": "engine.composition",
    "RunDirectory": "engine.journal.directory",
    "RunStarted": "engine.events.run",
    "SStarError": "engine.errors",
    "STRATEGIES": "engine.strategies",
    "Settings": "engine.events.settings",
    "Source": "engine.forking",
    "Page": "engine.strategies.pages",
    "ask_models": "engine.probing",
    "ask_needs": "engine.probing",
    "bundled": "engine.problem.library",
    "change_package": "engine.problem.authoring",
    "check": "engine.composition",
    "choose_tier": "engine.execution.sandbox",
    "config_folder": "engine.places",
    "crashes_folder": "engine.places",
    "create_run": "engine.journal.runs",
    "data_folder": "engine.places",
    "delete_run": "engine.journal.archive",
    "export_run": "engine.journal.archive",
    "find": "engine.problem.library",
    "find_prices": "engine.composition",
    "find_run": "engine.journal.runs",
    "fork_run": "engine.forking",
    "import_run": "engine.journal.archive",
    "last_words": "engine.launch",
    "list_models": "engine.probing",
    "list_runs": "engine.journal.runs",
    "load_config": "engine.config.loading",
    "own": "engine.problem.library",
    "pasted_of": "engine.problem.authoring",
    "problems_folder": "engine.places",
    "providers_here": "engine.composition",
    "read_journal": "engine.journal.reader",
    "price_rule": "engine.models.prices",
    "read_package": "engine.problem.reading",
    "read_pasted": "engine.problem.pasted",
    "read_price": "engine.models.prices",
    "read_source": "engine.forking",
    "read_started": "engine.journal.reader",
    "runs_folder": "engine.places",
    "spawn_comparison": "engine.launch",
    "spawn_engine": "engine.launch",
    "started_by": "engine.composition",
    "strategy_names": "engine.strategies.outside",
    "strategy_page": "engine.strategies.pages",
    "strategy_titles": "engine.strategies.pages",
    "write_package": "engine.problem.authoring",
    "written": "engine.problem.pasted",
}

__all__ = [
    "GUARANTEES",
    "LANGUAGES",
    "LOG",
    "MODELS",
    "ROLES",
    "STRATEGIES",
    "Answer",
    "Offer",
    "Package",
    "Page",
    "Pasted",
    "PriceRule",
    "ProblemReference",
    "RunDirectory",
    "RunStarted",
    "SStarError",
    "Settings",
    "Source",
    "ask_models",
    "ask_needs",
    "bundled",
    "change_package",
    "check",
    "choose_tier",
    "config_folder",
    "crashes_folder",
    "create_run",
    "data_folder",
    "delete_run",
    "export_run",
    "find",
    "find_prices",
    "find_run",
    "fork_run",
    "import_run",
    "last_words",
    "list_models",
    "list_runs",
    "load_config",
    "own",
    "pasted_of",
    "price_rule",
    "problems_folder",
    "providers_here",
    "read_journal",
    "read_package",
    "read_pasted",
    "read_price",
    "read_source",
    "read_started",
    "runs_folder",
    "spawn_comparison",
    "spawn_engine",
    "started_by",
    "strategy_names",
    "strategy_page",
    "strategy_titles",
    "write_package",
    "written",
]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'engine' has no attribute {name!r}")
    return getattr(importlib.import_module(_WHERE[name]), name)
