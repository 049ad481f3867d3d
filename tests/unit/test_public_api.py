"""What the packages offer is what their lists say, and all of it can be imported."""

import importlib

import pytest


@pytest.mark.parametrize("name", ["engine", "engine.problem"])
def test_the_list_is_sorted_and_every_name_can_be_had(name):
    package = importlib.import_module(name)
    assert sorted(package.__all__, key=lambda item: (not item.isupper(), item)) == package.__all__
    assert set(package.__all__) == set(package._WHERE)
    for item in package.__all__:
        assert getattr(package, item) is not None


@pytest.mark.parametrize("name", ["engine", "engine.problem"])
def test_an_unknown_name_is_an_attribute_error(name):
    with pytest.raises(AttributeError, match="nonsense"):
        importlib.import_module(name).nonsense  # noqa: B018
