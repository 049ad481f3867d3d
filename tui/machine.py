"""The commands about this machine and what it offers: configuration, keys, models, strategies, doctor."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import engine
from engine.keys import without_login
from tui.options import given, parser
from tui.status import OK, USAGE

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable


def show_config(options: argparse.Namespace) -> int:
    """Print what is configured, and where each value was said."""
    from tui.configuring import config_lines

    _print_lines(config_lines(as_json=options.display == "json"))
    return OK


def edit_config(_: argparse.Namespace) -> int:
    """Let a person edit config.toml, and check it."""
    from tui.configuring import edit_config as edited

    print(edited())
    return OK


def path_config(_: argparse.Namespace) -> int:
    """Print where config.toml is."""
    from engine.places import config_file

    print(config_file())
    return OK


def set_config(options: argparse.Namespace) -> int:
    """Set one key in config.toml, or take it out."""
    from tui.configuring import set_key

    print(set_key(options.key, getattr(options, "value", None)))
    return OK


def set_key(options: argparse.Namespace) -> int:
    """Keep the key of a provider."""
    from tui.keeping import keep_key

    print(keep_key(options.provider, options.words, in_file=options.file))
    return OK


def list_keys(_: argparse.Namespace) -> int:
    """Say where keys come from."""
    from tui.keeping import key_lines

    _print_lines(key_lines())
    return OK


def path_keys(_: argparse.Namespace) -> int:
    """Print the file of keys."""
    from engine.keys import key_file

    print(key_file())
    return OK


def remove_key(options: argparse.Namespace) -> int:
    """Forget the key of a provider."""
    from tui.keeping import forget_key

    print(forget_key(options.provider))
    return OK


def models(options: argparse.Namespace) -> int:
    """List what providers offer."""
    from tui.inquiry import print_offers

    names = [options.provider] if options.provider else list(engine.providers_here().table)
    return OK if asyncio.run(print_offers(names, as_json=options.display == "json")) else USAGE


def strategies(options: argparse.Namespace) -> int:
    """List the strategies, or explain one."""
    from tui.methods import strategy_lines

    asking = engine.load_config(flags=given(options)).models() if options.ask else None
    _print_lines(strategy_lines(options.strategy, asking, as_json=options.display == "json"))
    return OK


def completion(options: argparse.Namespace) -> int:
    """Print the completion for a shell."""
    import shtab  # nothing else needs it

    print(shtab.complete(parser(), shell=options.shell))
    return OK


def doctor(options: argparse.Namespace) -> int:
    """Say what works on this machine, and what would make it better."""
    from tui.inquiry import answer_lines
    from tui.reports import doctor_lines

    flags = given(options)
    _print_lines(doctor_lines(getattr(options, "runs", None) or engine.runs_folder(), flags))
    if not options.ask:
        return OK
    answers = asyncio.run(engine.ask_models(engine.load_config(flags=flags).models().values()))
    _print_lines(answer_lines(answers))
    return USAGE if any(answer.problem for answer in answers) else OK


def _print_lines(lines: Iterable[str]) -> None:
    for line in lines:
        print(without_login(line))
