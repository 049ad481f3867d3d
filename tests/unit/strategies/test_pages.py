"""What a strategy says of itself: one text for code and screen, with every deviation named."""

from __future__ import annotations

import json

import pytest

from engine.errors import UnknownNameError, UsageError
from engine.strategies import STRATEGIES
from engine.strategies.pages import strategy_page, strategy_titles
from tui.methods import strategy_lines

ALL = pytest.mark.parametrize("strategy", sorted(STRATEGIES))
NO_PAPER = {"best-of-n", "best-of-n-random"}


@ALL
def test_a_page_names_paper_deviations_and_what_comes_where_nothing_passes(strategy):
    page = strategy_page(strategy)
    text = "\n".join(page.paragraphs)
    assert len(page.title) < 80
    assert strategy in NO_PAPER or "arXiv" in text
    assert "passes" in page.paragraphs[-1] or "fails" in page.paragraphs[-1]
    assert "best effort" in page.paragraphs[-1]
    if strategy not in NO_PAPER | {"s-star", "zero-shot", "chain-of-thought"}:
        assert "Here otherwise" in text
    assert not any("  " in paragraph for paragraph in page.paragraphs), "no line breaks of the source are left"


def test_what_a_method_needs_stands_on_its_page_with_what_is_done_without():
    lines = strategy_page("pg-td").need_lines
    assert lines[-1].startswith("It asks whether the solver offers: log-probabilities. Without it, the tree is one of")
    assert [len(strategy_page(name).needs) for name in ("s1", "reward-model", "codet")] == [3, 1, 0]


def test_a_page_says_what_is_drawn_whatever_the_settings_say():
    said = "\n".join(strategy_page("chain-of-thought").paragraphs)
    assert "Whatever the settings say, it has one sample and no rounds after a first program." in said
    assert "Whatever the settings say, it has one sample." in strategy_page("self-debug").paragraphs
    assert not any(text.startswith("Whatever") for text in strategy_page("s-star").paragraphs)


def test_every_strategy_has_a_title_of_its_own():
    titles = strategy_titles()
    assert list(titles) == list(STRATEGIES)
    assert len(set(titles.values())) == len(titles)


def test_the_command_lists_and_explains():
    listed = strategy_lines(None)
    assert any(line.startswith("codet ") for line in listed)
    page = strategy_lines("codet")
    assert page[0].startswith("codet: ")
    assert max(map(len, page)) <= 100
    assert any(line.startswith("As published: 100 programs") for line in page)
    assert json.loads(strategy_lines("s1", as_json=True)[0])["page"]["needs"][0]["capability"] == "prefix"


def test_the_command_asks_the_models_that_are_configured():
    models = dict.fromkeys(("solver", "scorer"), "rehearsal")
    assert strategy_lines("reward-model", models)[-1].startswith("rehearsal offers no score: it plays programs")
    assert strategy_lines("codet", models)[-1] == "It needs nothing but answers, so nobody was asked."
    with pytest.raises(UsageError, match="Name it"):
        strategy_lines(None, models)


def test_an_unknown_strategy_is_an_error_with_the_nearest_name():
    with pytest.raises(UnknownNameError, match="codet"):
        strategy_lines("code-t")
