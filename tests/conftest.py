"""For all tests: a property holds or not, however slow the machine is, and whatever its owner has configured."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

SLOW = {"simulation", "screens", "hostile", "terminal", "problems", "cassettes", "peers", "execution"}
"""Folders in which everything takes its time: whole runs, whole screens, real processes."""

settings.register_profile("patient", deadline=None, max_examples=50)
settings.load_profile("patient")

for name in [name for name in os.environ if name.startswith("SSTAR_") and not name.startswith("SSTAR_TEST_")]:
    del os.environ[name]
os.environ["SSTAR_CONFIG_DIR"] = "/nonexistent"
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave what is slow out of the quick part."""
    here = Path(__file__).parent
    for item in items:
        if SLOW.intersection(item.path.relative_to(here).parts):
            item.add_marker(pytest.mark.slow)
