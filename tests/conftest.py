"""For all tests: a property holds or not, however slow the machine is, and whatever its owner has configured."""

import os

from hypothesis import settings

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

for name in [name for name in os.environ if name.startswith("SSTAR_") and not name.startswith("SSTAR_TEST_")]:
    del os.environ[name]
os.environ["SSTAR_CONFIG_DIR"] = "/nonexistent"
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
